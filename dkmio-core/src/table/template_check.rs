//! Rules of key templates: which parts can stand in a key attribute, in which form, and whether keys sort by them.

#![expect(clippy::panic, reason = "the compiler evaluates these functions; a panic is how it reports an error")]

use crate::key::{KeyAttribute, KeyText, KeyType, PartType};
use crate::template::{Case, Element, Form, PartForm, Template, sorts};

/// Returns the one attribute that a template renders.
#[must_use]
#[track_caller]
pub const fn key_attribute(attributes: &[KeyAttribute]) -> KeyAttribute {
    match attributes {
        [attribute] => *attribute,
        [] => panic!("the table declares no sort key here; remove `sk`"),
        _ => panic!(
            "this index has a key of several attributes; name the fields, as in `pk = [shop, country]`, instead of templates"
        ),
    }
}

/// Checks a part of a template against the type of its field and the delimiter of the table.
#[track_caller]
pub const fn check_part(template: &Template, at: usize, text: KeyText, is_sort: bool) {
    check_number(template, at);
    let Some(Element::Part(part)) = element(template.elements, at) else { return };
    if matches!(template.key_type, KeyType::Number) {
        return;
    }
    if matches!(part.value_type, PartType::Boolean) {
        assert!(
            matches!(part.form, PartForm { form: Form::Plain, case: None }),
            "a boolean takes no form in a key; write `{{field}}`"
        );
    }
    let is_number = matches!(part.value_type, PartType::Number);
    match part.form.form {
        // As text `10` sorts before `9`.
        Form::Plain if is_number && is_sort && part.form.case.is_none() => {
            panic!("a number in a sort key needs a form; write `{{field:010}}` to sort by value, or `{{field:plain}}`")
        }
        Form::Padded(_) | Form::Unpadded if !is_number => {
            panic!("the forms `plain` and `010` are for numbers; remove the form")
        }
        Form::Plain | Form::Padded(_) | Form::Unpadded | Form::Shard(_) if part.form.case.is_none() => {}
        _ if is_number => panic!("this form is for text; write `{{field:010}}` or `{{field:plain}}` for a number"),
        _ => {}
    }
    if matches!(part.value_type, PartType::Binary) {
        panic!("binary cannot be a part of a template; use a string, an integer or a boolean");
    }
    if matches!(part.form.form, Form::Plain | Form::Sorted | Form::Unpadded) {
        let end = first(after(template.elements, at));
        assert!(
            !(is_number && matches!(end, Some('0'..='9'))),
            "the text after a number begins with a digit, which the number may contain; begin it with another character"
        );
        let contains_end = match end {
            Some(character) => may_write(text, part.form.case, character),
            None => false,
        };
        assert!(
            !(text.has(template.delimiter) || contains_end),
            "this part may contain a character that ends it: the delimiter, or the first one of the text after it; use another \
             delimiter, or other text after the part"
        );
    }
}

/// Returns whether the text of a value may contain the character, as it is or after its letters are folded.
const fn may_write(text: KeyText, case: Option<Case>, character: char) -> bool {
    let unfolded = match case {
        Some(Case::Lower) if character.is_ascii_lowercase() => character.to_ascii_uppercase(),
        Some(Case::Upper) if character.is_ascii_uppercase() => character.to_ascii_lowercase(),
        _ => character,
    };
    text.has(character) || text.has(unfolded)
}

/// Checks a template without parts against the attribute that it renders.
#[track_caller]
pub const fn check_text(template: &Template) {
    check_number(template, 0);
}

/// Checks a template against the attribute that it renders.
#[track_caller]
const fn check_number(template: &Template, at: usize) {
    match (template.key_type, template.elements) {
        (KeyType::String, _) => {}
        (KeyType::Number, [Element::Part(part)]) => {
            assert!(
                !matches!(part.form.form, Form::Shard(_)),
                "this key attribute is a number, which holds the value itself; a shard needs a string"
            );
            assert!(
                matches!(part.value_type, PartType::Number),
                "this key attribute is a number; its part must be one, too"
            );
        }
        // A mistake of the whole template is reported at its first part only.
        _ if has_part_before(template.elements, at) => {}
        (KeyType::Number, _) => panic!("this key attribute is a number; its template is one part without text"),
        (KeyType::Binary, _) => panic!("a template cannot render a binary key attribute"),
    }
}

const fn has_part_before(elements: &[Element], mut at: usize) -> bool {
    while at > 0 {
        at -= 1;
        if at < elements.len() && matches!(elements[at], Element::Part(_)) {
            return true;
        }
    }
    false
}

/// Returns whether keys sort by the part at a position among the elements of a template.
#[must_use]
pub const fn sorts_at(template: &Template, at: usize, text: KeyText) -> bool {
    match element(template.elements, at) {
        Some(Element::Part(part)) => {
            matches!(template.key_type, KeyType::Number)
                || sorts(&part.form, text, part.value_type, after(template.elements, at))
        }
        _ => false,
    }
}

const fn element(elements: &'static [Element], at: usize) -> Option<Element> {
    if at < elements.len() { Some(elements[at]) } else { None }
}

const fn after(elements: &'static [Element], at: usize) -> &'static str {
    match element(elements, at + 1) {
        Some(Element::Text(text)) => text,
        _ => "",
    }
}

/// Returns the first character of a text if it is ASCII, and U+FFFD for any other.
const fn first(text: &str) -> Option<char> {
    match text.as_bytes() {
        [] => None,
        [byte, ..] if byte.is_ascii() => Some(*byte as char),
        // `KeyText::has` treats all characters that are not ASCII alike, so any of them will do.
        _ => Some(char::REPLACEMENT_CHARACTER),
    }
}
