//! The tables of one request: their error context, and their names in a response.

use crate::error::ErrorContext;

/// Returns the error context of a request to these tables. It has a table only if there is exactly one.
pub(super) fn context_of<'t>(operation: &'static str, tables: impl IntoIterator<Item = &'t str>) -> ErrorContext {
    let mut tables: Vec<&str> = tables.into_iter().collect();
    tables.dedup();
    let table = match tables.as_slice() {
        [table] => Some((*table).into()),
        _ => None,
    };
    ErrorContext { operation: Some(operation), table, index: None }
}

/// Returns a table's name without its ARN. A request may have the ARN and its response the name, or the other way
/// round.
pub(super) fn strip_table_arn(table: &str) -> &str {
    if !table.starts_with("arn:") {
        return table;
    }
    table.rsplit_once(":table/").map_or(table, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_stripped_and_a_name_is_kept() {
        let names = ["orders", "arn:aws:dynamodb:us-east-1:000000000000:table/orders", "arn:strange", "a:table/b"];
        assert_eq!(names.map(strip_table_arn), ["orders", "orders", "arn:strange", "a:table/b"]);
    }

    #[test]
    fn an_error_names_a_table_if_it_is_the_only_one() {
        assert_eq!(context_of("Op", ["a", "a"]).table.as_deref(), Some("a"));
        assert_eq!(context_of("Op", ["a", "b", "a"]).table, None);
        assert_eq!(context_of("Op", []).table, None);
    }
}
