//! Any bytes as a script of calls: what an application passes on from its own users (paths, values, cursors) goes into
//! conditions, projections and updates, and those into requests.
//!
//! A line is one call: its first byte says which, the rest is its text. Bytes that stand for no call are left out. See
//! [`Script::call`].

mod sent;

use std::collections::BTreeSet;

use dkmio::aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{AttributeType, Condition, Cursor, DynamoTable, Item, UntypedPath, attr, attr_name};
use dkmio_core::attribute::DocumentPath;
use dkmio_core::codec::number;
use dkmio_core::operation::Update;
use serde::{Deserialize, Serialize};

/// The largest number of calls. The service takes no expression that nests deeper.
const MOST_CALLS: usize = 60;

/// The table of the requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "things")]
#[gsi(by_kind, name = "by-kind", pk = kind, sk = rank, projection = [note])]
#[lsi(by_note, name = "by-note", sk = note, projection = KEYS_ONLY)]
pub(crate) struct Things {
    #[pk]
    pub(crate) id: String,
    #[sk]
    pub(crate) rank: i64,
    pub(crate) kind: String,
    pub(crate) note: Option<String>,
    pub(crate) sizes: Vec<i64>,
    #[serde(with = "dkmio::set", default)]
    pub(crate) tags: BTreeSet<String>,
    #[serde(flatten)]
    pub(crate) extra: Item,
}

/// Runs the script, and explains every request with what it built.
pub fn run(bytes: &[u8]) {
    let mut script = Script::new();
    for line in bytes.split(|byte| *byte == b'\n').take(MOST_CALLS) {
        if let Some((call, text)) = line.split_first() {
            script.call(*call, &String::from_utf8_lossy(text));
        }
    }
    script.finish();
}

/// A script with what its calls have built so far.
struct Script {
    path: UntypedPath,
    values: Vec<AttributeValue>,
    conditions: Vec<Condition<Things>>,
    repeated: bool,
    update: Update<Things>,
    paths: Vec<String>,
    cursor: Option<Cursor>,
    key: (String, i64),
}

impl Script {
    fn new() -> Self {
        let key = ("k".to_owned(), 1);
        let update = Things::update(("k", 1));
        let conditions = Vec::new();
        Self {
            path: attr("extra"),
            values: Vec::new(),
            conditions,
            repeated: false,
            update,
            paths: Vec::new(),
            cursor: None,
            key,
        }
    }

    fn call(&mut self, call: u8, text: &str) {
        match call {
            b'p' => self.path = parsed(text),
            b'n' => self.path = attr_name(text),
            b'.' => self.path = self.path.clone().dot(parsed(text)),
            b'[' => self.path = self.path.clone().at(text.parse().unwrap_or(usize::MAX)),
            b'P' => self.paths.push(text.to_owned()),
            b'C' => self.cursor = cursor(text).or_else(|| self.cursor.take()),
            b'k' => self.key.0 = text.to_owned(),
            b'r' => self.key.1 = text.parse().unwrap_or(i64::MIN),
            b's' | b'd' | b'b' | b't' | b'S' | b'J' => self.values.push(value(call, text)),
            b'&' | b'|' | b'!' => self.join(call),
            b'*' => self.repeat(text.len()),
            b'a'..=b'z' | b'=' | b'<' | b'>' | b'~' | b'^' | b'?' => self.condition(call, text),
            b'A'..=b'Z' | b'+' | b'-' => self.act(call, text),
            _ => {}
        }
    }

    /// Returns the last value, as an operand.
    fn value(&self) -> AttributeValue {
        self.values.last().cloned().unwrap_or_else(|| AttributeValue::S("v".to_owned()))
    }

    fn condition(&mut self, call: u8, text: &str) {
        let (path, value) = (self.path.clone(), self.value());
        let first = || self.values.first().cloned().unwrap_or(AttributeValue::Null(true));
        self.conditions.push(match call {
            b'=' => path.eq(value),
            b'~' => path.neq(value),
            b'<' => path.lt(value),
            b'l' => path.lte(value),
            b'>' => path.gt(value),
            b'g' => path.gte(value),
            b'w' => path.between(first(), value),
            b'^' => path.begins_with(value),
            b'h' => path.not_begins_with(value),
            b'c' => path.contains(value),
            b'q' => path.not_contains(value),
            b'i' => path.is_in(self.values.clone()),
            b'm' => path.is_in(vec![value; text.len()]),
            b'?' => path.exists(),
            b'x' => path.not_exists(),
            b'y' => path.attribute_type(AttributeType::Map),
            b'z' => path.size().gt(text.len() as u64),
            b'e' => path.eq(parsed(text)),
            b'u' => Things::NOTE.eq(text),
            b'v' => Things::SIZES.contains(text.len() as i64),
            b'o' => Things::NOTE.between(text, "m"),
            b'f' => path.eq(text.parse::<f64>().unwrap_or(f64::NAN)),
            _ => path.eq(None::<u8>),
        });
    }

    /// Joins the last two conditions, or negates the last one.
    fn join(&mut self, call: u8) {
        let Some(last) = self.conditions.pop() else { return };
        let joined = match (call, self.conditions.pop()) {
            (b'&', Some(before)) => before & last,
            (b'|', Some(before)) => before | last,
            (_, before) => {
                self.conditions.extend(before);
                !last
            }
        };
        self.conditions.push(joined);
    }

    /// Joins the last condition with itself. A script does this once, because the sizes would multiply.
    fn repeat(&mut self, times: usize) {
        if let Some(last) = self.conditions.pop_if(|_| !self.repeated) {
            self.repeated = true;
            self.conditions.push(Condition::any(vec![last; times.min(152)]));
        }
    }

    fn act(&mut self, call: u8, text: &str) {
        let (path, value) = (self.path.clone(), self.value());
        let update = std::mem::replace(&mut self.update, Things::update(("k", 1)));
        self.update = match call {
            b'U' => update.set(path, value),
            b'F' => update.set(path, parsed(text)),
            b'I' => update.set_if_not_exists(path, value),
            b'+' => update.increment(path, value),
            b'-' => update.decrement(path, value),
            b'L' => update.append(path, self.values.clone()),
            b'H' => update.prepend(path, self.values.clone()),
            b'A' => update.add(path, value),
            b'D' => update.delete(path, value),
            b'R' => update.remove(path),
            b'N' => update.set(Things::NOTE, text),
            b'O' => update.set_or_remove(Things::NOTE, (!text.is_empty()).then_some(text)),
            b'T' => update.add(Things::TAGS, text.split(',').map(str::to_owned).collect::<BTreeSet<_>>()),
            b'X' => update.set(Things::KIND, text),
            b'E' => update.if_exists(),
            _ => update.if_not_exists(),
        };
    }

    fn finish(self) {
        let Self { conditions, update, paths, cursor, key, .. } = self;
        let condition = Condition::all(conditions);
        let paths = || paths.iter().map(String::as_str);
        reads(&condition, cursor, &key, paths);
        sent::check(&Things::get(key.clone()).select_paths(paths()).explain());
        sent::check(&update.condition(condition.clone()).explain());
        let (id, rank) = key;
        let extra = Item::new();
        let thing = Things { id, rank, kind: "k".to_owned(), note: None, sizes: vec![], tags: BTreeSet::new(), extra };
        sent::check(&thing.put().condition(condition).explain());
    }
}

/// Queries of the table and of its indexes, with the condition as a filter.
fn reads<'p, P: Iterator<Item = &'p str>>(
    condition: &Condition<Things>,
    cursor: Option<Cursor>,
    (id, rank): &(String, i64),
    paths: impl Fn() -> P,
) {
    let mut query = Things::query(id).sk_between(*rank, 7).filter(condition.clone()).select_paths(paths());
    if let Some(cursor) = cursor {
        query = query.start_from(cursor);
    }
    sent::check(&query.explain());
    sent::check(&Things::by_kind().query(id).sk_lt(*rank).filter(condition.clone()).select_paths(paths()).explain());
    sent::check(&Things::by_note().query(id).sk_begins_with(id).filter(condition.clone()).explain());
}

/// Returns a path, and checks that a well-formed one is displayed as it is parsed.
fn parsed(text: &str) -> UntypedPath {
    if let Ok(path) = DocumentPath::parse(text) {
        assert!((1..=DocumentPath::MAX_STEPS).contains(&path.steps().len()));
        assert!(path.overlaps(&path) && text.starts_with(path.root()));
        let shown = path.to_string();
        if !shown.contains('`') {
            assert_eq!(DocumentPath::parse(&shown).as_ref(), Ok(&path), "another path when shown");
        }
    }
    attr(text)
}

/// Parses a cursor, and checks that its text is parsed as the same cursor.
fn cursor(text: &str) -> Option<Cursor> {
    let cursor: Cursor = text.parse().ok()?;
    assert_eq!(cursor.encode().parse::<Cursor>().as_ref(), Ok(&cursor), "another cursor when encoded");
    let json = serde_json::to_string(&cursor).expect("a string");
    assert_eq!(serde_json::from_str::<Cursor>(&json).ok().as_ref(), Some(&cursor), "another cursor by way of serde");
    assert!(format!("{cursor:?}").starts_with("Cursor"));
    Some(cursor)
}

/// Returns a value of the kind that the call stands for.
fn value(call: u8, text: &str) -> AttributeValue {
    let parts = || text.split(',').map(str::to_owned).collect();
    match call {
        b'd' => {
            if let Ok(canonical) = number::canonical(text) {
                assert_eq!(number::compare(text, &canonical), Ok(std::cmp::Ordering::Equal));
                assert_eq!(number::canonical(&canonical), Ok(canonical), "not canonical");
            }
            AttributeValue::N(text.to_owned())
        }
        b'b' => AttributeValue::B(text.as_bytes().to_vec().into()),
        b't' => AttributeValue::Bool(text.is_empty()),
        b'S' => AttributeValue::Ss(parts()),
        b'J' => AttributeValue::Ns(parts()),
        _ => AttributeValue::S(text.to_owned()),
    }
}
