//! The position where the reading of a stream continues.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use super::position::Position;
use crate::error::{Error, ErrorKind};

/// The version of the text, and what it starts with.
const PREFIX: &str = "dkmio-changes-1.";
/// Stands in the text for all shards, before they have been listed. No shard has this id.
const ALL_SHARDS: &str = "*";

/// Where the reading of a stream goes on: behind every record that was handed out.
///
/// `Display` and `FromStr` give it as text, and serde as a string, to be stored wherever the program keeps its state. The text has the ARN
/// of the stream, and the ids of shards with a sequence number each. It grows with the number of shards that are being read, to some
/// 150 bytes for each, and holds nothing of an item. A checksum detects text that was cut or mixed up; it is no signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// `None` before the stream has been found.
    pub(super) stream_arn: Option<String>,
    pub(super) progress: Progress,
}

/// How far a stream has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing has been read yet: every shard begins there.
    Unlisted(Position),
    /// The shards that are not read to their end. Their ancestors are done; all other shards are to be read.
    Shards(BTreeMap<String, Position>),
}

impl Checkpoint {
    /// Returns the ARN of the stream, or `None` if the stream was not found yet when the checkpoint was taken.
    #[must_use]
    pub fn stream_arn(&self) -> Option<&str> {
        self.stream_arn.as_deref()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An empty line stands for a stream that has not been found.
        let mut text = self.stream_arn.clone().unwrap_or_default();
        match &self.progress {
            Progress::Unlisted(position) => write!(text, "\n{ALL_SHARDS}\n{position}")?,
            Progress::Shards(shards) => {
                shards.iter().try_for_each(|(shard, position)| write!(text, "\n{shard}\n{position}"))?;
            }
        }
        let encoded = base64_simd::URL_SAFE_NO_PAD.encode_to_string(text.as_bytes());
        write!(f, "{PREFIX}{encoded}.{:016x}", checksum(&text))
    }
}

/// Detects a text that was cut or mixed up (FNV-1a).
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

impl FromStr for Checkpoint {
    type Err = Error;

    /// Reads the text of a checkpoint.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidCursor`](ErrorKind::InvalidCursor) if the text is no checkpoint, or one of an unsupported version.
    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).ok_or_else(|| {
            Error::new(ErrorKind::InvalidCursor)
                .with_message("not a dkmio checkpoint, or one of an unsupported version")
        })
    }
}

fn parse(text: &str) -> Option<Checkpoint> {
    let (encoded, sum) = text.strip_prefix(PREFIX)?.split_once('.')?;
    let text = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(encoded.as_bytes()).ok()?;
    let text = String::from_utf8(text).ok()?;
    if sum != format!("{:016x}", checksum(&text)) {
        return None;
    }
    let mut lines = text.split('\n');
    let arn = lines.next()?;
    let mut shards = BTreeMap::new();
    while let Some(shard) = lines.next() {
        shards.insert(shard.to_owned(), Position::parse(lines.next()?)?);
    }
    let progress = match shards.remove(ALL_SHARDS) {
        Some(position) => Progress::Unlisted(position),
        None => Progress::Shards(shards),
    };
    Some(Checkpoint { stream_arn: (!arn.is_empty()).then(|| arn.to_owned()), progress })
}

impl Serialize for Checkpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Checkpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_back_and_no_other_text_is() {
        let number = || "4000".to_owned();
        let shards = [
            ("s1", Position::First(Some(number()))),
            ("s2", Position::Since(1_700_000_000)),
            ("s3", Position::After(number())),
        ];
        let shards = shards.map(|(shard, position)| (shard.to_owned(), position)).into();
        let arn = Some("arn:aws:x".to_owned());
        for checkpoint in [
            Checkpoint { stream_arn: arn.clone(), progress: Progress::Shards(shards) },
            Checkpoint { stream_arn: arn, progress: Progress::Shards(BTreeMap::new()) },
            Checkpoint { stream_arn: None, progress: Progress::Unlisted(Position::Oldest) },
        ] {
            let text = checkpoint.to_string();
            assert_eq!(text.parse::<Checkpoint>().unwrap(), checkpoint);
            for at in 0..text.len() {
                assert!(text.get(..at).unwrap_or_default().parse::<Checkpoint>().is_err(), "{at}");
                let mut changed = text.clone().into_bytes();
                if let Some(byte) = changed.get_mut(at) {
                    *byte = if *byte == b'x' { b'y' } else { b'x' };
                }
                assert!(String::from_utf8(changed).unwrap().parse::<Checkpoint>().is_err(), "{at}");
            }
        }
    }
}
