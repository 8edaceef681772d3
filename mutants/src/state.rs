//! What a run knows from the runs before it. Nothing is lost but time if the file is deleted.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What became of a change.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Known {
    /// The compiler refuses it.
    DoesNotCompile,
    /// This test failed.
    NoticedBy(String),
}

/// The changes of earlier runs by their names. A change counts only while its file is the same.
pub(crate) struct State {
    path: PathBuf,
    known: HashMap<String, (u64, Known)>,
}

impl State {
    /// Reads the file, if there is one.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let known = text.lines().filter_map(|line| {
            let mut parts = line.split('\t');
            let (name, hash, test) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
            let known = if test.is_empty() { Known::DoesNotCompile } else { Known::NoticedBy(test.to_owned()) };
            Some((name.to_owned(), (hash, known)))
        });
        Self { path: path.to_owned(), known: known.collect() }
    }

    /// Returns what is known of a change whose file has this hash.
    pub(crate) fn of(&self, name: &str, hash: u64) -> Option<&Known> {
        self.known.get(name).filter(|(then, _)| *then == hash).map(|(_, known)| known)
    }

    /// Returns the test that noticed the change, also if its file was another one then.
    pub(crate) fn noticed_by(&self, name: &str) -> Option<&str> {
        match self.known.get(name) {
            Some((_, Known::NoticedBy(test))) => Some(test),
            _ => None,
        }
    }

    pub(crate) fn set(&mut self, name: String, hash: u64, known: Known) {
        self.known.insert(name, (hash, known));
    }

    pub(crate) fn write(&self) -> Result<(), String> {
        let mut lines: Vec<String> = self
            .known
            .iter()
            .map(|(name, (hash, known))| {
                let test = match known {
                    Known::DoesNotCompile => "",
                    Known::NoticedBy(test) => test,
                };
                format!("{name}\t{hash}\t{test}\n")
            })
            .collect();
        lines.sort();
        fs::write(&self.path, lines.concat()).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}
