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

/// Returns whether a name in a request and a name in its response are of one table. One of them may be the ARN and the
/// other the name.
pub(super) fn is_same_table(one: &str, other: &str) -> bool {
    // Two ARNs with one name are of tables in different accounts or regions.
    one == other || is_arn(one) != is_arn(other) && without_arn(one) == without_arn(other)
}

fn is_arn(table: &str) -> bool {
    table.starts_with("arn:")
}

fn without_arn(table: &str) -> &str {
    if !is_arn(table) {
        return table;
    }
    table.rsplit_once(":table/").map_or(table, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_an_arn_are_of_one_table_and_two_arns_are_not() {
        let arn = |account: u64| format!("arn:aws:dynamodb:us-east-1:{account:012}:table/orders");
        for (one, other, is_same) in [
            ("orders", "orders", true),
            ("orders", "users", false),
            (&arn(1), "orders", true),
            ("orders", &arn(1), true),
            (&arn(1), "users", false),
            (&arn(1), &arn(1), true),
            (&arn(1), &arn(2), false),
            ("arn:strange", "strange", false),
            ("a:table/b", "b", false),
        ] {
            assert_eq!(is_same_table(one, other), is_same, "{one} and {other}");
        }
    }

    #[test]
    fn an_error_names_a_table_if_it_is_the_only_one() {
        assert_eq!(context_of("Op", ["a", "a"]).table.as_deref(), Some("a"));
        assert_eq!(context_of("Op", ["a", "b", "a"]).table, None);
        assert_eq!(context_of("Op", []).table, None);
    }
}
