//! Inputs made of other inputs: changed in one place or a few, the same in every run.

/// Small numbers without end, the same in every run.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    pub(crate) fn one<'o, T: ?Sized>(&mut self, of: &[&'o T]) -> &'o T {
        of[self.below(of.len())]
    }
}

/// What means something in an event of changes, or in a line of an export.
pub(crate) const OF_CHANGES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ":",
    "\n",
    "\r\n",
    "\\u0022",
    "\u{0}",
    "null",
    "17",
    "1E999",
    "\"Records\":",
    "\"dynamodb\":{",
    "\"kinesis\":{",
    "\"data\":\"",
    "\"eventName\":\"REMOVE\"",
    "\"Keys\":{\"id\":{\"S\":\"a\"}}",
    "\"NewImage\":{",
    "\"OldImage\":{",
    "\"SequenceNumber\":\"1\"",
    "\"StreamViewType\":\"KEYS_ONLY\"",
    "\"Item\":{",
    "\"Metadata\":{\"WriteTimestampMicros\":",
    "{\"S\":\"",
    "{\"N\":\"",
    "$ion_1_0",
];

/// What means something in the text of a response.
pub(crate) const OF_RESPONSES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ",",
    ":",
    "\\u",
    "\\ud800",
    "\\udc00",
    "\u{0}",
    "{\"S\":",
    "{\"N\":\"",
    "{\"M\":{",
    "{\"L\":[",
    "{\"SS\":[",
    "{\"BS\":[\"",
    "{\"B\":\"",
    "{\"NULL\":",
    "true",
    "null",
    "1E999",
    "-",
    " ",
    "é",
    "\u{1F600}",
    "\"a\":",
    "\"kind\":",
    "\"tag\":",
    "\"content\":",
    "\"Items\":[",
    "\"Item\":",
    "\"Count\":",
    "9999999999999999999999999999999999999999",
];

/// What means something in a script of calls.
pub(crate) const OF_SCRIPTS: &[&str] = &[
    "\n",
    "\n=",
    "\n&",
    "\n|",
    "\n!",
    "\np",
    "\n.",
    "\n[0",
    "\nP",
    "\nU",
    "\nR",
    "\nA",
    "\ni",
    "\nw",
    "\nd",
    "\ns",
    "\nC",
    "\n^",
    "[",
    "]",
    ".",
    "[0]",
    "`",
    "#n0",
    ":v0",
    "AND",
    "\u{0}",
    "é",
    "\u{1F600}",
    "1E126",
    "-0.0",
    "NaN",
    "99999999999999999999999999999999999999999",
    "id",
    "rank",
    "note",
    "a.b",
    "AQ",
];

/// Changes an input in one place or a few: pieces and parts of others are put in, parts are taken out or doubled,
/// bytes are turned into others, and the rest may be cut off.
pub(crate) fn mutate(input: &[u8], other: &[u8], pieces: &[&str], random: &mut Random) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(8)).min(bytes.len());
        match random.below(8) {
            0 => drop(bytes.splice(at..to, random.one(pieces).bytes())),
            1 => drop(bytes.splice(at..at, random.one(pieces).bytes())),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let copy = bytes[at..to].to_vec();
                let into = random.below(bytes.len() + 1);
                drop(bytes.splice(into..into, copy));
            }
            4 => bytes.truncate(at),
            5 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = random.below(256) as u8),
            6 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
            _ => {
                let from = random.below(other.len() + 1);
                let until = (from + random.below(40)).min(other.len());
                drop(bytes.splice(at..to, other[from..until].iter().copied()));
            }
        }
    }
    bytes
}
