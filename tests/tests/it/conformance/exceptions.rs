//! Where dkmio decides otherwise than the cases: `tests/data/conformance/exceptions.json`.
//!
//! Every exception says why, and must be needed: one that no longer is fails the run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::run::Inexpressible;

/// The file.
#[derive(Debug, Deserialize)]
pub(super) struct Exceptions {
    /// What is allowed to differ in many cases: name and reason.
    rules: BTreeMap<String, String>,
    /// Calls that end in an error there, and do not compile here.
    does_not_compile: BTreeMap<String, Uncompiled>,
    /// Single cases, with what dkmio does instead.
    cases: Vec<Exception>,
}

#[derive(Debug, Deserialize)]
struct Uncompiled {
    reason: String,
    ids: BTreeSet<String>,
}

/// One case that dkmio decides otherwise.
#[derive(Debug, Deserialize)]
struct Exception {
    id: String,
    reason: String,
    expect: Value,
}

/// The exceptions with a record of those that were needed.
pub(super) struct Differences {
    exceptions: Exceptions,
    fired: BTreeSet<&'static str>,
    refused: BTreeMap<String, BTreeSet<String>>,
    replaced: BTreeSet<String>,
    problems: Vec<String>,
    /// How many calls were compared.
    pub(super) compared: usize,
}

impl Differences {
    pub(super) fn new() -> Self {
        let text = include_str!("../../../data/conformance/exceptions.json");
        Self {
            exceptions: serde_json::from_str(text).expect("exceptions.json"),
            fired: BTreeSet::new(),
            refused: BTreeMap::new(),
            replaced: BTreeSet::new(),
            problems: Vec::new(),
            compared: 0,
        }
    }

    /// Records what the driver would ignore in a case.
    pub(super) fn ignored(&mut self, id: &Value, found: Vec<String>) {
        self.problems.extend(found.into_iter().map(|what| format!("{id}: the driver does not know {what}")));
    }

    /// A difference under a rule: `rule` must be in the file.
    pub(super) fn allow(&mut self, rule: &'static str) {
        self.fired.insert(rule);
    }

    /// A call that does not compile. It must be listed, and end in an error by the case, too.
    pub(super) fn refused(&mut self, id: &str, why: Inexpressible, expect: &Value) {
        self.compared += 1;
        if expect.get("error").is_none() {
            self.problems.push(format!("{id}: does not compile ({why:?}), and is no error by the case"));
        }
        self.refused.entry(format!("{why:?}")).or_default().insert(id.to_owned());
    }

    /// Compares a call by `check`, which says how it differs from an expectation.
    pub(super) fn compare(
        &mut self,
        id: &str,
        expect: &Value,
        mut check: impl FnMut(&mut Self, &Value) -> Result<(), String>,
    ) {
        self.compared += 1;
        let before = self.fired.clone();
        let outcome = check(self, expect);
        let exception =
            self.exceptions.cases.iter().find(|exception| exception.id == id).map(|found| found.expect.clone());
        match (outcome, exception) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => self.problems.push(format!("{id}: the exception is not needed any more")),
            (Err(difference), None) => self.problems.push(format!("{id}: {difference}")),
            (Err(_), Some(instead)) => {
                self.fired = before;
                self.replaced.insert(id.to_owned());
                if let Err(difference) = check(self, &instead) {
                    self.problems.push(format!("{id}: not as its exception says: {difference}"));
                }
            }
        }
    }

    /// Joins the record of another part of the run.
    pub(super) fn join(&mut self, other: Self) {
        self.fired.extend(other.fired);
        self.replaced.extend(other.replaced);
        self.problems.extend(other.problems);
        self.compared += other.compared;
        for (why, ids) in other.refused {
            self.refused.entry(why).or_default().extend(ids);
        }
    }

    /// Fails with everything that differs, and with exceptions that were not needed.
    pub(super) fn finish(mut self) {
        let fired: BTreeSet<String> = self.fired.iter().map(|rule| (*rule).to_owned()).collect();
        let known: BTreeSet<String> = self.exceptions.rules.keys().cloned().collect();
        self.differ("rules", &known, &fired);
        let known = self.exceptions.does_not_compile.iter().map(|(why, listed)| (why.clone(), listed.ids.clone()));
        let known: BTreeMap<_, _> = known.collect();
        let reasons: BTreeSet<_> = known.keys().chain(self.refused.keys()).cloned().collect();
        for why in reasons {
            let (listed, found) = (known.get(&why).cloned(), self.refused.get(&why).cloned());
            self.differ(&why, &listed.unwrap_or_default(), &found.unwrap_or_default());
        }
        let known = self.exceptions.cases.iter().map(|exception| exception.id.clone()).collect();
        let replaced = self.replaced.clone();
        self.differ("cases", &known, &replaced);
        let reasons =
            self.exceptions.rules.values().chain(self.exceptions.does_not_compile.values().map(|one| &one.reason));
        let reasons = reasons.chain(self.exceptions.cases.iter().map(|one| &one.reason));
        assert!(reasons.into_iter().all(|reason| reason.len() > 20), "an exception without a reason");
        assert!(
            self.problems.is_empty(),
            "{} of {} differ:\n{}",
            self.problems.len(),
            self.compared,
            self.problems.join("\n")
        );
    }

    fn differ(&mut self, what: &str, listed: &BTreeSet<String>, found: &BTreeSet<String>) {
        for id in listed.difference(found) {
            self.problems.push(format!("exceptions.json lists {id} under {what}, which is not needed"));
        }
        for id in found.difference(listed) {
            self.problems.push(format!("exceptions.json lacks {id} under {what}"));
        }
    }
}
