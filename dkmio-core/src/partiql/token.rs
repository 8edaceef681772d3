//! The tokens of a statement.

use std::iter::Peekable;
use std::str::CharIndices;

/// A token of a statement. A quoted text is one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// A name or a keyword without quotes.
    Word(&'s str),
    /// A name in double quotes.
    Quoted(&'s str),
    /// A string in single quotes, a number, or another literal.
    Literal,
    /// `?`
    Parameter,
    /// `{source}`
    Source,
    /// Any other character.
    Symbol(char),
}

/// The placeholder of the table or index.
pub(super) const SOURCE: &str = "{source}";

impl Token<'_> {
    /// Returns whether this is the keyword, in any case.
    pub(super) fn is_keyword(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

/// Splits a statement into its tokens, each with its position in bytes.
///
/// # Errors
/// Returns a message if a quote is not closed, or if the statement has a comment.
pub(super) fn tokens(statement: &str) -> Result<Vec<(usize, Token<'_>)>, &'static str> {
    let mut characters = statement.char_indices().peekable();
    let mut tokens = Vec::new();
    while let Some((at, character)) = characters.next() {
        // A character begins at `at`, here and below.
        let rest = statement.get(at..).unwrap_or_default();
        let token = match character {
            space if space.is_whitespace() => continue,
            '?' => Token::Parameter,
            // PartiQL writes literals of Ion in backticks.
            '\'' | '`' => {
                quoted(&mut characters, character)?;
                Token::Literal
            }
            '"' => {
                let end = quoted(&mut characters, character)?;
                Token::Quoted(statement.get(at + 1..end).unwrap_or_default())
            }
            // A comment could hide a condition from the check and not from DynamoDB, or the other way round.
            '-' | '/' if rest.starts_with("--") || rest.starts_with("/*") => {
                return Err("a statement must not have comments");
            }
            '{' if rest.starts_with(SOURCE) => {
                // Skips the rest. It is ASCII, and its first character has been read.
                characters.nth(SOURCE.len() - 2);
                Token::Source
            }
            sign if matches!(sign, '-' | '+')
                && rest.chars().nth(1).is_some_and(|next| next.is_ascii_digit())
                && begins_value(&tokens) =>
            {
                number(&mut characters);
                Token::Literal
            }
            digit if digit.is_ascii_digit() => {
                number(&mut characters);
                Token::Literal
            }
            letter if letter.is_alphabetic() || letter == '_' => {
                let mut end = at + letter.len_utf8();
                while let Some((at, next)) = characters.next_if(|(_, next)| next.is_alphanumeric() || *next == '_') {
                    end = at + next.len_utf8();
                }
                Token::Word(statement.get(at..end).unwrap_or_default())
            }
            other => Token::Symbol(other),
        };
        tokens.push((at, token));
    }
    Ok(tokens)
}

/// Returns whether a value comes next, so that a sign is that of a number and not an operator between two values.
fn begins_value(before: &[(usize, Token<'_>)]) -> bool {
    const KEYWORDS: [&str; 7] = ["WHERE", "AND", "OR", "NOT", "BETWEEN", "IN", "SELECT"];
    match before.last() {
        Some((_, Token::Symbol(symbol))) => !matches!(symbol, ')' | ']' | '}'),
        Some((_, token)) => KEYWORDS.iter().any(|keyword| token.is_keyword(keyword)),
        None => true,
    }
}

/// Reads the rest of a number, whose sign or first digit has been read.
fn number(characters: &mut Peekable<CharIndices<'_>>) {
    let mut last = '0';
    // A sign within a number is that of its exponent.
    let is_part = |last: char, next: char| {
        next.is_ascii_alphanumeric() || next == '.' || matches!(next, '-' | '+') && matches!(last, 'e' | 'E')
    };
    while let Some((_, next)) = characters.next_if(|(_, next)| is_part(last, *next)) {
        last = next;
    }
}

/// Reads up to the closing quote and returns its position. A quote that is written twice is a part of the text.
fn quoted(characters: &mut Peekable<CharIndices<'_>>, quote: char) -> Result<usize, &'static str> {
    while let Some((at, character)) = characters.next() {
        if character == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return Ok(at);
        }
    }
    Err("a quote in the statement is not closed")
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    fn of(statement: &str) -> Vec<Token<'_>> {
        tokens(statement).expect("a statement").into_iter().map(|(_, token)| token).collect()
    }

    #[test]
    fn quotes_hide_what_is_in_them() {
        let wanted =
            [Token::Word("a"), Token::Symbol('='), Token::Literal, Token::Quoted("b ? {source}"), Token::Parameter];
        assert_eq!(of(r#"a = 'it''s ?' "b ? {source}" ?"#), wanted);
        assert!(tokens("a = 'b").is_err());
        assert!(tokens("a = ? -- b").is_err());
    }

    #[test]
    fn names_numbers_and_the_source_are_one_token_each() {
        let wanted = [Token::Word("FROM"), Token::Source, Token::Word("größe_1"), Token::Symbol('<'), Token::Literal];
        assert_eq!(of("FROM {source} größe_1 < 12.5e3"), wanted);
    }

    #[test]
    fn a_sign_belongs_to_a_number_where_a_value_begins() {
        let equality = [Token::Word("a"), Token::Symbol('='), Token::Literal];
        for statement in ["a = -1", "a=-12.5", "a = +7", "a = 1e-5", "a = -1.5E+10"] {
            assert_eq!(of(statement), equality, "{statement}");
        }
        let list = [Token::Symbol('['), Token::Literal, Token::Symbol(','), Token::Literal, Token::Symbol(']')];
        assert_eq!(of("[-1, -2]"), list);
        assert_eq!(of("BETWEEN -5 AND -1")[1], Token::Literal);
        let difference = [Token::Word("a"), Token::Symbol('-'), Token::Literal];
        assert_eq!(of("a -1"), difference);
        assert_eq!(of("(a) - 1")[3], Token::Symbol('-'));
        assert!(tokens("a = --1").is_err());
    }
}
