//! No text makes the reader panic, hang, or use more memory than it is worth.

use std::collections::HashMap;

use dkmio_core::value::Item;
use dkmio_core::wire::{answer, from_text, parse_item, read_item};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::json::{SPELLINGS, item_text};
use crate::strategies::item;
use crate::types::{Adjacently, Careless, Externally, Fields, Flattened, Internally, Pair, Untagged};

/// Reads in all ways.
pub(crate) fn read_all(text: &str) {
    let _ = parse_item(text);
    let _ = from_text::<Item>(text);
    let _ = from_text::<Fields>(text);
    let _ = from_text::<Flattened>(text);
    let _ = from_text::<Untagged>(text);
    let _ = from_text::<Internally>(text);
    let _ = from_text::<Adjacently>(text);
    let _ = from_text::<Externally>(text);
    let _ = from_text::<Pair>(text);
    let _ = from_text::<Careless>(text);
    let _ = from_text::<HashMap<String, String>>(text);
    let _ = answer(text, |reader, _| read_item::<Fields>(reader).map(drop));
    let _ = answer(text, |reader, _| read_item::<Item>(reader).map(drop));
}

/// Small numbers without end, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

const PIECES: &[&str] = &[
    "{", "}", "[", "]", "\"", "\\", ",", ":", "\\u", "\\ud800", "\\udc00", "\u{0}", "{\"S\":", "{\"N\":\"", "{\"M\":{", "{\"L\":[",
    "{\"SS\":[", "{\"BS\":[\"", "{\"B\":\"", "{\"NULL\":", "true", "null", "1E999", "-", " ", "é", "\u{1F600}", "\"a\":", "\"kind\":",
    "\"tag\":", "\"content\":", "9999999999999999999999999999999999999999",
];

/// Changes a text in one place or a few.
fn mutate(text: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(8)).min(bytes.len());
        let piece = PIECES[random.below(PIECES.len())].as_bytes();
        match random.below(5) {
            0 => drop(bytes.splice(at..to, piece.iter().copied())),
            1 => drop(bytes.splice(at..at, piece.iter().copied())),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let copy = bytes[at..to].to_vec();
                let into = random.below(bytes.len() + 1);
                drop(bytes.splice(into..into, copy));
            }
            _ => bytes.truncate(at),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_hundred_thousand_mutated_texts() {
    let mut runner = TestRunner::deterministic();
    let mut random = Random(1);
    for round in 0..1000 {
        let seed = item().new_tree(&mut runner).unwrap().current();
        let mut text = item_text(&seed, SPELLINGS[round % SPELLINGS.len()]);
        if round % 3 == 0 {
            text = format!(r#"{{"Count":1,"Items":[{text},{text}],"LastEvaluatedKey":{text}}}"#);
        }
        for _ in 0..100 {
            read_all(&mutate(&text, &mut random));
        }
    }
}

#[test]
fn nesting_without_end() {
    for opening in ["[", "{", "{\"a\":", "{\"L\":[", "{\"M\":{\"a\":", "{\"content\":{\"L\":[", "{\"a\":{\"M\":"] {
        for tail in ["", "\"", "}"] {
            read_all(&(opening.repeat(100_000) + tail));
            read_all(&format!("{{\"a\":{}{tail}", opening.repeat(100_000)));
            read_all(&format!("{{\"Items\":[{{\"a\":{}{tail}", opening.repeat(100_000)));
        }
    }
}
