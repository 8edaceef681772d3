//! A test, at compile time, of whether keys of two templates can be equal.

/// Returns whether two patterns may match the same key. It may return true for patterns that cannot, and never the reverse.
///
/// A pattern is the text of a template with `*` for text without the delimiter and `**` for any text.
#[must_use]
pub const fn may_overlap(one: &str, other: &str, delimiter: char) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    // The comparison goes by bytes, so a delimiter of several bytes cannot be ruled out.
    let delimiter = if delimiter.is_ascii() { delimiter as u8 } else { return true };
    let (mut at, mut of) = (0, 0);
    loop {
        let (at_end, of_end) = (token_end(one, at, delimiter), token_end(other, of, delimiter));
        match compare(one, at, at_end, other, of, of_end) {
            Tokens::Disjoint => return false,
            Tokens::Anything => return true,
            Tokens::MayBeEqual => {}
        }
        match (at_end == one.len(), of_end == other.len()) {
            (true, true) => return true,
            (false, false) => (at, of) = (at_end + 1, of_end + 1),
            (true, false) | (false, true) => return false,
        }
    }
}

enum Tokens {
    Disjoint,
    MayBeEqual,
    /// A `**` is reached, which matches all that follows.
    Anything,
}

/// Returns where the token ends: at the next delimiter, or at the end.
const fn token_end(text: &[u8], mut at: usize, delimiter: u8) -> usize {
    while at < text.len() && text[at] != delimiter {
        at += 1;
    }
    at
}

/// Compares the text of two tokens up to the first wildcard.
const fn compare(one: &[u8], mut at: usize, at_end: usize, other: &[u8], mut of: usize, of_end: usize) -> Tokens {
    // A `**` anywhere in a token matches delimiters, so the tokens after it do not correspond.
    let reaches_far = has_far_wildcard(one, at, at_end) || has_far_wildcard(other, of, of_end);
    while at < at_end && of < of_end {
        if one[at] == b'*' || other[of] == b'*' {
            return if reaches_far { Tokens::Anything } else { Tokens::MayBeEqual };
        }
        if one[at] != other[of] {
            return Tokens::Disjoint;
        }
        (at, of) = (at + 1, of + 1);
    }
    if at == at_end && of == of_end {
        return Tokens::MayBeEqual;
    }
    // One token is longer. The rest of it would have to be empty text, which only a `raw` part can be, and that is a `**`.
    if reaches_far { Tokens::Anything } else { Tokens::Disjoint }
}

const fn has_far_wildcard(text: &[u8], mut at: usize, end: usize) -> bool {
    while at + 1 < end {
        if text[at] == b'*' && text[at + 1] == b'*' {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns whether two texts are the same.
#[must_use]
pub const fn is_same_text(one: &str, other: &str) -> bool {
    // `==` of texts cannot be called in a constant.
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
