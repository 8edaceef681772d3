//! Properties of templates: injective, parsed back, exact ranges.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod long_keys;

use proptest::prelude::*;

use dkmio_core::aws_sdk_dynamodb::types::AttributeValue;
use dkmio_core::key::{KeyError, KeyType, PartType};
use dkmio_core::template::{Case, Element, Form, KeyBounds, Part, PartForm, PartRange, Template, Unit, may_overlap};

const fn part(field: &'static str, form: Form) -> Element {
    part_of(field, PartType::String, form, None)
}

const fn part_of(field: &'static str, value_type: PartType, form: Form, case: Option<Case>) -> Element {
    Element::Part(Part { field, attribute: field, value_type, form: PartForm { form, case } })
}

const fn template(elements: &'static [Element], pattern: &'static str) -> Template {
    Template { key: "SK", key_type: KeyType::String, delimiter: '#', elements, pattern, source: pattern }
}

const PADDED: Element = part_of("n", PartType::Number, Form::Padded(3), None);

const FLAG: Element = part_of("f", PartType::Boolean, Form::Plain, None);

/// Templates whose second part, or first if there is one only, has a range.
const SORTED: Template = template(
    &[
        Element::Text("A#"),
        part("a", Form::Plain),
        Element::Text("#"),
        part("b", Form::Sorted),
        Element::Text("#"),
        part("c", Form::Plain),
    ],
    "A#*#*#*",
);
const LAST_PART: Template =
    template(&[Element::Text("A#"), part("a", Form::Plain), Element::Text("#"), part("b", Form::Plain)], "A#*#*");
const REST: Template =
    template(&[Element::Text("A#"), part("a", Form::Plain), Element::Text("#"), part("b", Form::Rest)], "A#*#**");
const NUMBERED: Template = template(
    &[Element::Text("A#"), part("a", Form::Plain), Element::Text("#"), PADDED, Element::Text("#END")],
    "A#*#*#END",
);
const BARE: Template = template(&[part("b", Form::Sorted), Element::Text("#"), part("c", Form::Plain)], "*#*");
const BARE_LAST: Template = template(&[part("b", Form::Plain)], "*");
const ESCAPED: Template = template(&[part("a", Form::Escaped), Element::Text("#"), part("b", Form::Escaped)], "*#*");
/// A template whose text goes on after the delimiter, as ElectroDB's does.
const LONG_TEXT: Template = template(
    &[
        Element::Text("$a_1#b_"),
        part("a", Form::Plain),
        Element::Text("#c_"),
        part("b", Form::Sorted),
        Element::Text("#d_"),
        part("c", Form::Plain),
    ],
    "$a_1#b_*#c_*#d_*",
);

const LOWER: Template =
    template(&[Element::Text("A#"), part_of("a", PartType::String, Form::Plain, Some(Case::Lower))], "A#*");
const UPPER: Template =
    template(&[Element::Text("A#"), part_of("a", PartType::String, Form::Plain, Some(Case::Upper))], "A#*");

/// A boolean before, within and after other parts.
const BOOLEANS: Template = template(
    &[
        Element::Text("A#"),
        FLAG,
        Element::Text("#"),
        part("a", Form::Escaped),
        Element::Text("#"),
        part_of("g", PartType::Boolean, Form::Plain, None),
        Element::Text("!"),
        part("b", Form::Rest),
    ],
    "A#*#*#*!**",
);
const BARE_FLAG: Template = template(&[FLAG], "*");

const ALL: [Template; 10] =
    [SORTED, LAST_PART, REST, NUMBERED, BARE, BARE_LAST, ESCAPED, LONG_TEXT, BOOLEANS, BARE_FLAG];

fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

fn n(number: u32) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// Text with what is near to delimiters and to the ends of the code space, short enough that values often share a start.
fn hostile() -> impl Strategy<Value = String> {
    let characters = vec![
        '\u{1}',
        '!',
        '"',
        '#',
        '$',
        '%',
        'A',
        'a',
        '~',
        'é',
        '\u{D7FF}',
        '\u{E000}',
        '\u{10FFFE}',
        '\u{10FFFF}',
        '\0',
    ];
    prop::collection::vec(prop::sample::select(characters), 0..4).prop_map(|all| all.into_iter().collect())
}

/// A value for a part, of the type that it stores.
fn value(part: &Part) -> BoxedStrategy<AttributeValue> {
    match part.value_type {
        PartType::Number => (0_u32..1100).prop_map(n).boxed(),
        PartType::Boolean => any::<bool>().prop_map(AttributeValue::Bool).boxed(),
        _ => hostile().prop_map(s).boxed(),
    }
}

/// Values for all parts of a template.
fn values(template: Template) -> BoxedStrategy<Vec<AttributeValue>> {
    template.parts().map(value).collect::<Vec<_>>().boxed()
}

fn any_template() -> impl Strategy<Value = Template> {
    prop::sample::select(&ALL[..])
}

fn text(value: &AttributeValue) -> &str {
    value.as_s().map_or("", String::as_str)
}

fn selects(bounds: &KeyBounds, key: &str) -> bool {
    match bounds {
        KeyBounds::All => true,
        KeyBounds::Equal(value) => text(value) == key,
        KeyBounds::BeginsWith(start) => key.starts_with(start),
        KeyBounds::Between(low, high) => low.as_str() <= key && key <= high.as_str(),
        KeyBounds::AtMost(high) => key <= high.as_str(),
        KeyBounds::AtLeast(low) => low.as_str() <= key,
        KeyBounds::Number(_) => false,
    }
}

/// Whether a value is in a range, by the order of stored values.
fn is_in(range: Option<&PartRange>, value: &AttributeValue) -> bool {
    let order = |other: &AttributeValue| match (value, other) {
        (AttributeValue::N(a), AttributeValue::N(b)) => a.parse::<u32>().ok().cmp(&b.parse().ok()),
        _ => text(value).cmp(text(other)),
    };
    match range {
        None => true,
        Some(PartRange::Gt(low)) => order(low).is_gt(),
        Some(PartRange::Gte(low)) => order(low).is_ge(),
        Some(PartRange::Lt(high)) => order(high).is_lt(),
        Some(PartRange::Lte(high)) => order(high).is_le(),
        Some(PartRange::Between(low, high)) => order(low).is_ge() && order(high).is_le(),
        Some(PartRange::BeginsWith(start)) => text(value).starts_with(text(start)),
    }
}

fn ranges(low: &AttributeValue, high: &AttributeValue) -> Vec<Option<PartRange>> {
    let mut all = vec![
        None,
        Some(PartRange::Gt(low.clone())),
        Some(PartRange::Gte(low.clone())),
        Some(PartRange::Lt(low.clone())),
        Some(PartRange::Lte(low.clone())),
        Some(PartRange::Between(low.clone(), high.clone())),
    ];
    all.extend(low.is_s().then(|| Some(PartRange::BeginsWith(low.clone()))));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn different_parts_never_render_to_the_same_key(
        (template, one, other) in any_template().prop_flat_map(|of| (Just(of), values(of), values(of)))
    ) {
        if let (Ok(a), Ok(b)) = (template.render_all(&one), template.render_all(&other)) {
            prop_assert_eq!(a == b, one == other);
        }
    }

    #[test]
    fn a_rendered_key_parses_back_to_its_parts(
        (template, parts) in any_template().prop_flat_map(|of| (Just(of), values(of)))
    ) {
        if let Ok(key) = template.render_all(&parts) {
            let parsed = template.parse(&key).expect("a key of the template");
            let parsed: Vec<_> = parsed.into_iter().map(|(_, value)| value.expect("a lossless part")).collect();
            prop_assert_eq!(parsed, parts);
        }
    }

    #[test]
    fn a_key_that_parses_renders_to_itself(template in any_template(), key in "([A#$_abcd1%END0-9!]{0,4}(true|false|TRUE|)){0,3}") {
        if let Some(parts) = template.parse(&s(key.clone())) {
            let parts: Vec<_> = parts.into_iter().map(|(_, value)| value.expect("a lossless part")).collect();
            match template.render_all(&parts) {
                // Keys that another program wrote are read, even if keys with them do not sort by the part.
                Err(KeyError::UnsortedPart { .. }) => {}
                rendered => prop_assert_eq!(rendered, Ok(s(key))),
            }
        }
    }

    #[test]
    fn a_range_selects_exactly_the_keys_of_the_template_in_it(
        (template, leading, low, high, keys) in prop::sample::select(vec![
            (SORTED, 1_usize), (SORTED, 2), (LAST_PART, 1), (REST, 1), (NUMBERED, 1), (BARE, 0), (BARE, 1), (BARE_LAST, 0), (LONG_TEXT, 1),
            (BOOLEANS, 3),
        ]).prop_flat_map(|(template, given)| {
            let next = *template.parts().nth(given).expect("a part");
            (Just(template), values(template).prop_map(move |all| all.into_iter().take(given).collect::<Vec<_>>()),
             value(&next), value(&next), prop::collection::vec(values(template), 1..12))
        })
    ) {
        for range in ranges(&low, &high) {
            // A bound that cannot stand in the key is refused.
            let Ok(bounds) = template.bounds(&leading, range.as_ref()) else { continue };
            for parts in &keys {
                // Half of the keys get the leading parts of the query, or almost none would be in the range.
                for parts in [parts.clone(), leading.iter().chain(parts.iter().skip(leading.len())).cloned().collect()] {
                    let Ok(key) = template.render_all(&parts) else { continue };
                    let wanted = parts.starts_with(&leading) && parts.get(leading.len()).is_some_and(|next| is_in(range.as_ref(), next));
                    prop_assert_eq!(selects(&bounds, text(&key)), wanted, "{:?} {:?} {:?}", range, bounds, key);
                }
            }
        }
    }

    #[test]
    fn keys_sort_by_their_parts(one in values(SORTED), other in values(SORTED)) {
        // The first part is not sorted, so it is the same here.
        let other: Vec<_> = one.iter().take(1).chain(other.iter().skip(1)).cloned().collect();
        if let (Ok(a), Ok(b)) = (SORTED.render_all(&one), SORTED.render_all(&other)) {
            let parts = |all: &[AttributeValue]| all.iter().map(|part| text(part).to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(text(&a).cmp(text(&b)), parts(&one).cmp(&parts(&other)));
        }
    }

    #[test]
    fn the_beginning_of_a_folded_text_is_the_folded_beginning(
        start in "[aΑΣσςİßŉǅ\u{345}\u{307}. ]{1,6}",
        rest in "[aΑΣσςİßŉǅ\u{345}\u{307}. ]{0,6}",
        case in prop::sample::select(vec![LOWER, UPPER]),
    ) {
        let whole = case.render_all(&[s(format!("{start}{rest}"))]).unwrap();
        let bounds = case.bounds(&[], Some(&PartRange::BeginsWith(s(start.as_str())))).unwrap();
        prop_assert!(selects(&bounds, text(&whole)), "{bounds:?} {whole:?}");
        // Folding is done once: the folded text has the same key.
        let folded = text(&whole).strip_prefix("A#").unwrap().to_owned();
        prop_assert_eq!(&case.render_all(&[s(folded)]).unwrap(), &whole);
        prop_assert!(case.matches(&whole));
    }

    #[test]
    fn patterns_that_cannot_overlap_have_no_common_key(
        (one, other, a, b) in (any_template(), any_template()).prop_flat_map(|(one, other)| (Just(one), Just(other), values(one), values(other)))
    ) {
        if let (Ok(a), Ok(b)) = (one.render_all(&a), other.render_all(&b)) {
            prop_assert!(a != b || may_overlap(one.pattern, other.pattern, '#'));
            prop_assert!(!other.matches(&a) || may_overlap(one.pattern, other.pattern, '#'));
        }
    }
}

#[test]
fn errors_name_the_field_and_not_the_value() {
    let of = |b: &str| SORTED.render_all(&[s("x"), s(b), s("z")]).unwrap_err();
    assert_eq!(of(""), KeyError::EmptyPart { field: "b".into() });
    assert_eq!(of("a#b"), KeyError::ForbiddenCharacter { field: "b".into(), character: '#' });
    assert_eq!(of("a b"), KeyError::UnsortedPart { field: "b".into(), after: '#' });
    let digits = NUMBERED.render_all(&[s("x"), n(1000)]).unwrap_err();
    assert_eq!(digits, KeyError::TooManyDigits { field: "n".into(), max: 3 });
    assert!(!of("secret#").to_string().contains("secret"));
}

#[test]
fn numbers_are_written_without_an_exponent() {
    const NUMBER: Template = template(&[part_of("n", PartType::Number, Form::Unpadded, None)], "*");
    for (digits, key) in
        [("1200", "1200"), ("-1.50", "-1.5"), ("0.001", "0.001"), ("-0", "0"), ("1E3", "1000"), ("12E-1", "1.2")]
    {
        let rendered = NUMBER.render_all(&[AttributeValue::N(digits.to_owned())]);
        assert_eq!(rendered, Ok(s(key)), "{digits}");
        assert!(NUMBER.parse(&s(key)).is_some(), "{digits}");
    }
    assert_eq!(NUMBER.parse(&s("01")), None);
}

#[test]
fn a_boolean_is_written_as_one_of_two_texts() {
    let bool = AttributeValue::Bool;
    assert_eq!(BARE_FLAG.render_all(&[bool(true)]), Ok(s("true")));
    assert_eq!(BARE_FLAG.render_all(&[bool(false)]), Ok(s("false")));
    for other in ["True", "1", "", "t", "true!", "false "] {
        assert!(!BARE_FLAG.matches(&s(other)), "{other:?}");
    }
    // Text and numbers could be written alike, and then two items would have one key.
    for other in [s("true"), n(1), AttributeValue::Null(true)] {
        let error = BARE_FLAG.render_all(&[other]).unwrap_err();
        assert_eq!(error, KeyError::PartForm { field: "f".into(), expected: "a boolean" });
    }
    assert_eq!(BARE.render_all(&[bool(true), s("x")]).unwrap_err().to_string(), "`b` is not a string");
    // The leading part selects its keys and not those of the other value.
    let bounds = BOOLEANS.bounds(&[bool(true)], None).unwrap();
    assert_eq!(bounds, KeyBounds::BeginsWith("A#true#".to_owned()));
}

#[test]
fn lossy_parts_are_matched_and_not_read() {
    const EMAIL: Template =
        template(&[Element::Text("E#"), part_of("email", PartType::String, Form::Rest, Some(Case::Lower))], "E#**");
    const DAY: Template = template(&[part("at", Form::Truncated(Unit::Day)), Element::Text("#X")], "*#X");
    assert_eq!(EMAIL.render_all(&[s("Ana#X@Example.com")]), Ok(s("E#ana#x@example.com")));
    assert!(EMAIL.parse(&s("E#ana")).is_some_and(|parts| parts.iter().all(|(_, value)| value.is_none())));
    assert!(!EMAIL.matches(&s("E#Ana")));
    assert_eq!(DAY.render_all(&[s("2025-01-31T08:30:00.000000000Z")]), Ok(s("2025-01-31#X")));
    assert!(DAY.matches(&s("2025-01-31#X")) && !DAY.matches(&s("2025-01-3x#X")));
    let year = DAY.render_all(&[s("yesterday!")]).unwrap_err();
    assert_eq!(year, KeyError::PartForm { field: "at".into(), expected: "a timestamp or a date" });
}

#[test]
fn a_value_of_another_type_is_refused() {
    const TEXT: Template = template(&[part("b", Form::Plain)], "*");
    const NUMBER: Template = template(&[part_of("n", PartType::Number, Form::Plain, None)], "*");
    // All three would be the key `7`.
    assert_eq!(NUMBER.render_all(&[n(7)]), Ok(s("7")));
    assert_eq!(NUMBER.render_all(&[s("7")]).unwrap_err().to_string(), "`n` is not a number");
    assert_eq!(TEXT.render_all(&[n(7)]).unwrap_err().to_string(), "`b` is not a string");
}

#[test]
fn a_folded_part_is_not_read_from_its_escaped_text() {
    const NAME: Template = template(
        &[
            Element::Text("N#"),
            part_of("name", PartType::String, Form::Escaped, Some(Case::Lower)),
            Element::Text("#"),
            part("b", Form::Plain),
        ],
        "N#*#*",
    );
    assert_eq!(NAME.render_all(&[s("Ana#X"), s("b")]), Ok(s("N#ana%23x#b")));
    let parsed = NAME.parse(&s("N#ana%23x#b")).expect("a key of the template");
    assert_eq!(parsed.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>(), [None, Some(s("b"))]);
    assert!(!NAME.matches(&s("N#Ana#b")) && !NAME.matches(&s("N#ana%23X#b")));
}

#[test]
fn every_letter_but_the_sigma_at_the_end_of_a_word_is_folded_as_before() {
    let folded = |text: &str| {
        let key = LOWER.render_all(&[s(text)]);
        key.map(|key| key.as_s().unwrap().strip_prefix("A#").unwrap().to_owned())
    };
    for letter in ('\u{1}'..'\u{10FFFF}').filter(|letter| *letter != '#') {
        let word = format!("x{letter}");
        let wanted = word.to_lowercase().replace('ς', "σ");
        assert_eq!(folded(&word).unwrap(), wanted, "{letter:?}");
        let upper = UPPER.render_all(&[s(word.as_str())]).unwrap();
        assert_eq!(upper, s(format!("A#{}", word.to_uppercase())));
    }
    // A word equals itself in capitals, wherever it has a sigma.
    assert_eq!(folded("ΟΔΟΣ").unwrap(), folded("οδος").unwrap());
    // A key that was written with the other sigma still belongs to the template.
    assert!(LOWER.matches(&s("A#οδος")));
    assert!(!LOWER.matches(&s("A#Οδος")));
}

#[test]
fn a_key_with_an_absent_part_is_absent() {
    let b = s("b");
    let of = |part: &Part| (part.field != "a").then_some(&b);
    assert_eq!(LAST_PART.render(of), Ok(None));
}

#[test]
fn overlaps_are_found_by_the_text_of_patterns() {
    for (one, other, may) in [
        ("ORDER#*", "ORDER#*#LINE#*", false),
        ("ORDER#*", "USER#*", false),
        ("ORDER#*", "ORDER#PROFILE", true),
        ("PROFILE", "PROFILE", true),
        ("*#*", "ORDER#*", true),
        ("FILE#**", "FILE#*#VERSION#*", true),
        ("FILE#**", "FOLDER#*", false),
        ("A*", "A", false),
        ("A**", "A", true),
        // The beginning of a timestamp.
        ("V#*-*-*", "V#*", true),
        ("V#*-*-*#X", "V#*#Y", false),
    ] {
        assert_eq!(may_overlap(one, other, '#'), may, "{one} {other}");
        assert_eq!(may_overlap(other, one, '#'), may, "{other} {one}");
    }
    // It has three parts where its punctuation is the delimiter.
    assert!(may_overlap("V-*-*-*", "V-*-*-*", '-') && !may_overlap("V-*-*-*", "V-*", '-'));
}
