//! The selected attributes of an item, decoded one by one.

use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

use super::projection::ProjectionPaths;
use crate::attribute::DocumentPath;
use crate::codec::json::{self, Attributes, Reader, StoredValue, find_inside};
use crate::codec::{DecodeError, PathStep};

/// How many paths the fast path takes. Twelve are the most that one tuple has.
const MAX_PATHS: usize = 24;

/// The paths of a selection, prepared for many items.
#[derive(Debug, Clone)]
pub(crate) struct SelectedPaths {
    paths: ProjectionPaths,
    /// For each path the first one that begins with the same attribute.
    firsts: Vec<usize>,
    /// For each path its steps after the attribute, as DynamoDB returns the attribute.
    steps: Vec<Vec<PathStep>>,
}

impl SelectedPaths {
    pub(crate) fn new(paths: ProjectionPaths) -> Self {
        // A path begins with its own attribute, so one is always found.
        let firsts = paths.wanted().iter().map(|path| paths.position_of(path.root()).unwrap_or_default()).collect();
        let steps = paths.wanted().iter().map(|path| paths.returned_steps(path)).collect();
        Self { paths, firsts, steps }
    }

    /// Decodes the item at the reader: `read` takes the value of one path after another. Other attributes are skipped.
    ///
    /// The fast path decodes from the text. Its result is used only if it succeeded and understood the whole item.
    /// Otherwise the selected attributes are parsed into attribute values and decoded from those.
    ///
    /// # Errors
    /// Returns an error if the text is malformed, or if an attribute is not of its type.
    pub(crate) fn decode<O>(
        &self,
        reader: &Reader<'_>,
        read: impl Fn(&mut SelectedValues<'_>) -> Result<O, DecodeError>,
    ) -> Result<O, DecodeError> {
        let start = reader.mark();
        if let Ok(text) = SelectedText::of_item(reader) {
            let mut values = SelectedValues { selected: self, values: Values::Text(text), next: 0 };
            if let Ok(decoded) = read(&mut values)
                && values.finish().is_ok()
                && reader.is_balanced_since(start)
            {
                return Ok(decoded);
            }
        }
        reader.clear_error();
        reader.reset(start);
        read(&mut SelectedValues { selected: self, values: Values::Parsed(self.parse(reader)?), next: 0 })
    }

    /// Parses the attributes that the paths begin with, each at the first of the paths that begin with it.
    fn parse(&self, reader: &Reader<'_>) -> Result<Vec<Option<AttributeValue>>, DecodeError> {
        let mut attributes: Vec<_> = self.firsts.iter().map(|_| None).collect();
        let mut expected = 0;
        json::selected_values(reader, |name| self.place_of(name, &mut expected), &mut attributes)?;
        Ok(attributes)
    }

    /// Finds the value of the path `at` among the parsed attributes.
    fn find<'v>(&self, attributes: &'v [Option<AttributeValue>], at: usize) -> Option<&'v AttributeValue> {
        let attribute = attributes.get(*self.firsts.get(at)?)?.as_ref()?;
        self.steps.get(at)?.iter().try_fold(attribute, |value, step| match (step, value) {
            (PathStep::Name(name), AttributeValue::M(map)) => map.get(name.as_ref()),
            (PathStep::Index(position), AttributeValue::L(list)) => list.get(*position),
            _ => None,
        })
    }

    /// Returns the first path that begins with the attribute `name`. `expected` is the path whose attribute is looked at
    /// first.
    #[inline]
    fn place_of(&self, name: &str, expected: &mut usize) -> Option<usize> {
        // Items are alike, and often have their attributes in the order of the selection.
        let is_expected = self.paths.wanted().get(*expected).is_some_and(|path| path.root() == name);
        let at = if is_expected { *self.firsts.get(*expected)? } else { self.paths.position_of(name)? };
        *expected = at + 1;
        Some(at)
    }
}

/// The selected values of one item, which a selection takes one path after another.
pub struct SelectedValues<'p> {
    selected: &'p SelectedPaths,
    values: Values<'p>,
    next: usize,
}

/// The values of an item.
#[expect(
    clippy::large_enum_variant,
    reason = "one is on the stack at a time, and a box would be an allocation for each item"
)]
enum Values<'p> {
    /// On the fast path.
    Text(SelectedText<'p>),
    /// The attribute that each path begins with, at the first of the paths that do.
    Parsed(Vec<Option<AttributeValue>>),
}

impl SelectedValues<'_> {
    /// Decodes the value that the next path leads to. `decode` gets `None` if it is absent.
    #[inline]
    pub(super) fn decode_next<X>(
        &mut self,
        decode: impl FnOnce(Option<StoredValue<'_>>) -> Result<X, DecodeError>,
    ) -> Result<X, DecodeError> {
        let at = self.next;
        self.next += 1;
        match &mut self.values {
            Values::Text(text) => match text.find(self.selected, at)? {
                Found::Absent => decode(None),
                Found::Here => decode(Some(StoredValue::Text(text.reader))),
                Found::At(position) => {
                    let behind = text.reader.position();
                    text.reader.jump(position);
                    let decoded = decode(Some(StoredValue::Text(text.reader)))?;
                    // The search for later attributes continues where it was.
                    text.reader.jump(behind);
                    Ok(decoded)
                }
            },
            Values::Parsed(attributes) => {
                decode(self.selected.find(attributes, at).map(StoredValue::Value)).map_err(|error| {
                    let steps = self.selected.paths.wanted().get(at).map_or(&[][..], DocumentPath::steps);
                    steps.iter().rev().fold(error, |error, step| error.within(step.clone()))
                })
            }
        }
    }

    /// Reads the rest of the item.
    fn finish(&mut self) -> Result<(), DecodeError> {
        match &mut self.values {
            Values::Text(text) => text.finish(self.selected),
            Values::Parsed(_) => Ok(()),
        }
    }
}

/// Omits the values: items must not end up in logs.
impl fmt::Debug for SelectedValues<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelectedValues").field("paths", &self.selected.paths).finish_non_exhaustive()
    }
}

/// The text of an item, of which values are decoded as they are asked for. All errors lead to the slow path.
struct SelectedText<'t> {
    reader: &'t Reader<'t>,
    attributes: Attributes<'t, 't>,
    /// The position of the value of each attribute that was met, at the first of the paths that begin with it.
    positions: [usize; MAX_PATHS],
    /// The path whose attribute is likely to come next.
    expected: usize,
}

/// Where the value of a path is.
enum Found {
    Absent,
    /// At the reader. The next attribute follows behind it.
    Here,
    At(usize),
}

/// The position of an attribute that was not met. An item begins with a brace, so no value is there.
const NOT_MET: usize = 0;
/// The position of a value that was decoded where it stood, which only one path can ask for.
const DECODED: usize = usize::MAX;

impl<'t> SelectedText<'t> {
    #[inline]
    fn of_item(reader: &'t Reader<'t>) -> Result<Self, DecodeError> {
        Ok(Self { reader, attributes: Attributes::of_item(reader)?, positions: [NOT_MET; MAX_PATHS], expected: 0 })
    }

    /// Finds the value of the path `at`.
    fn find(&mut self, selected: &SelectedPaths, at: usize) -> Result<Found, DecodeError> {
        let (Some(&first), Some(steps)) = (selected.firsts.get(at), selected.steps.get(at)) else { return Err(slow()) };
        match self.positions.get(first) {
            Some(&NOT_MET) => {
                if !self.advance_to(selected, first)? {
                    return Ok(Found::Absent);
                }
                self.attributes.read_here()?;
                let position = self.reader.position();
                self.met(first, if steps.is_empty() { DECODED } else { position })?;
                if steps.is_empty() {
                    return Ok(Found::Here);
                }
                Ok(find_inside(self.reader, steps)?.map_or(Found::Absent, Found::At))
            }
            None | Some(&DECODED) => Err(slow()),
            Some(&position) => {
                let behind = self.reader.position();
                self.reader.jump(position);
                let found = find_inside(self.reader, steps)?;
                self.reader.jump(behind);
                Ok(found.map_or(Found::Absent, Found::At))
            }
        }
    }

    /// Moves to the attribute that the path `first` begins with, and returns whether it is there. Notes where the values
    /// before it are.
    fn advance_to(&mut self, selected: &SelectedPaths, first: usize) -> Result<bool, DecodeError> {
        while let Some(name) = self.attributes.next()? {
            match selected.place_of(name, &mut self.expected) {
                Some(place) if place == first => return Ok(true),
                Some(place) => self.met(place, self.reader.position())?,
                None => {}
            }
        }
        Ok(false)
    }

    /// Notes that an attribute was met. Returns an error if it was met before: of two values the last one counts.
    fn met(&mut self, place: usize, position: usize) -> Result<(), DecodeError> {
        match self.positions.get_mut(place) {
            Some(noted) if *noted == NOT_MET => *noted = position,
            _ => return Err(slow()),
        }
        Ok(())
    }

    /// Reads the rest of the item, which must not have a selected attribute once more.
    fn finish(&mut self, selected: &SelectedPaths) -> Result<(), DecodeError> {
        while let Some(name) = self.attributes.next()? {
            if selected.place_of(name, &mut self.expected).is_some() {
                return Err(slow());
            }
        }
        Ok(())
    }
}

/// Returns the error that leads to the slow path. Nobody sees it.
#[cold]
fn slow() -> DecodeError {
    DecodeError::new("an item for the slow path")
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::expression::parse_paths;

    /// Returns the decoded values, and whether they were decoded from the text in one pass.
    fn decoded(paths: &[&str], text: &str) -> Result<(Vec<Option<serde_json::Value>>, bool), DecodeError> {
        let selected = SelectedPaths::new(parse_paths(paths.iter().copied()).unwrap());
        let passes = Cell::new(0);
        let reader = Reader::new(text);
        let values = selected.decode(&reader, |values| {
            passes.set(passes.get() + 1);
            let mut next = || values.decode_next(|value| value.map(StoredValue::decode).transpose());
            paths.iter().map(|_| next()).collect::<Result<Vec<_>, _>>()
        })?;
        assert_eq!(reader.position(), text.len(), "{text}");
        Ok((values, passes.get() == 1))
    }

    const ATTRIBUTES: [&str; 5] = [
        r#""a":{"N":"1"}"#,
        r#""b":{"M":{"x":{"L":[]},"c":{"BOOL":true}}}"#,
        r#""l":{"L":[{"S":"second"},{"M":{"x":{"S":"fourth"}}}]}"#,
        r#""more":{"M":{"a":{"S":"x"}}}"#,
        r#""s":{"S":"text"}"#,
    ];

    #[test]
    fn selected_values_are_decoded_in_one_pass_in_any_order() {
        let wanted = |value: &str| Some(serde_json::from_str(value).unwrap());
        let paths = ["a", "l[1]", "b.c", "l[3].x", "b.x", "s", "absent", "b.absent", "l[4]"];
        let expected: Vec<Option<serde_json::Value>> = vec![
            wanted("1"),
            wanted("\"second\""),
            wanted("true"),
            wanted("\"fourth\""),
            wanted("[]"),
            wanted("\"text\""),
            None,
            None,
            None,
        ];
        // Every rotation, forward and backward.
        for turn in 0..ATTRIBUTES.len() {
            let mut attributes = ATTRIBUTES.to_vec();
            attributes.rotate_left(turn);
            for _ in 0..2 {
                attributes.reverse();
                let text = format!("{{{}}}", attributes.join(","));
                assert_eq!(decoded(&paths, &text).unwrap(), (expected.clone(), true), "{text}");
            }
        }
        assert_eq!(decoded(&["a", "b.c"], "{}").unwrap(), (vec![None, None], true));
    }

    #[test]
    fn what_one_pass_does_not_understand_is_parsed() {
        let number = |number: i32| Some(serde_json::Value::from(number));
        for (paths, text, expected) in [
            // Of two attributes of one name the last one counts.
            (&["a"][..], r#"{"a":{"N":"1"},"b":{"N":"2"},"a":{"N":"3"}}"#, vec![number(3)]),
            (&["b", "a"], r#"{"a":{"N":"1"},"a":{"N":"3"},"b":{"N":"2"}}"#, vec![number(2), number(3)]),
            (&["b", "a.x"], r#"{"a":{"M":{}},"b":{"N":"2"},"a":{"M":{"x":{"N":"3"}}}}"#, vec![number(2), number(3)]),
            (&["a"], r#"{"\u0061":{"N":"1"}}"#, vec![number(1)]),
        ] {
            assert_eq!(decoded(paths, text).unwrap(), (expected, false), "{text}");
        }
        let many: Vec<String> = (0..MAX_PATHS + 1).map(|number| format!("a{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let text = r#"{"a0":{"N":"0"},"a24":{"N":"24"}}"#;
        let (values, in_one_pass) = decoded(&many, text).unwrap();
        assert_eq!((values[0].clone(), values[24].clone(), in_one_pass), (number(0), number(24), false));
        assert!(decoded(&many[..24], r#"{"a0":{"N":"0"},"a23":{"N":"23"}}"#).unwrap().1);
        for text in ["", "{", r#"{"a":{"N":"1"}"#, r#"{"a":{"N":"1"},"x"}"#] {
            assert!(decoded(&["a"], text).is_err(), "{text}");
        }
        let error = decoded(&["a", "b.c"], r#"{"a":{"N":"1"},"b":{"M":{"c":{"N":"x"}}}}"#).unwrap_err();
        assert!(error.to_string().starts_with("b.c: "), "{error}");
    }
}
