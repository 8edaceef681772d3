//! Expressions far beyond what the service takes, as a program makes of a user's endless list: an error, and soon.

use std::time::{Duration, Instant};

use dkmio::{Condition, DynamoTable, attr};

use crate::targets::expressions::Things;

/// Steps that are done in a moment, and take minutes where each looks at all before it.
const MANY: usize = 50_000;
const SOON: Duration = Duration::from_secs(10);

/// What is made of so many names is refused with these words, before long.
fn assert_refused(words: &str, explain: impl FnOnce() -> Result<dkmio::operation::Explanation, dkmio::Error>) {
    let started = Instant::now();
    let error = explain().unwrap_err();
    assert!(error.is_validation() && error.to_string().contains(words), "{error}");
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
}

fn names() -> Vec<String> {
    (0..MANY).map(|number| format!("a{number}.b")).collect()
}

#[test]
fn projections() {
    let names = names();
    assert_refused("the projection expression has", || {
        Things::query("k").select_paths(names.iter().map(String::as_str)).explain()
    });
}

#[test]
fn updates() {
    assert_refused("the update expression has", || {
        names().iter().fold(Things::update(("k", 1)), |update, name| update.set(attr(name), 1)).explain()
    });
}

#[test]
fn filters() {
    assert_refused("the filter expression has", || {
        Things::query("k").filter(Condition::any(names().iter().map(|name| attr(name).exists()))).explain()
    });
}
