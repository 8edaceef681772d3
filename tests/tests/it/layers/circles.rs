//! Circles among the imports of files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use super::imports::Imports;

/// Files that all use each other, directly or by way of others.
pub(super) struct Circle<'i> {
    pub(super) files: BTreeSet<&'i str>,
    /// The shortest way around from the first file, as `file: path`.
    way: Vec<String>,
}

impl fmt::Display for Circle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.files)?;
        self.way.iter().try_for_each(|step| writeln!(f, "    {step}"))
    }
}

/// All circles, each as large as it is: no file is in two of them.
pub(super) fn find(imports: &Imports) -> Vec<Circle<'_>> {
    let reachable: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|file| (file.as_str(), reached(imports, file).into_keys().collect())).collect();
    let mut circles = Vec::new();
    let mut done = BTreeSet::new();
    for (&file, reached) in &reachable {
        if done.contains(file) || !reached.contains(file) {
            continue;
        }
        let files: BTreeSet<&str> = reached
            .iter()
            .copied()
            .filter(|other| reachable.get(other).is_some_and(|back| back.contains(file)))
            .collect();
        done.extend(files.iter().copied());
        circles.push(Circle { way: way_around(imports, file), files });
    }
    circles
}

/// The files that `file` uses, directly or not, each with the file before it on a shortest way.
fn reached<'i>(imports: &'i Imports, file: &'i str) -> BTreeMap<&'i str, &'i str> {
    let mut before = BTreeMap::new();
    let mut next = VecDeque::from([file]);
    while let Some(from) = next.pop_front() {
        for to in imports.get(from).into_iter().flat_map(BTreeMap::keys) {
            if !before.contains_key(to.as_str()) {
                before.insert(to.as_str(), from);
                next.push_back(to);
            }
        }
    }
    before
}

fn way_around(imports: &Imports, file: &str) -> Vec<String> {
    let before = reached(imports, file);
    let mut way = Vec::new();
    let mut to = file;
    loop {
        let from = before[to];
        way.push(format!("{from}: `{}` is in {to}", imports[from][to]));
        if from == file {
            way.reverse();
            return way;
        }
        to = from;
    }
}
