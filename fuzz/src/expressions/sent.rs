//! What an expression that is sent has to be, whatever it was built from.

use std::collections::BTreeSet;

use dkmio::{Error, ErrorKind};
use dkmio_core::expression::limits::{EXPRESSION_BYTES, OPERATORS};
use dkmio_core::request::Explanation;

/// Words that may stand in expressions; everything else is a placeholder.
const WORDS: [&str; 17] = [
    "AND",
    "OR",
    "NOT",
    "BETWEEN",
    "IN",
    "SET",
    "REMOVE",
    "ADD",
    "DELETE",
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
    "size",
    "if_not_exists",
    "list_append",
];

/// Checks what would be sent, or the error if nothing would.
pub(super) fn check(explained: &Result<Explanation, Error>) {
    match explained {
        Ok(explanation) => well_formed(explanation),
        Err(error) => refused(error),
    }
}

/// Checks that every name and every value is a placeholder, numbered without gaps, and that brackets come in pairs.
fn well_formed(explanation: &Explanation) {
    let mut seen = Seen::default();
    for expression in &explanation.expressions {
        assert!((1..=EXPRESSION_BYTES).contains(&expression.sent.len()), "{expression:?}");
        assert!(seen.read(&expression.sent) <= OPERATORS, "{expression:?}");
    }
    assert!(seen.names.iter().copied().eq(0..seen.names.len()), "{explanation:?}");
    assert!(seen.values.iter().copied().eq(0..seen.values.len()), "{explanation:?}");
    assert!(explanation.to_string().starts_with(explanation.operation));
}

/// Checks that an error before any request is a mistake of the caller, and names the table.
fn refused(error: &Error) {
    use ErrorKind::{Encode, InvalidCursor, InvalidKey, InvalidProjection, MissingKey, Validation};
    let known = [Encode, InvalidCursor, InvalidKey, InvalidProjection, MissingKey, Validation];
    assert!(known.contains(&error.kind()), "{error}");
    assert_eq!((error.table(), error.attempts(), error.is_retryable()), (Some("things"), 0, false), "{error}");
}

/// The placeholders of a request's expressions.
#[derive(Default)]
struct Seen {
    names: BTreeSet<usize>,
    values: BTreeSet<usize>,
}

impl Seen {
    /// Reads an expression and counts its operators and functions, as far as they are words.
    fn read(&mut self, sent: &str) -> usize {
        let (mut rest, mut open, mut words) = (sent, 0_usize, 0);
        while let Some(first) = rest.chars().next() {
            let len = match first {
                '#' | ':' => self.placeholder(first, rest),
                '[' => rest.find(']').filter(|end| is_number(&rest[1..*end])).expect("a position") + 1,
                'A'..='Z' | 'a'..='z' => {
                    let len = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(rest.len());
                    assert!(WORDS.contains(&&rest[..len]), "{sent}");
                    words += usize::from(!matches!(&rest[..len], "SET" | "REMOVE" | "ADD" | "DELETE"));
                    len
                }
                '(' => {
                    open += 1;
                    1
                }
                ')' => {
                    open = open.checked_sub(1).expect("a bracket that was opened");
                    1
                }
                ' ' | ',' | '.' | '=' | '<' | '>' | '+' | '-' => 1,
                other => panic!("{other:?} in {sent}"),
            };
            rest = &rest[len..];
        }
        assert_eq!(open, 0, "{sent}");
        words
    }

    fn placeholder(&mut self, sign: char, rest: &str) -> usize {
        let end = rest[2..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| end + 2);
        let number = rest[2..end].parse().expect("a number");
        match (sign, &rest[1..2]) {
            ('#', "n") => self.names.insert(number),
            (':', "v") => self.values.insert(number),
            _ => panic!("a placeholder in {rest}"),
        };
        end
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
