//! Formats tables in Markdown.

/// Formats a table: the first column is text, the others are figures.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = line(head.iter().copied());
    text += &line(head.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }));
    for row in rows {
        text += &line(row.iter().map(String::as_str));
    }
    text
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let cells: Vec<String> = cells.map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_head_a_rule_and_its_rows() {
        let rows = [vec!["get".to_owned(), "1.00".to_owned()], vec!["a|b".to_owned(), "-".to_owned()]];
        let expected = "| work | ratio |\n| --- | ---: |\n| get | 1.00 |\n| a\\|b | - |\n";
        assert_eq!(table(&["work", "ratio"], &rows), expected);
    }
}
