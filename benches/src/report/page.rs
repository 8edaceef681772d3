//! The page of results: an introduction and a section under each heading.

/// Returns the page with a section, which replaces the one of that title or follows the others.
pub(crate) fn with_section(page: &str, title: &str, body: &str) -> String {
    let heading = format!("## {title}");
    let mut parts: Vec<String> = split(page);
    let section = format!("{heading}\n\n{}\n", body.trim_end());
    match parts.iter_mut().find(|part| part.lines().next() == Some(heading.as_str())) {
        Some(part) => *part = section,
        None => parts.push(section),
    }
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

/// Returns the page with another introduction.
pub(crate) fn with_introduction(page: &str, introduction: &str) -> String {
    let mut parts = split(page);
    parts[0] = introduction.to_owned();
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

/// Splits a page into the introduction and the sections. The introduction is always there, possibly empty.
fn split(page: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in page.lines() {
        if line.starts_with("## ") {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            *part += line;
            part.push('\n');
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# Results\n\nText.\n\n## Time\n\nold\n\n## Space\n\nkept\n";

    #[test]
    fn a_section_takes_the_place_of_the_one_before() {
        assert_eq!(with_section(PAGE, "Time", "new\n"), PAGE.replace("old", "new"));
    }

    #[test]
    fn a_new_section_comes_last() {
        assert_eq!(with_section(PAGE, "Heat", "warm"), format!("{PAGE}\n## Heat\n\nwarm\n"));
        assert_eq!(with_section("", "Heat", "warm"), "## Heat\n\nwarm\n");
    }

    #[test]
    fn the_introduction_is_what_comes_before_the_sections() {
        assert_eq!(with_introduction(PAGE, "# Other\n"), PAGE.replace("# Results\n\nText.", "# Other"));
    }
}
