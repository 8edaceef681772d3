//! The shards of a stream, and which of them are read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::position::Position;

/// A shard as DescribeStream lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedShard {
    pub(super) id: String,
    pub(super) parent: Option<String>,
    /// The sequence number with which it starts.
    pub(super) first: Option<String>,
}

/// The shards that are read, or are still to be read.
///
/// A shard is read after its parent has ended, so that the changes of one item keep their order. A shard that has ended is dropped
/// once a child of it is known. Every dropped shard so has a descendant here, by which a checkpoint tells it from a shard that was
/// never read.
#[derive(Debug, Default)]
pub(super) struct Shards {
    shards: BTreeMap<String, Shard>,
    /// The shards that have been read to their end, or are not to be read.
    done: BTreeSet<String>,
    /// The parents of all shards that were ever read.
    parents: BTreeSet<String>,
    /// The number of fetches so far.
    fetches: u64,
}

#[derive(Debug)]
struct Shard {
    listed: ListedShard,
    /// Behind what was handed out.
    position: Position,
    /// Behind what was fetched.
    fetched: Position,
    iterator: Option<String>,
    /// Whether the first iterator is for the end of the shard.
    at_end: bool,
    /// Whether records before the position may be fetched, which are not to be handed out.
    may_be_earlier: bool,
    /// Records that were fetched and not yet handed out.
    pending: usize,
    /// The number of its last fetch, or 0 before the first.
    last_fetch: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    Fetching,
    /// Its last fetch found no records.
    CaughtUp,
    Ended,
}

/// What is needed to fetch records of a shard.
#[derive(Debug, Clone)]
pub(super) struct Fetch {
    pub(super) shard: String,
    pub(super) iterator: Option<String>,
    pub(super) from: Position,
    /// Whether a new iterator is to be for the end of the shard.
    pub(super) at_end: bool,
}

impl Shards {
    /// Reads all listed shards from a position.
    pub(super) fn starting(listed: &[ListedShard], start: &Position) -> Self {
        let mut shards = Self::default();
        listed.iter().for_each(|shard| shards.insert(shard, start.clone()));
        shards
    }

    /// Reads what is written from now on, which is at `time` or a little later. A shard with children takes no more records.
    pub(super) fn starting_at_end(listed: &[ListedShard], time: u64) -> Self {
        let mut shards = Self::default();
        let parents: BTreeSet<_> = listed.iter().filter_map(|shard| shard.parent.as_deref()).collect();
        for shard in listed {
            if parents.contains(shard.id.as_str()) {
                shards.done.insert(shard.id.clone());
            } else {
                shards.insert(shard, Position::Since(time));
            }
        }
        shards.shards.values_mut().for_each(|shard| shard.at_end = true);
        shards
    }

    /// Goes on where a checkpoint was taken. Returns `None` if one of its shards is not there any more.
    pub(super) fn resuming(listed: &[ListedShard], positions: &BTreeMap<String, Position>) -> Option<Self> {
        let mut shards = Self::default();
        let by_id: HashMap<_, _> = listed.iter().map(|shard| (&shard.id, shard)).collect();
        for (id, position) in positions {
            shards.insert(by_id.get(id)?, position.clone());
        }
        shards.discover(listed);
        Some(shards)
    }

    fn insert(&mut self, shard: &ListedShard, position: Position) {
        self.parents.extend(shard.parent.clone());
        let new = Shard {
            listed: shard.clone(),
            fetched: position.clone(),
            position,
            iterator: None,
            at_end: false,
            may_be_earlier: false,
            pending: 0,
            last_fetch: 0,
            state: State::Ready,
        };
        self.shards.insert(shard.id.clone(), new);
    }

    /// Adds the shards of a list that are new, from their first record, and drops what has ended.
    ///
    /// The ancestors of known shards have been read before.
    pub(super) fn discover(&mut self, listed: &[ListedShard]) {
        let parents: HashMap<&str, Option<&str>> =
            listed.iter().map(|shard| (shard.id.as_str(), shard.parent.as_deref())).collect();
        // What is not listed any more is never listed again.
        self.done.retain(|id| parents.contains_key(id.as_str()));
        self.parents.retain(|id| parents.contains_key(id.as_str()) || self.shards.contains_key(id));
        for shard in self.shards.values() {
            let mut ancestor = shard.listed.parent.as_deref();
            while let Some(id) = ancestor.filter(|id| !self.shards.contains_key(*id)) {
                // A known ancestor has known ancestors of its own.
                if !self.done.insert(id.to_owned()) {
                    break;
                }
                ancestor = parents.get(id).copied().flatten();
            }
        }
        let is_known = |id: &str| self.shards.contains_key(id) || self.done.contains(id);
        let new: Vec<_> = listed.iter().filter(|shard| !is_known(&shard.id)).collect();
        new.into_iter().for_each(|shard| self.insert(shard, Position::First(shard.first.clone())));
        self.drop_ended();
    }

    /// Drops the shards that have ended and been handed out, if a child of them is known.
    fn drop_ended(&mut self) {
        let is_dropped = |id: &String, shard: &Shard| shard.is_done() && self.parents.contains(id);
        let dropped: Vec<_> =
            self.shards.iter().filter(|(id, shard)| is_dropped(id, shard)).map(|(id, _)| id.clone()).collect();
        for id in dropped {
            self.shards.remove(&id);
            self.done.insert(id);
        }
    }

    /// Returns the next shard that may be fetched, and marks it as being fetched.
    pub(super) fn next_fetch(&mut self) -> Option<Fetch> {
        let is_open = |parent: &String| self.shards.get(parent).is_some_and(|parent| parent.state != State::Ended);
        let is_ready =
            |shard: &Shard| shard.state == State::Ready && !shard.listed.parent.as_ref().is_some_and(is_open);
        let ready = self.shards.iter().filter(|(_, shard)| is_ready(shard));
        // Shards take turns: those that always have records would keep the others waiting until their records are gone.
        let id = ready.min_by_key(|(_, shard)| shard.last_fetch).map(|(id, _)| id.clone())?;
        self.fetches += 1;
        let shard = self.shards.get_mut(&id)?;
        shard.last_fetch = self.fetches;
        shard.state = State::Fetching;
        // Later iterators of the shard continue behind what was fetched.
        let at_end = std::mem::take(&mut shard.at_end);
        // An iterator is good for one GetRecords, whose response has the next one.
        Some(Fetch { shard: id, iterator: shard.iterator.take(), from: shard.fetched.clone(), at_end })
    }

    /// Records the result of a fetch: the number of records, the sequence number of the last one, and the next iterator, without which the
    /// shard has ended. Returns whether the shard is caught up.
    pub(super) fn on_fetched(
        &mut self,
        id: &str,
        count: usize,
        last: Option<String>,
        next_iterator: Option<String>,
        may_be_earlier: bool,
    ) -> bool {
        let Some(shard) = self.shards.get_mut(id) else { return false };
        shard.pending += count;
        shard.may_be_earlier |= may_be_earlier;
        if let Some(last) = last {
            shard.fetched = Position::After(last);
        }
        shard.state = match &next_iterator {
            None => State::Ended,
            Some(_) if count == 0 => State::CaughtUp,
            Some(_) => State::Ready,
        };
        shard.iterator = next_iterator;
        let state = shard.state;
        if state == State::Ended {
            self.drop_ended();
        }
        state == State::CaughtUp
    }

    /// Records that a record was handed out, or that it is not to be: one from before the position, by its time in seconds.
    /// Returns whether it is to be handed out.
    pub(super) fn on_record(&mut self, id: &str, sequence_number: Option<&str>, time: Option<i64>) -> bool {
        let Some(shard) = self.shards.get_mut(id) else { return true };
        shard.pending = shard.pending.saturating_sub(1);
        let is_earlier = match (&shard.position, time) {
            (Position::Since(since), Some(time)) if shard.may_be_earlier => {
                u64::try_from(time).is_ok_and(|t| t < *since)
            }
            _ => false,
        };
        if let Some(number) = sequence_number.filter(|_| !is_earlier) {
            shard.position = Position::After(number.to_owned());
        }
        if shard.is_done() {
            self.drop_ended();
        }
        !is_earlier
    }

    /// Lets a shard that was caught up be fetched again.
    pub(super) fn poll_again(&mut self, id: &str) {
        if let Some(shard) = self.shards.get_mut(id).filter(|shard| shard.state == State::CaughtUp) {
            shard.state = State::Ready;
        }
    }

    /// Returns whether shards are to come that are not known: children of one that has ended, or the first of all.
    pub(super) fn needs_children(&self) -> bool {
        let is_last = |(id, shard): (&String, &Shard)| shard.state == State::Ended && !self.parents.contains(id);
        self.shards.is_empty() || self.shards.iter().any(is_last)
    }

    /// Returns the position at which each shard continues.
    pub(super) fn positions(&self) -> BTreeMap<String, Position> {
        let position = |shard: &Shard| match &shard.position {
            // What there is now may be trimmed before the checkpoint is used; then it is missed.
            Position::Oldest => Position::First(shard.listed.first.clone()),
            position => position.clone(),
        };
        self.shards.iter().map(|(id, shard)| (id.clone(), position(shard))).collect()
    }
}

impl Shard {
    /// Returns whether it has ended and all of its records were handed out.
    fn is_done(&self) -> bool {
        self.state == State::Ended && self.pending == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(shards: &[(&str, &str)]) -> Vec<ListedShard> {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let shard = |(id, parent): &(&str, &str)| ListedShard {
            id: (*id).to_owned(),
            parent: text(parent),
            first: Some(format!("{}0", id.len())),
        };
        shards.iter().map(shard).collect()
    }

    /// The shards that can be fetched now.
    fn ready(shards: &mut Shards) -> Vec<String> {
        std::iter::from_fn(|| shards.next_fetch()).map(|fetch| fetch.shard).collect()
    }

    fn found(shards: &mut Shards, id: &str, numbers: &[&str], is_open: bool) -> bool {
        let last = numbers.last().map(|number| (*number).to_owned());
        shards.on_fetched(id, numbers.len(), last, is_open.then(|| "next".to_owned()), false)
    }

    fn ids(shards: &Shards) -> Vec<String> {
        shards.positions().into_keys().collect()
    }

    #[test]
    fn a_child_is_read_after_its_parent_and_siblings_together() {
        let list = listed(&[("c", "a"), ("d", "a"), ("a", "gone"), ("b", "")]);
        let mut shards = Shards::starting(&list, &Position::Oldest);
        assert_eq!(ready(&mut shards), ["a", "b"]);
        assert!(!found(&mut shards, "a", &["1"], true));
        assert_eq!(ready(&mut shards), ["a"]);
        assert!(!found(&mut shards, "a", &[], false));
        assert_eq!(ready(&mut shards), ["c", "d"]);
    }

    #[test]
    fn a_shard_that_is_caught_up_waits_until_it_is_polled_again() {
        let mut shards = Shards::starting(&listed(&[("a", ""), ("b", "")]), &Position::Oldest);
        ready(&mut shards);
        assert!(found(&mut shards, "a", &[], true));
        assert!(!found(&mut shards, "b", &["1"], true));
        assert_eq!(ready(&mut shards), ["b"]);
        shards.poll_again("a");
        assert_eq!(ready(&mut shards), ["a"]);
    }

    #[test]
    fn the_end_of_a_stream_is_the_end_of_the_shards_without_children() {
        let mut shards = Shards::starting_at_end(&listed(&[("a", ""), ("b", "a"), ("c", "")]), 100);
        let fetch = shards.next_fetch().unwrap();
        assert_eq!((fetch.shard.as_str(), fetch.from, fetch.at_end), ("b", Position::Since(100), true));
        assert_eq!(ready(&mut shards), ["c"]);
        // An iterator for the end is made once: without one the records are told by their time.
        found(&mut shards, "b", &[], true);
        shards.poll_again("b");
        assert!(!shards.next_fetch().unwrap().at_end);
        shards.discover(&listed(&[("a", ""), ("b", "a"), ("c", ""), ("d", "c"), ("e", "a")]));
        found(&mut shards, "c", &[], false);
        let next = shards.next_fetch().unwrap();
        assert_eq!((next.shard.as_str(), next.from), ("d", Position::First(Some("10".to_owned()))));
        // The sibling of a shard that is read was not listed at first.
        assert_eq!(ready(&mut shards), ["e"]);
    }

    #[test]
    fn a_shard_stays_in_the_checkpoint_until_its_records_are_out_and_a_child_is_known() {
        let mut shards = Shards::starting(&listed(&[("a", "")]), &Position::Oldest);
        ready(&mut shards);
        found(&mut shards, "a", &["6", "7"], false);
        assert!(shards.needs_children());
        assert_eq!(shards.positions()["a"], Position::First(Some("10".to_owned())));
        let list = listed(&[("b", "a"), ("a", ""), ("c", "b")]);
        shards.discover(&list);
        assert!(!shards.needs_children());
        assert!(shards.on_record("a", Some("6"), None));
        assert_eq!(ids(&shards), ["a", "b", "c"]);
        assert_eq!(shards.positions()["a"], Position::After("6".to_owned()));
        assert!(shards.on_record("a", Some("7"), None));
        assert_eq!(ids(&shards), ["b", "c"]);
        shards.discover(&list);
        assert_eq!(ids(&shards), ["b", "c"]);
    }

    #[test]
    fn resuming_reads_all_shards_but_the_ancestors_of_the_checkpoint() {
        let positions = [("b".to_owned(), Position::After("5".to_owned()))].into();
        let list = listed(&[("d", "c"), ("a", "z"), ("z", ""), ("b", "a"), ("c", "b"), ("x", "a")]);
        let mut shards = Shards::resuming(&list, &positions).unwrap();
        assert_eq!(ids(&shards), ["b", "c", "d", "x"]);
        assert_eq!(ready(&mut shards), ["b", "x"]);
        assert!(Shards::resuming(&listed(&[("c", "b")]), &positions).is_none());
    }

    #[test]
    fn records_from_before_the_position_are_left_out_until_the_first_that_is_not() {
        let mut shards = Shards::starting(&listed(&[("a", "")]), &Position::Since(100));
        ready(&mut shards);
        shards.on_fetched("a", 4, Some("9".to_owned()), None, true);
        assert!(!shards.on_record("a", Some("6"), Some(99)));
        assert_eq!(shards.positions()["a"], Position::Since(100));
        assert!(shards.on_record("a", Some("7"), Some(100)));
        assert!(shards.on_record("a", Some("8"), Some(99)));
        assert!(shards.on_record("a", Some("9"), None));
        assert_eq!(shards.positions()["a"], Position::After("9".to_owned()));
    }
}
