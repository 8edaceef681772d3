//! Rules of names, names of generated types, and suggestions for misspelled names.

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use crate::case::pascal;
use crate::errors::Errors;

/// Lengths of a table's or index's name (Developer Guide, "Supported data types and naming rules").
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 3..=255;

/// The functions of `DynamoTable`, which an index accessor of the same name would hide. A test compares this list with
/// the trait.
pub(crate) const TABLE_FUNCTIONS: [&str; 29] = [
    "batch_delete",
    "batch_delete_stream",
    "batch_delete_unconditional",
    "batch_get",
    "batch_put",
    "batch_put_stream",
    "batch_put_unconditional",
    "changes",
    "condition_check",
    "create",
    "create_table",
    "definition",
    "delete",
    "delete_table",
    "describe_table",
    "get",
    "guarded",
    "key",
    "partiql",
    "patch",
    "put",
    "query",
    "query_partition_of",
    "replace",
    "scan",
    "table",
    "update",
    "upsert",
    "verify_table",
];

/// Functions that other traits or the derive itself give a table.
const OTHER_FUNCTIONS: [&str; 10] = [
    "backfill_keys",
    "clone",
    "default",
    "deserialize",
    "from",
    "key_of",
    "primary_key",
    "serialize",
    "sort_key",
    "sort_key_prefix",
];

/// Checks that DynamoDB accepts the name of a table or an index.
pub(super) fn check_resource_name(what: &str, name: &LitStr, errors: &mut Errors) {
    let text = name.value();
    let fitting = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    if let Some(odd) = text.chars().find(|letter| !fitting(*letter)) {
        errors.on(name, format!("{odd:?} cannot stand in the name of {what}; use letters, digits, `_`, `-` and `.`"));
    } else if !NAME_LENGTHS.contains(&text.len()) {
        errors.on(name, format!("the name of {what} must have 3 to 255 characters, this one has {}", text.len()));
    }
}

/// The functions of a shared table.
const SHARED_FUNCTIONS: [&str; 7] =
    ["create_table", "delete_table", "describe_table", "query", "scan", "table", "verify_table"];

/// Checks that an index accessor can name a function, and does not hide one of the table.
pub(super) fn check_accessor(accessor: &Ident, errors: &mut Errors) {
    check_free(accessor, "every table", is_taken, errors);
}

/// Checks the accessor of an index of a shared table.
pub(super) fn check_shared_accessor(accessor: &Ident, errors: &mut Errors) {
    check_free(accessor, "a shared table", is_taken_in_shared, errors);
}

fn check_free(accessor: &Ident, owner: &str, is_taken: impl Fn(&Ident) -> bool, errors: &mut Errors) {
    if check_no_keyword(accessor, errors) && is_taken(accessor) {
        let name = accessor.unraw();
        errors
            .on(accessor, format!("{owner} has a function `{name}`; rename the accessor, for example to `by_{name}`"));
    }
}

/// Checks that an accessor is no keyword. Keywords are read as names because fields can be named by them.
pub(super) fn check_no_keyword(accessor: &Ident, errors: &mut Errors) -> bool {
    let is_keyword = is_keyword(accessor);
    if is_keyword {
        errors.on(
            accessor,
            format!(
                "`{accessor}` is a keyword and cannot be an accessor; use another name, for example `by_{accessor}`"
            ),
        );
    }
    !is_keyword
}

fn is_keyword(accessor: &Ident) -> bool {
    syn::parse_str::<Ident>(&accessor.to_string()).is_err()
}

/// Returns the name of the projected item of an index: `OrdersByStatus`.
pub(crate) fn projected_name(owner: &Ident, accessor: &Ident) -> String {
    format!("{}{}", owner.unraw(), pascal(&accessor.unraw().to_string()))
}

/// Returns the name of the type of an index: `OrdersByStatusIndex`.
pub(crate) fn index_name(owner: &Ident, accessor: &Ident) -> String {
    format!("{}Index", projected_name(owner, accessor))
}

/// Returns whether an accessor has the name of a function that every table has, or cannot name a function.
pub(super) fn is_taken(accessor: &Ident) -> bool {
    let name = accessor.unraw().to_string();
    is_keyword(accessor) || TABLE_FUNCTIONS.contains(&name.as_str()) || OTHER_FUNCTIONS.contains(&name.as_str())
}

/// Returns the same of an accessor of a shared table.
pub(super) fn is_taken_in_shared(accessor: &Ident) -> bool {
    is_keyword(accessor) || SHARED_FUNCTIONS.contains(&accessor.unraw().to_string().as_str())
}

/// Returns ``; did you mean `status`?`` if one of the candidates is close to the written name.
pub(super) fn suggestion<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    candidates
        .into_iter()
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3))
        .min()
        .map_or_else(String::new, |(_, candidate)| format!("; did you mean `{candidate}`?"))
}

/// Returns `` `a`, `b`, `c` ``.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Returns the Levenshtein distance: the number of letters to insert, remove or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, left) in a.chars().enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(&b) {
            let here = (diagonal + usize::from(left != *right)).min(before + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            before = here;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_name_is_suggested_and_a_distant_one_is_not() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(suggestion("stauts", ["total", "status"]), "; did you mean `status`?");
        assert_eq!(suggestion("color", ["total", "status"]), "");
    }
}
