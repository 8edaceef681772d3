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
            digit if digit.is_ascii_digit() => {
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
                while characters.next_if(|(_, next)| is_part(*next)).is_some() {}
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
}
