//! A bar chart as SVG, legible on light and dark backgrounds and to a screen reader.

use std::fmt::Write as _;

/// The width of the picture and where its bars begin and end, in pixels.
const WIDTH: f64 = 760.0;
const LEFT: f64 = 236.0;
const RIGHT: f64 = 700.0;
/// The height of a bar, and the gap between two groups of them.
const BAR: f64 = 12.0;
const GAP: f64 = 12.0;
/// The upper edge of the first group.
const TOP: f64 = 74.0;

/// The content of a chart.
#[derive(Debug)]
pub(crate) struct Chart<'c> {
    /// The heading.
    pub(crate) title: &'c str,
    /// What the bars mean.
    pub(crate) subtitle: &'c str,
    /// The names of the series; the first stands out.
    pub(crate) series: Vec<&'c str>,
    /// The groups: a label, and a figure for each of the series.
    pub(crate) groups: Vec<(&'c str, Vec<Option<f64>>)>,
}

const STYLE: &str = "\
<style>
text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.soft { fill: #59636e; }
.end { text-anchor: end; }
.line { stroke: #59636e; stroke-dasharray: 3 3; }
.s0 { fill: #0a7d4f; } .s1 { fill: #8c959f; } .s2 { fill: #b9a06a; } .s3 { fill: #7f8fc9; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; }
  .soft { fill: #9198a1; }
  .line { stroke: #9198a1; }
  .s0 { fill: #3fb97f; } .s1 { fill: #767e88; } .s2 { fill: #a08a55; } .s3 { fill: #6f7fba; }
}
</style>
";

impl Chart<'_> {
    /// Returns the picture.
    pub(crate) fn svg(&self) -> String {
        let height = TOP + self.groups.len() as f64 * self.group_height() + 8.0;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n{STYLE}",
            escaped(self.title),
            escaped(&self.description())
        );
        text(&mut svg, 8.0, 20.0, "title", self.title);
        text(&mut svg, 8.0, 38.0, "soft", self.subtitle);
        self.legend(&mut svg);
        self.unit_line(&mut svg, height);
        for (at, (label, figures)) in self.groups.iter().enumerate() {
            self.group(&mut svg, TOP + at as f64 * self.group_height(), label, figures);
        }
        svg += "</svg>\n";
        svg
    }

    fn group_height(&self) -> f64 {
        self.series.len() as f64 * BAR + GAP
    }

    fn legend(&self, svg: &mut String) {
        let mut x = 8.0;
        for (at, series) in self.series.iter().enumerate() {
            rectangle(svg, at, x, 50.0, 10.0);
            text(svg, x + 15.0, 60.0, "soft", series);
            x += 15.0 + 7.0 * series.len() as f64 + 18.0;
        }
    }

    fn group(&self, svg: &mut String, top: f64, label: &str, figures: &[Option<f64>]) {
        let bars = figures.len() as f64 * BAR;
        text(svg, LEFT - 10.0, top + bars / 2.0 + 4.0, "end", label);
        for (at, figure) in figures.iter().enumerate() {
            let y = top + at as f64 * BAR;
            let length = figure.map_or(0.0, |figure| self.length(figure));
            rectangle(svg, at, LEFT, y, length);
            let shown = figure.map_or("-".to_owned(), |figure| format!("{figure:.2}"));
            text(svg, LEFT + length + 5.0, y + BAR - 2.0, if at == 0 { "" } else { "soft" }, &shown);
        }
    }

    /// Draws the line where the ratio is 1.
    fn unit_line(&self, svg: &mut String, height: f64) {
        let x = LEFT + self.length(1.0);
        // Writing to a `String` cannot fail, here and below.
        let _ = writeln!(
            svg,
            "<line class=\"line\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{:.1}\" y2=\"{height:.1}\"/>",
            TOP - 6.0
        );
    }

    fn length(&self, figure: f64) -> f64 {
        let figures = self.groups.iter().flat_map(|(_, figures)| figures.iter().flatten());
        // The line at 1 has to lie within the picture even where all figures are below it.
        let most = figures.copied().fold(1.0, f64::max);
        figure.max(0.0) / most * (RIGHT - LEFT)
    }

    /// Returns the figures in words, for a screen reader.
    fn description(&self) -> String {
        let mut words = format!("{}.", self.subtitle);
        for (label, figures) in &self.groups {
            let figures = self.series.iter().zip(figures).filter_map(|(series, figure)| Some((series, (*figure)?)));
            let figures: Vec<String> = figures.map(|(series, figure)| format!("{series} {figure:.2}")).collect();
            let _ = write!(words, " {label}: {}.", figures.join(", "));
        }
        words
    }
}

fn text(svg: &mut String, x: f64, y: f64, class: &str, text: &str) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(text));
}

fn rectangle(svg: &mut String, series: usize, x: f64, y: f64, width: f64) {
    let _ = writeln!(
        svg,
        "<rect class=\"s{series}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"1\"/>",
        BAR - 2.0
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart<'static> {
        Chart {
            title: "a < b",
            subtitle: "less is better",
            series: vec!["ours", "theirs"],
            groups: vec![("get", vec![Some(0.5), Some(2.0)]), ("batch", vec![Some(0.25), None])],
        }
    }

    #[test]
    fn bars_are_as_long_as_their_figures() {
        let svg = chart().svg();
        assert!(svg.contains("width=\"116.0\""), "a quarter of the width for half of 2");
        assert!(svg.contains("width=\"464.0\""), "the whole width for the most");
    }

    #[test]
    fn the_figures_are_told_in_words() {
        let svg = chart().svg();
        assert!(svg.contains("<title id=\"title\">a &lt; b</title>"));
        assert!(svg.contains("get: ours 0.50, theirs 2.00. batch: ours 0.25."));
    }

    #[test]
    fn a_series_without_a_figure_has_a_dash() {
        assert!(chart().svg().contains(">-</text>"));
    }
}
