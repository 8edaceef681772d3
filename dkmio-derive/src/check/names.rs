//! Rules of names, and what a misspelt one may have meant.

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use crate::errors::Errors;

/// Lengths of a table's or index's name (Developer Guide, "Supported data types and naming rules").
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 3..=255;

/// Associated functions every table has; an index accessor of the same name would hide one of them.
const TABLE_FUNCTIONS: [&str; 18] = [
    "batch_delete",
    "batch_get",
    "batch_put",
    "check",
    "clone",
    "create_table",
    "default",
    "definition",
    "delete",
    "delete_table",
    "from",
    "get",
    "key",
    "key_of",
    "put",
    "query",
    "scan",
    "update",
];

/// A table or an index has a name DynamoDB accepts.
pub(super) fn check_resource_name(what: &str, name: &LitStr, errors: &mut Errors) {
    let text = name.value();
    let fitting = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-');
    if let Some(odd) = text.chars().find(|letter| !fitting(*letter)) {
        errors.on(name, format!("{odd:?} cannot be in the name of {what}; use letters, digits, `_`, `-` and `.`"));
    } else if !NAME_LENGTHS.contains(&text.len()) {
        errors.on(name, format!("the name of {what} has 3 to 255 characters, this one has {}", text.len()));
    }
}

/// An index accessor does not hide a function of the table.
pub(super) fn check_accessor(accessor: &Ident, errors: &mut Errors) {
    let name = accessor.unraw().to_string();
    if TABLE_FUNCTIONS.contains(&name.as_str()) {
        errors.on(
            accessor,
            format!("`{name}` is a function every table has; name the index accessor another way, such as `by_{name}`"),
        );
    }
}

/// ``; did you mean `status`?`` where one of the candidates is close to what was written.
pub(super) fn suggestion<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    candidates
        .into_iter()
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3))
        .min()
        .map_or_else(String::new, |(_, candidate)| format!("; did you mean `{candidate}`?"))
}

/// `` `a`, `b`, `c` ``
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// How many letters have to be put in, taken out or replaced.
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
        assert_eq!(suggestion("colour", ["total", "status"]), "");
    }
}
