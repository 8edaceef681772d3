//! Key templates: from the text of a literal to text and parts.

use syn::ext::IdentExt;
use syn::{LitStr, Type};

use super::fields::Fields;
use super::names::{listed, suggestion};
use super::shape::ungrouped;
use crate::entity_model::{Case, Element, Form, Template};
use crate::errors::Errors;

/// The largest number of digits of a DynamoDB number.
const MAX_DIGITS: usize = 38;
const FORMS: [&str; 13] =
    ["sorted", "plain", "year", "month", "day", "hour", "lower", "upper", "rest", "escaped", "raw", "010", "shard(16)"];
/// A query reads each shard by a request of its own.
const SHARDS: std::ops::RangeInclusive<usize> = 2..=1000;

/// Parses a template, whose place in the struct is `place`, as in `#[sk = ..]`. Mistakes are reported at the literal, since stable
/// Rust has no places inside one.
pub(super) fn template(literal: &LitStr, place: &str, fields: &Fields<'_>, errors: &mut Errors) -> Option<Template> {
    let text = literal.value();
    let mut report = Report { literal, place, errors, is_sound: true };
    let elements = elements(&text, fields, &mut report);
    report.check_elements(&elements);
    report.is_sound.then(|| Template { literal: literal.clone(), elements })
}

struct Report<'a> {
    literal: &'a LitStr,
    place: &'a str,
    errors: &'a mut Errors,
    is_sound: bool,
}

impl Report<'_> {
    /// Reports what is wrong, and then what to write instead.
    fn add(&mut self, message: String, hint: &str) {
        self.is_sound = false;
        let place = self.place;
        self.errors.on(self.literal, format!("{message} in `{place}`{hint}"));
    }

    fn check_elements(&mut self, elements: &[Element]) {
        if elements.is_empty() && self.is_sound {
            self.add("empty template".to_owned(), "; write text, fields or both, as in `TENANT#{tenant}`");
        }
        for pair in elements.windows(2) {
            match pair {
                [Element::Part { .. }, Element::Part { .. }] => {
                    // A part ends where the text behind it begins.
                    self.add("two parts without text between them".to_owned(), "; write a delimiter between them");
                }
                [Element::Part { form: Form::Rest, .. }, _] => {
                    // A part of this form contains everything up to the end of the key.
                    self.add(
                        "the form `rest` before the end of the key".to_owned(),
                        "; move this part to the end, or remove `rest`",
                    );
                }
                [Element::Part { form: Form::Escaped, .. }, Element::Text(text)] if text.starts_with(is_in_escape) => {
                    // The part ends where the text behind it begins, and an escape must not look like its end.
                    self.add(
                        "text that begins with `%`, a digit or one of `A` to `F` after the form `escaped`".to_owned(),
                        "; escapes such as `%2F` consist of these, so begin the text with another character",
                    );
                }
                _ => {}
            }
        }
        let shards = elements.iter().filter(|element| matches!(element, Element::Part { form: Form::Shard(_), .. }));
        match shards.count() {
            0 => {}
            _ if self.place.contains("sk") => {
                self.add(
                    "the form `shard` in a sort key".to_owned(),
                    "; a shard spreads items over partitions, so it stands in a partition key",
                );
            }
            1 => {}
            _ => self.add("two parts with the form `shard`".to_owned(), "; remove one of the two"),
        }
        let forbidden =
            |element: &Element| matches!(element, Element::Text(text) if text.contains(['\0', '\u{10FFFF}']));
        if elements.iter().any(forbidden) {
            self.add("NUL or U+10FFFF".to_owned(), "; dkmio uses these characters itself, so remove it");
        }
    }
}

/// Returns whether escapes contain the character: `%2F`.
fn is_in_escape(character: char) -> bool {
    matches!(character, '%' | '0'..='9' | 'A'..='F')
}

fn elements(text: &str, fields: &Fields<'_>, report: &mut Report<'_>) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        literal.push_str(before);
        if let Some(after) = from.strip_prefix("{{") {
            literal.push('{');
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            literal.push('}');
            rest = after;
        } else if let Some((part, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}')) {
            if !literal.is_empty() {
                elements.push(Element::Text(std::mem::take(&mut literal)));
            }
            elements.extend(self::part(part, fields, report));
            rest = after;
        } else {
            report.add("unclosed brace".to_owned(), "; write `{{` or `}}` for a brace in the text");
            return elements;
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        elements.push(Element::Text(literal));
    }
    elements
}

/// Reads `field` or `field:form:form`.
fn part(part: &str, fields: &Fields<'_>, report: &mut Report<'_>) -> Option<Element> {
    let mut words = part.split(':');
    let name = words.next().unwrap_or_default();
    let position = position(name, fields, report);
    let (mut form, mut case) = (Form::Plain, None);
    for word in words {
        match self::form(word) {
            Some(Word::Case(found)) if case.is_none() => case = Some(found),
            Some(Word::Form(found)) if form == Form::Plain => form = found,
            Some(_) => report.add(format!("two forms of one kind for `{{{part}}}`"), "; remove one of the two"),
            None => report.add(format!("unknown form `{word}`"), &hint(word)),
        }
    }
    if case.is_some() && !matches!(form, Form::Plain | Form::Sorted | Form::Rest | Form::Escaped) {
        report.add(
            format!("`lower` or `upper` with another form than `sorted`, `rest` or `escaped` for `{{{part}}}`"),
            "; remove one of the two",
        );
    }
    let is_padded = matches!(form, Form::Padded(_));
    let attribute = position.and_then(|at| fields.attributes.get(at));
    if is_padded && attribute.is_some_and(|attribute| is_signed(attribute.key_type())) {
        report.add(
            format!("zeros before the signed number `{name}`"),
            "; a sign does not sort among digits, so use an unsigned type, or the form `plain`",
        );
    }
    Some(Element::Part { at: position?, form, case })
}

/// Returns whether the type is a signed integer, as far as tokens tell.
fn is_signed(ty: &Type) -> bool {
    let names = ["i8", "i16", "i32", "i64", "i128", "isize"];
    matches!(ungrouped(ty), Type::Path(path) if names.iter().any(|name| path.path.is_ident(name)))
}

/// Returns the advice for an unknown form.
fn hint(word: &str) -> String {
    if word.starts_with("shard") {
        return "; there are 2 to 1000 shards, as in `shard(16)`".to_owned();
    }
    if word.chars().all(|character| character.is_ascii_digit()) {
        return "; a number is padded with zeros to 1 to 38 digits, as in `010` for 10 digits".to_owned();
    }
    match suggestion(word, FORMS) {
        none if none.is_empty() => format!("; the forms are {}", listed(FORMS)),
        maybe => maybe,
    }
}

enum Word {
    Form(Form),
    Case(Case),
}

fn form(word: &str) -> Option<Word> {
    Some(Word::Form(match word {
        "sorted" => Form::Sorted,
        "plain" => Form::Unpadded,
        "rest" => Form::Rest,
        "escaped" => Form::Escaped,
        "raw" => Form::Raw,
        "year" => Form::Truncated("Year"),
        "month" => Form::Truncated("Month"),
        "day" => Form::Truncated("Day"),
        "hour" => Form::Truncated("Hour"),
        "lower" => return Some(Word::Case(Case::Lower)),
        "upper" => return Some(Word::Case(Case::Upper)),
        _ if word.starts_with("shard(") => {
            let shards = number(word.strip_prefix("shard(")?.strip_suffix(')')?);
            Form::Shard(shards.filter(|shards| SHARDS.contains(shards))?)
        }
        _ => {
            let width = number(word.strip_prefix('0')?).filter(|width| (1..=MAX_DIGITS).contains(width))?;
            Form::Padded(width)
        }
    }))
}

/// Parses digits. `parse` alone would accept a sign, too.
fn number(digits: &str) -> Option<usize> {
    digits.parse().ok().filter(|_| digits.starts_with(|first: char| first.is_ascii_digit()))
}

fn position(name: &str, fields: &Fields<'_>, report: &mut Report<'_>) -> Option<usize> {
    if name.is_empty() {
        report.add("braces without a field".to_owned(), "; write `{{` or `}}` for a brace in the text");
        return None;
    }
    let is_named = |ident: &syn::Ident| ident.unraw() == name;
    let found = fields.all().find(|found| found.field.ident().is_some_and(is_named));
    let Some(found) = found else {
        let known: Vec<String> =
            fields.written.iter().filter_map(|field| Some(field.ident()?.unraw().to_string())).collect();
        let maybe = suggestion(name, known.iter().map(String::as_str));
        report.add(format!("unknown field `{name}`"), &maybe);
        return None;
    };
    if found.attribute.is_none() {
        report.add(
            format!("serde does not store the field `{name}`, which is a part of the key"),
            "; let serde store it, or use another field",
        );
    }
    found.attribute
}
