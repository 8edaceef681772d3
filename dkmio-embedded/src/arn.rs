//! Amazon resource names of tables.

/// Returns the table's name in a table's ARN. Returns any other text unchanged, as it is a name.
pub(crate) fn table_name(name_or_arn: &str) -> &str {
    let resource = name_or_arn.strip_prefix("arn:").and_then(|arn| arn.split_once(":table/"));
    resource.map_or(name_or_arn, |(_, name)| name)
}
