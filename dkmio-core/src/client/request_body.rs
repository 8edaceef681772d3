//! Encoded items in a request. Only this module knows how their text gets into it.
//!
//! The SDK gets a placeholder for every item, a slot, and serializes the request around them. Before the request is
//! signed, each slot is replaced by its text. Everything else stays the SDK's work: endpoint, headers, all other
//! parameters.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::config::http::HttpRequest;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_types::body::SdkBody;
use memchr::memmem;

use crate::codec::json::ObjectWriter;
use crate::codec::{DecodeError, Item, json};

type Attributes = HashMap<String, AttributeValue>;

/// The kinds of slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// The item of a put: a single one, or one in a transaction.
    Item,
    /// The start key of a query or scan.
    ExclusiveStartKey,
    /// The keys of one table in a batch.
    Keys,
    /// The writes to one table in a batch.
    Writes,
}

impl Slot {
    /// Returns the name of the member with the slot, in front of its value.
    const fn member(self) -> &'static str {
        match self {
            Self::Item => r#""Item":"#,
            Self::ExclusiveStartKey => r#""ExclusiveStartKey":"#,
            Self::Keys => r#""Keys":["#,
            Self::Writes => "[",
        }
    }

    /// Returns the text up to a slot's number.
    ///
    /// It cannot occur in user data. Inside a string the quotes are escaped. As the name of a map's entry, `"Item":` is
    /// followed by an attribute value, whose first member is its type, and no type is called `""`. A list of a user has
    /// attribute values as its elements, and no type is called `PutRequest` either.
    const fn opening(self) -> &'static str {
        match self {
            Self::Item => r#""Item":{"":{"N":""#,
            Self::ExclusiveStartKey => r#""ExclusiveStartKey":{"":{"N":""#,
            Self::Keys => r#""Keys":[{"":{"N":""#,
            Self::Writes => r#"[{"PutRequest":{"Item":{"":{"N":""#,
        }
    }

    /// Returns the text after a slot's number.
    const fn closing(self) -> &'static str {
        match self {
            Self::Item | Self::ExclusiveStartKey | Self::Keys => r#""}}"#,
            Self::Writes => r#""}}}}"#,
        }
    }

    /// Returns the map for the SDK, which serializes it as `{"":{"N":"3"}}`. Every slot carries its number, because the SDK
    /// serializes the tables of a batch in the order of a `HashMap`.
    fn placeholder(number: usize) -> Attributes {
        HashMap::from([(String::new(), AttributeValue::N(number.to_string()))])
    }
}

/// The texts that go into one request.
#[derive(Clone, Default)]
pub(crate) struct RequestBody {
    /// Whether the SDK gets items in full, because interceptors of the user may look at them.
    is_full: bool,
    slot: Option<Slot>,
    texts: Vec<Arc<str>>,
}

/// The SDK serialized the request in a way that is not known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SpliceError {
    #[error("the serialized request cannot be changed")]
    Immutable,
    #[error("the serialized request does not contain slot {0}")]
    Missing(usize),
    #[error("the serialized request contains slot {0} twice")]
    Repeated(usize),
    #[error("the serialized request contains a slot without a text")]
    Unknown,
}

impl RequestBody {
    /// Creates an empty body. `is_full` gives the SDK the items themselves instead of slots.
    pub(super) fn new(is_full: bool) -> Self {
        Self { is_full, slot: None, texts: Vec::new() }
    }

    /// Adds an item and returns the map that stands for it in the SDK's input.
    ///
    /// # Errors
    /// Returns an error if the item is needed in full and its text is not an item.
    pub(crate) fn item(&mut self, text: Arc<str>) -> Result<Attributes, DecodeError> {
        self.add(Slot::Item, text)
    }

    /// Adds the start key of a read and returns the map that stands for it.
    ///
    /// # Errors
    /// Returns an error in the cases of [`item`](Self::item).
    pub(crate) fn exclusive_start_key(&mut self, text: Arc<str>) -> Result<Attributes, DecodeError> {
        self.add(Slot::ExclusiveStartKey, text)
    }

    /// Adds the keys of one table, each a JSON object, and returns the maps that stand for them.
    ///
    /// # Errors
    /// Returns an error in the cases of [`item`](Self::item).
    pub(crate) fn keys<'k>(&mut self, keys: impl Iterator<Item = &'k str>) -> Result<Vec<Attributes>, DecodeError> {
        if self.is_full {
            return keys.map(|key| json::parse_item(key).map(Item::into_inner)).collect();
        }
        let mut list = ObjectWriter::fragment(0);
        keys.for_each(|key| list.raw_element(key));
        self.add(Slot::Keys, list.into_fragment().into()).map(|slot| vec![slot])
    }

    /// Adds the writes to one table, as the elements of a JSON array, and returns the item of the one put that stands
    /// for them. Returns `None` if they are needed in full.
    pub(crate) fn writes(&mut self, writes: impl FnOnce() -> String) -> Option<Attributes> {
        if self.is_full {
            return None;
        }
        // `add` fails only for a body that is full, and that has returned above.
        self.add(Slot::Writes, writes().into()).ok()
    }

    fn add(&mut self, slot: Slot, text: Arc<str>) -> Result<Attributes, DecodeError> {
        if self.is_full {
            return json::parse_item(&text).map(Item::into_inner);
        }
        self.slot = Some(slot);
        self.texts.push(text);
        Ok(Slot::placeholder(self.texts.len() - 1))
    }

    /// Replaces the slots of a serialized request by their texts.
    ///
    /// # Errors
    /// Returns an error unless every text has exactly one slot.
    pub(super) fn splice_into(&self, request: &mut HttpRequest) -> Result<(), SpliceError> {
        let Some(slot) = self.slot else { return Ok(()) };
        let spliced = self.spliced(slot, request.body().bytes().ok_or(SpliceError::Immutable)?)?;
        let length = spliced.len().to_string();
        // The SDK has set it for the body with the slots. It is signed, so it must be right before the signature is
        // made.
        request.headers_mut().try_insert("content-length", length).map_err(|_| SpliceError::Immutable)?;
        *request.body_mut() = SdkBody::from(spliced);
        Ok(())
    }

    fn spliced(&self, slot: Slot, body: &[u8]) -> Result<Vec<u8>, SpliceError> {
        let mut spliced = Vec::with_capacity(body.len() + self.texts.iter().map(|text| text.len()).sum::<usize>());
        let mut is_used = vec![false; self.texts.len()];
        let opening = slot.opening();
        let mut rest = body;
        // Only what the SDK wrote is searched. The texts go to the output, so that nothing in them can be taken for a
        // slot.
        while let Some(at) = memmem::find(rest, opening.as_bytes()) {
            let (before, found) = rest.split_at(at + slot.member().len());
            let number = found.get(opening.len() - slot.member().len()..).unwrap_or_default();
            let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, after) = number.split_at(digits);
            rest = after.strip_prefix(slot.closing().as_bytes()).ok_or(SpliceError::Unknown)?;
            let number = str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
            let number: usize = number.ok_or(SpliceError::Unknown)?;
            let (Some(text), Some(is_used)) = (self.texts.get(number), is_used.get_mut(number)) else {
                return Err(SpliceError::Unknown);
            };
            if std::mem::replace(is_used, true) {
                return Err(SpliceError::Repeated(number));
            }
            spliced.extend_from_slice(before);
            spliced.extend_from_slice(text.as_bytes());
        }
        spliced.extend_from_slice(rest);
        match is_used.iter().position(|is_used| !is_used) {
            Some(number) => Err(SpliceError::Missing(number)),
            None => Ok(spliced),
        }
    }
}

/// Omits the texts: items must not end up in logs.
impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("slot", &self.slot).field("texts", &self.texts.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spliced(body: &str, texts: &[&'static str]) -> Result<String, SpliceError> {
        let texts = texts.iter().copied().map(Arc::from).collect();
        let body =
            RequestBody { is_full: false, slot: Some(Slot::Item), texts }.spliced(Slot::Item, body.as_bytes())?;
        Ok(String::from_utf8(body).expect("UTF-8"))
    }

    #[test]
    fn every_text_goes_into_the_slot_with_its_number() {
        let body = r#"{"second":[{"Item":{"":{"N":"2"}}}],"first":[{"Item":{"":{"N":"0"}}},{"Item":{"":{"N":"1"}}}]}"#;
        let want = r#"{"second":[{"Item":{"c":3}}],"first":[{"Item":{"a":1}},{"Item":{"b":2}}]}"#;
        assert_eq!(spliced(body, &[r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#]).as_deref(), Ok(want));
    }

    #[test]
    fn a_list_goes_into_the_slot_of_its_table() {
        let slot = |number: &str| format!(r#"[{{"PutRequest":{{"Item":{{"":{{"N":"{number}"}}}}}}}}]"#);
        let body = format!(r#"{{"RequestItems":{{"b":{},"a":{}}}}}"#, slot("1"), slot("0"));
        let texts =
            [r#"{"PutRequest":{"Item":{"x":1}}},{"DeleteRequest":{}}"#, r#"{"DeleteRequest":{}}"#].map(Arc::from);
        let writes = RequestBody { is_full: false, slot: Some(Slot::Writes), texts: texts.into() };
        let spliced = writes.spliced(Slot::Writes, body.as_bytes()).expect("both slots");
        let wanted = r#"{"RequestItems":{"b":[{"DeleteRequest":{}}],"a":[{"PutRequest":{"Item":{"x":1}}},{"DeleteRequest":{}}]}}"#;
        assert_eq!(String::from_utf8(spliced).as_deref(), Ok(wanted));

        let keys = RequestBody { is_full: false, slot: Some(Slot::Keys), texts: vec![Arc::from("{1},{2}")] };
        let body = r#"{"RequestItems":{"a":{"Keys":[{"":{"N":"0"}}],"ConsistentRead":true}}}"#;
        let spliced = keys.spliced(Slot::Keys, body.as_bytes()).expect("the slot");
        assert_eq!(spliced, br#"{"RequestItems":{"a":{"Keys":[{1},{2}],"ConsistentRead":true}}}"#);
    }

    #[test]
    fn what_looks_like_a_slot_in_user_data_is_left_alone() {
        let data = r#""V":{":a":{"S":"\"Item\":{\"\":{\"N\":\"1\"}}"},":b":{"M":{"Item":{"M":{"":{"N":"1"}}}}}}}"#;
        let body = format!(r#"{{"Item":{{"":{{"N":"0"}}}},{data}"#);
        assert_eq!(spliced(&body, &["{}"]), Ok(format!(r#"{{"Item":{{}},{data}"#)));
    }

    #[test]
    fn texts_are_not_searched_for_slots() {
        let text = r#"{"x":{"M":{"Item":{"":{"N":"0"}}}}}"#;
        let want = r#"{"Item":{"x":{"M":{"Item":{"":{"N":"0"}}}}}}"#;
        assert_eq!(spliced(r#"{"Item":{"":{"N":"0"}}}"#, &[text]).as_deref(), Ok(want));
    }

    #[test]
    fn a_missing_a_repeated_and_an_unknown_slot_are_errors() {
        let slot = |number: &str| format!(r#"{{"Item":{{"":{{"N":"{number}"}}}}}}"#);
        let two = |a: &str, b: &str| format!("[{},{}]", slot(a), slot(b));
        assert_eq!(spliced(&slot("0"), &["{}", "{}"]), Err(SpliceError::Missing(1)));
        assert_eq!(spliced("{}", &["{}"]), Err(SpliceError::Missing(0)));
        assert_eq!(spliced(&two("0", "0"), &["{}"]), Err(SpliceError::Repeated(0)));
        assert_eq!(spliced(&two("0", "1"), &["{}"]), Err(SpliceError::Unknown));
        for number in ["", "x", "-1", "0.0", "99999999999999999999999"] {
            assert_eq!(spliced(&slot(number), &["{}"]), Err(SpliceError::Unknown), "{number}");
        }
        assert_eq!(spliced(r#"{"Item":{"":{"N":"0"},"a":{"N":"1"}}}"#, &["{}"]), Err(SpliceError::Unknown));
    }
}
