//! Text from outside, as a part of one line.

use std::fmt::{self, Write};

/// Shows a text with its line breaks and other control characters escaped.
///
/// Names, paths and messages come from users and services. Written as they are, one with a line break could forge a line
/// of a log, and one with an escape sequence could change how a terminal shows the rest.
pub(crate) struct OneLine<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'f, 'b>(&'f mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(is_unprintable) {
            self.0.write_str(&rest[..at])?;
            let mut characters = rest[at..].chars();
            if let Some(character) = characters.next() {
                write!(self.0, "{}", character.escape_default())?;
            }
            rest = characters.as_str();
        }
        self.0.write_str(rest)
    }
}

/// Returns whether the character is a control character, a line separator, or a mark that changes the direction of text.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        // These separators break lines in some viewers. Direction marks can make a text look like another one.
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::OneLine;

    #[test]
    fn control_characters_are_escaped_and_letters_of_any_language_are_not() {
        let shown = OneLine("a\nb\r\tc\u{1b}[0m\u{2028}\u{202e}d \u{e4}\u{4f60}`\"'\\").to_string();
        assert_eq!(shown, "a\\nb\\r\\tc\\u{1b}[0m\\u{2028}\\u{202e}d \u{e4}\u{4f60}`\"'\\");
    }
}
