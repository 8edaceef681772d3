//! Shards: numbers that spread the items of one partition key over several.

/// The offset basis and the prime of FNV-1a with 64 bits.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// Returns the shard of a stored value among `shards`.
///
/// It is FNV-1a with 64 bits over the UTF-8 text of the value, whose upper half is XORed onto its lower half; the shard is the remainder
/// of these 32 bits. Stored keys depend on it, so it never changes.
pub(super) fn shard_of(text: &str, shards: usize) -> usize {
    let hash = text.bytes().fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
    let folded = (hash ^ (hash >> 32)) & u64::from(u32::MAX);
    let shards = u64::try_from(shards).unwrap_or(u64::MAX).max(1);
    // The remainder is less than `shards`, which is a `usize`.
    usize::try_from(folded % shards).unwrap_or_default()
}

/// Returns the text of a shard: as many digits as the greatest one has.
// All shards have texts of one length, so a part after the shard begins at the same place in every key.
pub(super) fn shard_text(shard: usize, shards: usize) -> String {
    format!("{shard:0width$}", width = shard_width(shards))
}

/// Returns the number of digits of a shard.
pub(super) fn shard_width(shards: usize) -> usize {
    shards.saturating_sub(1).to_string().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_of_known_texts_never_change() {
        // The hashes of the first three are test vectors of FNV itself.
        let vectors =
            [("", 16, 1), ("a", 16, 0), ("foobar", 16, 9), ("order-1", 16, 2), ("order-2", 16, 11), ("id-1", 3, 0)];
        let found = vectors.map(|(text, shards, _)| (text, shards, shard_of(text, shards)));
        assert_eq!(found, vectors);
    }

    #[test]
    fn shards_are_in_range_and_spread() {
        for shards in [2, 3, 10, 16, 100] {
            let mut counts = vec![0_usize; shards];
            (0..10_000).for_each(|number| counts[shard_of(&format!("id-{number}"), shards)] += 1);
            let even = 10_000 / shards;
            assert!(counts.iter().all(|count| *count > even / 2 && *count < even * 2), "{shards}: {counts:?}");
        }
    }

    #[test]
    fn a_shard_has_as_many_digits_as_the_greatest_one() {
        assert_eq!(
            [(0, 2), (9, 10), (9, 11), (15, 16), (7, 1000)].map(|(at, of)| shard_text(at, of)),
            ["0", "9", "09", "15", "007"]
        );
    }
}
