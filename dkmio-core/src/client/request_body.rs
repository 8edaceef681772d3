//! Encoded items in a request: the only place that knows how their text gets into it.
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

use super::DynamoDb;
use crate::codec::{DecodeError, Item, json};

type Attributes = HashMap<String, AttributeValue>;

/// What a slot stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// The item of a put, alone, in a batch or in a transaction.
    Item,
    /// The key after which a query or scan goes on.
    ExclusiveStartKey,
}

impl Slot {
    /// The name of the member that holds the slot, in front of its value.
    const fn member(self) -> &'static str {
        match self {
            Self::Item => r#""Item":"#,
            Self::ExclusiveStartKey => r#""ExclusiveStartKey":"#,
        }
    }

    /// The text up to a slot's number.
    ///
    /// It cannot occur in user data. Inside a string the quotes are escaped. As the name of a map's entry, `"Item":` is
    /// followed by an attribute value, whose first member is its type, and no type is called `""`.
    const fn opening(self) -> &'static str {
        match self {
            Self::Item => r#""Item":{"":{"N":""#,
            Self::ExclusiveStartKey => r#""ExclusiveStartKey":{"":{"N":""#,
        }
    }

    /// The map for the SDK, which serializes it as `{"":{"N":"3"}}`.
    fn placeholder(number: usize) -> Attributes {
        HashMap::from([(String::new(), AttributeValue::N(number.to_string()))])
    }
}

/// How a slot says which text belongs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Order {
    /// Each slot carries its number, because the SDK serializes the tables of a batch in the order of a `HashMap`.
    #[default]
    ByNumber,
    /// The slots are empty maps in the order of the texts: the SDK keeps the order of a list. A number costs some
    /// allocations for each item. As with numbers, an empty map behind the member's name cannot occur in user data: an
    /// attribute value is never empty.
    OfOneList,
}

/// The text after a slot's number.
const CLOSING: &[u8] = br#""}}"#;

/// The texts that go into one request.
#[derive(Clone, Default)]
pub(crate) struct RequestBody {
    /// Whether the SDK gets items in full, because interceptors of the user may look at them.
    is_full: bool,
    order: Order,
    slot: Option<Slot>,
    texts: Vec<Arc<str>>,
}

/// The SDK serialized a request in a way that is not known here.
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
    /// The body of a request that is sent by `db`.
    pub(crate) fn new(db: &DynamoDb) -> Self {
        Self { is_full: db.has_user_interceptors(), order: Order::ByNumber, slot: None, texts: Vec::new() }
    }

    /// The body of a request whose items all stand in one list, in the order in which they are added.
    pub(crate) fn of_one_list(db: &DynamoDb) -> Self {
        Self { order: Order::OfOneList, ..Self::new(db) }
    }

    /// Adds an item and returns the map that stands for it in the SDK's input.
    ///
    /// # Errors
    /// Returns an error if the item is needed in full and its text is not an item.
    pub(crate) fn item(&mut self, text: Arc<str>) -> Result<Attributes, DecodeError> {
        self.add(Slot::Item, text)
    }

    /// Adds the key after which a read goes on and returns the map that stands for it.
    ///
    /// # Errors
    /// As [`item`](Self::item).
    pub(crate) fn exclusive_start_key(&mut self, text: Arc<str>) -> Result<Attributes, DecodeError> {
        self.add(Slot::ExclusiveStartKey, text)
    }

    fn add(&mut self, slot: Slot, text: Arc<str>) -> Result<Attributes, DecodeError> {
        if self.is_full {
            return json::parse_item(&text).map(Item::into_inner);
        }
        self.slot = Some(slot);
        self.texts.push(text);
        Ok(match self.order {
            Order::ByNumber => Slot::placeholder(self.texts.len() - 1),
            Order::OfOneList => Attributes::new(),
        })
    }

    /// Replaces the slots of a serialized request by their texts.
    ///
    /// # Errors
    /// Returns an error unless every text has exactly one slot.
    pub(super) fn splice_into(&self, request: &mut HttpRequest) -> Result<(), SpliceError> {
        let Some(slot) = self.slot else { return Ok(()) };
        let spliced = self.spliced(slot, request.body().bytes().ok_or(SpliceError::Immutable)?)?;
        let length = spliced.len().to_string();
        request.headers_mut().try_insert("content-length", length).map_err(|_| SpliceError::Immutable)?;
        *request.body_mut() = SdkBody::from(spliced);
        Ok(())
    }

    fn spliced(&self, slot: Slot, body: &[u8]) -> Result<Vec<u8>, SpliceError> {
        let length = body.len() + self.texts.iter().map(|text| text.len()).sum::<usize>();
        match self.order {
            Order::ByNumber => self.spliced_by_number(slot, body, Vec::with_capacity(length)),
            Order::OfOneList => self.spliced_in_order(slot, body, Vec::with_capacity(length)),
        }
    }

    fn spliced_in_order(&self, slot: Slot, body: &[u8], mut spliced: Vec<u8>) -> Result<Vec<u8>, SpliceError> {
        let member = slot.member().as_bytes();
        // Preparing a search costs more than searching the few bytes between two slots.
        let finder = memmem::Finder::new(member);
        let mut texts = self.texts.iter();
        let mut rest = body;
        while let Some(at) = finder.find(rest) {
            let (before, after) = rest.split_at(at + member.len());
            spliced.extend_from_slice(before);
            rest = after;
            if let Some(after) = after.strip_prefix(b"{}") {
                spliced.extend_from_slice(texts.next().ok_or(SpliceError::Unknown)?.as_bytes());
                rest = after;
            }
        }
        spliced.extend_from_slice(rest);
        match texts.len() {
            0 => Ok(spliced),
            missing => Err(SpliceError::Missing(self.texts.len() - missing)),
        }
    }

    fn spliced_by_number(&self, slot: Slot, body: &[u8], mut spliced: Vec<u8>) -> Result<Vec<u8>, SpliceError> {
        let mut is_used = vec![false; self.texts.len()];
        let opening = slot.opening();
        let finder = memmem::Finder::new(opening.as_bytes());
        let mut rest = body;
        while let Some(at) = finder.find(rest) {
            let (before, found) = rest.split_at(at + slot.member().len());
            let number = found.get(opening.len() - slot.member().len()..).unwrap_or_default();
            let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, after) = number.split_at(digits);
            rest = after.strip_prefix(CLOSING).ok_or(SpliceError::Unknown)?;
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
        ordered(Order::ByNumber, body, texts)
    }

    fn ordered(order: Order, text: &str, texts: Vec<Arc<str>>) -> Result<String, SpliceError> {
        let body = RequestBody { is_full: false, order, slot: Some(Slot::Item), texts };
        Ok(String::from_utf8(body.spliced(Slot::Item, text.as_bytes())?).expect("UTF-8"))
    }

    #[test]
    fn the_texts_of_one_list_go_into_its_slots_in_order() {
        let list = |body: &str, texts: &[&str]| {
            ordered(Order::OfOneList, body, texts.iter().copied().map(Arc::from).collect())
        };
        let body = r#"[{"Item":{}},{"Key":{"Item":{"S":"\"Item\":{}"}}},{"Item":{}}]"#;
        let want = r#"[{"Item":{"a":{}}},{"Key":{"Item":{"S":"\"Item\":{}"}}},{"Item":{"b":"\"Item\":{}"}}]"#;
        let texts = [r#"{"a":{}}"#, r#"{"b":"\"Item\":{}"}"#];
        assert_eq!(list(body, &texts).as_deref(), Ok(want));
        assert_eq!(list(body, &texts[..1]), Err(SpliceError::Unknown));
        assert_eq!(list(r#"[{"Item":{}}]"#, &texts), Err(SpliceError::Missing(1)));
    }

    #[test]
    fn every_text_goes_into_the_slot_with_its_number() {
        let body = r#"{"second":[{"Item":{"":{"N":"2"}}}],"first":[{"Item":{"":{"N":"0"}}},{"Item":{"":{"N":"1"}}}]}"#;
        let want = r#"{"second":[{"Item":{"c":3}}],"first":[{"Item":{"a":1}},{"Item":{"b":2}}]}"#;
        assert_eq!(spliced(body, &[r#"{"a":1}"#, r#"{"b":2}"#, r#"{"c":3}"#]).as_deref(), Ok(want));
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
