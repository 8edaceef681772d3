//! Detection of reads that repeat their keys or tokens.

/// Detects that the keys or tokens of a read repeat, however long the cycle is, in constant memory.
///
/// A server that returns the same `LastEvaluatedKey` again would otherwise keep a read going forever, and each request
/// is charged. This is Brent's algorithm. It remembers one key, compares it with those that follow, and replaces it
/// after 1, 2, 4, 8 .. keys. Once the remembered key is in the cycle and the distance is at least the length of the
/// cycle, the key comes again. Keys are compared whole, not by a hash, so no other key counts as a repetition.
#[derive(Debug)]
pub(crate) struct CycleDetector<K> {
    remembered: Option<K>,
    /// The key of the page before.
    previous: Option<K>,
    /// Keys seen since the remembered one.
    distance: u64,
    /// The distance at which another key is remembered.
    max_distance: u64,
}

impl<K: Clone + PartialEq> CycleDetector<K> {
    /// Starts with the key that the read starts after, if there is one.
    pub(crate) fn new(start: Option<K>) -> Self {
        Self { remembered: start.clone(), previous: start, distance: 0, max_distance: 1 }
    }

    /// Returns whether the next key is a repetition.
    pub(crate) fn repeats(&mut self, key: &K) -> bool {
        // The key of the previous page is compared too, so that a key that repeats at once is found at once.
        if [&self.remembered, &self.previous].into_iter().flatten().any(|seen| seen == key) {
            return true;
        }
        self.previous = Some(key.clone());
        self.distance += 1;
        if self.distance >= self.max_distance {
            self.remembered = Some(key.clone());
            self.distance = 0;
            self.max_distance = self.max_distance.saturating_mul(2);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::cursor::LastKey;

    fn key(number: usize) -> LastKey {
        LastKey::new([("id".to_owned(), AttributeValue::N(number.to_string()))])
    }

    #[test]
    fn circles_of_every_length_are_found_in_linear_time() {
        for before in 0..20 {
            for circle in 1..20 {
                let mut detector = CycleDetector::new(None);
                let number = |step: usize| if step < before { step } else { before + (step - before) % circle };
                let found = (0..).find(|step| detector.repeats(&key(number(*step)))).expect("an end");
                assert!(found >= before + circle, "{before} and {circle}: {found} is no repetition");
                assert!(found <= 4 * (before + circle), "{before} and {circle}: {found}");
            }
        }
    }

    /// The number of pages until a circle of `circle` pages, after `before` others, is found.
    fn pages(before: usize, circle: usize) -> usize {
        let mut detector = CycleDetector::new(None);
        let number = |step: usize| if step < before { step } else { before + (step - before) % circle };
        (0..).find(|step| detector.repeats(&key(number(*step)))).expect("an end") + 1
    }

    #[test]
    fn a_key_that_repeats_at_once_is_found_at_once() {
        assert!((0..100).all(|before| pages(before, 1) == before + 2));
    }

    #[test]
    fn a_circle_from_the_start_is_found_before_its_third_round() {
        let found = [1, 2, 3, 4, 5, 8, 9, 16, 17].map(|circle| pages(0, circle));
        assert_eq!(found, [2, 3, 6, 7, 12, 15, 24, 31, 48]);
    }

    #[test]
    fn keys_that_differ_are_never_a_repetition() {
        let mut detector = CycleDetector::new(Some(key(0)));
        assert!((1..10_000).all(|number| !detector.repeats(&key(number))));
    }

    #[test]
    fn the_start_counts_as_seen() {
        assert!(CycleDetector::new(Some(key(7))).repeats(&key(7)));
    }
}
