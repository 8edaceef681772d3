//! The texts of other programs, made fit for an error message.
//!
//! dkmio sends every name and every value of an expression as a placeholder, so most messages of the service hold no data
//! of the caller. Some quote a value all the same. Such a message ends before the quote, wherever it is shown.

use std::error::Error as StdError;
use std::fmt;

use crate::codec::OneLine;

/// The text in place of the rest of a message that quotes a value.
const CUT: &str = "..";

/// Words that, with a colon or an equals sign behind them, precede a value without quotation marks in messages of a service or an emulator.
const VALUE_FOLLOWS: [&str; 12] = [
    "value",
    "values",
    "number",
    "attributevalue",
    "item",
    "items",
    "string",
    "binary",
    "element",
    "input",
    "data",
    "stderr",
];

/// The type letters of DynamoDB JSON. Followed by a colon they introduce a value.
const TYPES: [&str; 10] = ["S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"];

/// A message of the service without the values that it quotes.
pub(super) struct WithoutValues<'m>(pub(super) &'m str);

impl fmt::Display for WithoutValues<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.0.trim();
        match first_value(message) {
            None => write!(f, "{}", OneLine(message)),
            Some(at) => match message[..at].trim_end() {
                "" => f.write_str(CUT),
                shown => write!(f, "{} {CUT}", OneLine(shown)),
            },
        }
    }
}

/// Returns the position of the first value that the message quotes.
fn first_value(message: &str) -> Option<usize> {
    let mut word = 0;
    for (at, character) in message.char_indices() {
        let rest = &message[at..];
        match character {
            '"' | '`' | '\u{2018}' | '\u{201c}' | '\u{ab}' => return Some(at),
            '\'' if !is_apostrophe(&message[..at], rest) => return Some(at),
            // An engine prints an item or a list in brackets. Placeholders in them are names that dkmio made itself.
            '{' | '[' if !holds_placeholders(rest) => return Some(at),
            ':' | '=' => match &message[word..at] {
                // In `:v0` the colon belongs to the placeholder.
                "" => {}
                // The type letter is a part of the quoted value.
                tag if character == ':' && TYPES.contains(&tag) => return Some(word),
                name if VALUE_FOLLOWS.contains(&name.to_ascii_lowercase().as_str()) && !is_end(&rest[1..]) => {
                    return Some(at + 1);
                }
                _ => {}
            },
            _ => {}
        }
        if !character.is_alphanumeric() {
            word = at + character.len_utf8();
        }
    }
    None
}

fn is_end(rest: &str) -> bool {
    rest.trim_start().is_empty()
}

/// Returns whether an apostrophe belongs to a word, as in `isn't` or `table's`, and so opens no quote.
fn is_apostrophe(before: &str, rest: &str) -> bool {
    let ending: String = rest[1..].chars().take_while(|character| character.is_alphanumeric()).collect();
    before.ends_with(|character: char| character.is_alphabetic()) && matches!(&*ending, "s" | "t" | "re" | "ve" | "ll")
}

/// Returns whether only dkmio's own placeholders are between the bracket at the beginning of `rest` and the one that
/// closes it, as in `{:v1}` or `[#n0, #n1]`.
fn holds_placeholders(rest: &str) -> bool {
    let Some(end) = rest.find(['}', ']']) else { return false };
    rest[1..end].split([',', '.', ' ']).filter(|part| !part.is_empty()).all(|part| {
        let name = part.strip_prefix("#n").or_else(|| part.strip_prefix(":v"));
        name.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// A chain of errors of the SDK, the HTTP client or the system, as text without values.
///
/// The errors themselves may hold whole requests and responses, and `{:?}`, anyhow and others print the errors that
/// `source` returns.
#[derive(Default)]
pub(super) struct Cause {
    text: String,
    source: Option<Box<Self>>,
}

impl Cause {
    /// Returns the code and the message of the service as a cause without sources.
    pub(super) fn of_code(code: &str, message: Option<&str>) -> Self {
        let code = OneLine(code);
        let text = match message {
            Some(message) => format!("{code}: {}", WithoutValues(message)),
            None => code.to_string(),
        };
        Self { text, source: None }
    }

    /// Returns the chain that starts with `error`.
    pub(super) fn of(error: &(dyn StdError + 'static)) -> Self {
        // Each error of the chain is cut on its own: an HTTP client may quote what the SDK left out.
        let texts: Vec<String> = chain(error).map(|error| WithoutValues(&error.to_string()).to_string()).collect();
        let source = texts.into_iter().rev().fold(None, |source, text| Some(Box::new(Self { text, source })));
        source.map_or_else(Self::default, |first| *first)
    }

    /// Returns the text of the last error of the chain, which says the most.
    pub(super) fn innermost(&self) -> &str {
        self.source.as_deref().map_or(&*self.text, Self::innermost)
    }
}

/// Returns the error and its sources.
pub(crate) fn chain<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn StdError + 'static)| {
        let error: &'e (dyn StdError + 'static) = *error;
        error.source()
    })
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)?;
        match &self.source {
            Some(source) => write!(f, ": {source:?}"),
            None => Ok(()),
        }
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(message: &str) -> String {
        WithoutValues(message).to_string()
    }

    #[test]
    fn messages_without_values_are_shown_in_full() {
        for message in [
            "The conditional request failed",
            "The document path provided in the update expression is invalid for update",
            "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these \
             paths; path one: [#n0, #n1], path two: [#n0]",
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v1}",
            "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
             string value. Key: pk",
            "Requested resource not found: Table: orders not found",
            "User: arn:aws:iam::123456789012:user/ana is not authorized to perform: dynamodb:PutItem on resource: \
             arn:aws:dynamodb:us-east-1:123456789012:table/orders",
            "Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: \
             begins_with, operand type: N",
            "The table's key isn't what the request's key is",
            "Item size has exceeded the maximum allowed size",
        ] {
            assert_eq!(shown(message), message);
        }
    }

    #[test]
    fn a_message_ends_before_the_value_that_it_quotes() {
        for (message, wanted) in [
            ("1 validation error detected: Value 'SECRET' at 'key' failed", "1 validation error detected: Value .."),
            ("lower bound operand: AttributeValue: {S:SECRET}, upper", "lower bound operand: AttributeValue: .."),
            (
                "The parameter cannot be converted to a numeric value: SECRET",
                "The parameter cannot be converted to a numeric value: ..",
            ),
            ("Input collection [SECRET, SECRET] contains duplicates.", "Input collection .."),
            ("Invalid number: SECRET", "Invalid number: .."),
            ("no item with key \"SECRET\"", "no item with key .."),
            ("the key `SECRET` is wrong", "the key .."),
            ("operand S:SECRET is wrong", "operand .."),
            ("'SECRET' is wrong", ".."),
            ("the \u{201c}SECRET\u{201d}", "the .."),
            ("it isn't 'SECRET'", "it isn't .."),
            ("one of [#n0, SECRET]", "one of .."),
            ("unfinished [#n0", "unfinished .."),
        ] {
            assert_eq!(shown(message), wanted);
        }
    }

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(shown("one\ntwo\u{1b}[31m"), "one\\ntwo\\u{1b} ..");
        assert_eq!(shown("one\r\n2"), "one\\r\\n2");
    }

    #[test]
    fn a_chain_of_errors_has_no_values_at_any_link() {
        #[derive(Debug)]
        struct Outer(std::io::Error);
        impl fmt::Display for Outer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("outer \"SECRET\"")
            }
        }
        impl StdError for Outer {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                Some(&self.0)
            }
        }
        let cause = Cause::of(&Outer(std::io::Error::other("inner 'SECRET'")));
        assert_eq!(cause.to_string(), "outer ..");
        assert_eq!(cause.innermost(), "inner ..");
        assert_eq!(chain(&cause).count(), 2);
        assert!(!format!("{cause:?}").contains("SECRET"));
    }
}
