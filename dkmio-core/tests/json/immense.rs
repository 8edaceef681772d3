//! Expressions far beyond what the service takes, as a program makes of a user's endless list: an error, and soon.

use std::time::{Duration, Instant};

use dkmio::{Condition, DynamoTable, attr};

use crate::targets::expressions::Things;

/// Steps that are done in a moment, and take minutes where each looks at all before it.
const MANY: usize = 50_000;
const SOON: Duration = Duration::from_secs(10);

/// What is made of so many names is refused with these words, before long.
fn assert_refused(words: &str, explain: impl FnOnce() -> Result<dkmio::Explanation, dkmio::Error>) {
    let started = Instant::now();
    let error = explain().unwrap_err();
    assert!(error.is_validation() && error.to_string().contains(words), "{error}");
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}

fn names() -> Vec<String> {
    (0..MANY).map(|number| format!("a{number}.b")).collect()
}

#[test]
fn a_projection_of_many_paths_is_refused_soon() {
    let names = names();
    assert_refused("the projection expression has", || {
        Things::query("k").select_paths(names.iter().map(String::as_str)).explain()
    });
}

#[test]
fn an_update_of_many_attributes_is_refused_soon() {
    assert_refused("the update expression has", || {
        names().iter().fold(Things::update(("k", 1)), |update, name| update.set(attr(name), 1)).explain()
    });
}

#[test]
fn a_filter_of_many_conditions_is_refused_soon() {
    assert_refused("the filter expression has", || {
        Things::query("k").filter(Condition::any(names().iter().map(|name| attr(name).exists()))).explain()
    });
}

/// On the 2 MB of stack that a thread has.
#[test]
fn conditions_nested_in_conditions() {
    let nested = || {
        let leaf = || attr("a").exists();
        (0..MANY).fold(leaf(), |inner: Condition<Things>, level| match level % 3 {
            0 => inner & leaf(),
            1 => !inner,
            _ => leaf() | inner,
        })
    };
    let words = "the condition nests more than 300 levels deep";
    assert_refused(words, || Things::query("k").filter(nested()).explain());
    assert_refused(words, || Things::update(("k", 1)).remove(attr("b")).condition(nested()).explain());
    drop(nested().clone());
}

/// Conditions side by side are one level, however they were joined, and one alone is none.
#[test]
fn conditions_side_by_side_are_not_nested() {
    let leaf = || attr("a").exists();
    let joined = |one: Condition<Things>| Condition::any([Condition::all([one])]);
    let wrapped = (0..1_000).fold(leaf(), |inner, _| joined(inner));
    assert!(Things::query("k").filter(!!wrapped).explain().is_ok());
    let beside = (0..149).fold(leaf(), |all: Condition<Things>, _| leaf() & all);
    assert!(Things::query("k").filter(beside).explain().is_ok());
    let negated = (0..149).fold(leaf(), |inner: Condition<Things>, _| !(inner & leaf()));
    assert!(
        Things::query("k").filter(negated).explain().unwrap_err().to_string().contains("the filter expression has")
    );
}
