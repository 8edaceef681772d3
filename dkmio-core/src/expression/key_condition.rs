//! Key conditions of queries.

use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

use super::condition::is_above;
use super::error::ExpressionError;
use super::explained::redacted;
use super::placeholders::{Placeholders, Text};
use crate::attribute::DocumentPath;

/// The key condition of a query: equality on the partition key and on leading sort-key parts, and at most one range.
#[derive(Clone, Default)]
pub struct KeyCondition {
    equal: Vec<(&'static str, AttributeValue)>,
    range: Option<(&'static str, KeyRange)>,
}

/// A condition on the last given sort-key part.
#[derive(Clone)]
pub(crate) enum KeyRange {
    Compare(&'static str, AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(AttributeValue),
}

impl KeyCondition {
    pub(crate) fn equal(&mut self, name: &'static str, value: AttributeValue) {
        self.equal.push((name, value));
    }

    /// Replaces the value of an equality.
    pub(crate) fn replace_equal(&mut self, name: &str, value: AttributeValue) {
        if let Some((_, equal)) = self.equal.iter_mut().find(|(known, _)| *known == name) {
            *equal = value;
        }
    }

    pub(crate) fn range(&mut self, name: &'static str, range: KeyRange) {
        self.range = Some((name, range));
    }

    /// Removes the range, if there is one.
    pub(crate) fn clear_range(&mut self) {
        self.range = None;
    }

    /// Returns the number of key parts that have an equality.
    pub(crate) fn equal_parts(&self) -> usize {
        self.equal.len()
    }

    /// Returns the parts and operators as data, for the fingerprint in a cursor.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, &'static str, Vec<&AttributeValue>)> {
        let equal = self.equal.iter().map(|(name, value)| (*name, "=", vec![value]));
        let range = self.range.iter().map(|(name, range)| match range {
            KeyRange::Compare(operator, value) => (*name, *operator, vec![value]),
            KeyRange::Between(low, high) => (*name, "BETWEEN", vec![low, high]),
            KeyRange::BeginsWith(prefix) => (*name, "begins_with", vec![prefix]),
        });
        equal.chain(range)
    }

    pub(crate) fn render(&self, names: &mut Placeholders) -> Result<String, ExpressionError> {
        let mut out = Text::default();
        self.write(names, &mut out)?;
        out.finish("key condition")
    }

    fn write(&self, names: &mut Placeholders, out: &mut Text) -> Result<(), ExpressionError> {
        for (at, (name, value)) in self.equal.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { " AND " });
            names.path(&DocumentPath::top(*name), out);
            out.push_str(" = ");
            names.value(value.clone(), out);
        }
        if let Some((name, range)) = &self.range {
            // A query has an equality before it, that of the partition key.
            out.push_str(" AND ");
            range.write(DocumentPath::top(*name), names, out)?;
        }
        Ok(())
    }
}

/// Shows the condition without its values: keys are not to be logged.
impl fmt::Debug for KeyCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, |names, out| self.write(names, out))
    }
}

/// Shows the operator without its values.
impl fmt::Debug for KeyRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(operator, _) => write!(f, "{operator} .."),
            Self::Between(..) => f.write_str("BETWEEN .. AND .."),
            Self::BeginsWith(_) => f.write_str("begins_with .."),
        }
    }
}

impl KeyRange {
    /// Returns the values of the range.
    pub(crate) fn values(&self) -> impl Iterator<Item = &AttributeValue> {
        let (first, second) = match self {
            Self::Compare(_, value) | Self::BeginsWith(value) => (value, None),
            Self::Between(low, high) => (low, Some(high)),
        };
        std::iter::once(first).chain(second)
    }

    fn write(&self, path: DocumentPath, names: &mut Placeholders, out: &mut Text) -> Result<(), ExpressionError> {
        match self {
            Self::Compare(operator, value) => {
                names.path(&path, out);
                out.push(format_args!(" {operator} "));
                names.value(value.clone(), out);
            }
            // DynamoDB rejects a range whose bounds are swapped. An equal pair is a range of one key.
            Self::Between(low, high) if is_above(low, high) => return Err(ExpressionError::Between { path }),
            Self::Between(low, high) => {
                names.path(&path, out);
                out.push_str(" BETWEEN ");
                names.value(low.clone(), out);
                out.push_str(" AND ");
                names.value(high.clone(), out);
            }
            Self::BeginsWith(prefix) => {
                out.push_str("begins_with(");
                names.path(&path, out);
                out.push_str(", ");
                names.value(prefix.clone(), out);
                out.push_str(")");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(digits: &str) -> AttributeValue {
        AttributeValue::N(digits.to_owned())
    }

    fn s(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    #[test]
    fn a_key_condition_has_its_equalities_before_its_range() {
        let mut condition = KeyCondition::default();
        condition.equal("a", s("1"));
        condition.equal("b", s("2"));
        let shown = |condition: &KeyCondition| {
            let mut names = Placeholders::default();
            let text = condition.render(&mut names).unwrap();
            (names.readable(&text), condition.parts().count())
        };
        let equal = r#"a = {"S":"1"} AND b = {"S":"2"}"#;
        assert_eq!(condition.equal_parts(), 2);
        assert_eq!(shown(&condition), (equal.to_owned(), 2));
        for (range, text, values) in [
            (KeyRange::Compare(">=", s("x")), r#"c >= {"S":"x"}"#, 1),
            (KeyRange::Between(n("9"), n("10")), r#"c BETWEEN {"N":"9"} AND {"N":"10"}"#, 2),
            (KeyRange::Between(n("9"), n("9")), r#"c BETWEEN {"N":"9"} AND {"N":"9"}"#, 2),
            (KeyRange::BeginsWith(s("x")), r#"begins_with(c, {"S":"x"})"#, 1),
        ] {
            assert_eq!(range.values().count(), values);
            condition.range("c", range);
            assert_eq!(shown(&condition), (format!("{equal} AND {text}"), 3));
        }
        condition.range("c", KeyRange::Between(n("10"), n("9")));
        assert!(condition.render(&mut Placeholders::default()).is_err());
        condition.clear_range();
        condition.replace_equal("b", s("3"));
        condition.replace_equal("z", s("4"));
        assert_eq!(shown(&condition), (r#"a = {"S":"1"} AND b = {"S":"3"}"#.to_owned(), 2));
    }
}
