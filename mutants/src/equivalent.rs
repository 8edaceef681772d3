//! Reads the list of changes that no test can notice.

use std::collections::HashSet;
use std::path::Path;

use crate::Mutant;

/// The names of the changes. In the file each has a reason in the line above, behind `#`.
pub(crate) struct Equivalents(HashSet<String>);

/// Reads the list.
///
/// # Errors
///
/// Returns an error if a name has no reason.
pub(crate) fn read(path: &Path) -> Result<Equivalents, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut names = HashSet::new();
    let mut has_reason = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            // A reason counts for the names right below it, so that no name passes by a reason far above.
            has_reason = false;
        } else if line.starts_with('#') {
            has_reason = true;
        } else if has_reason {
            names.insert(line.to_owned());
        } else {
            return Err(format!("{}: `{line}` has no reason in a line above", path.display()));
        }
    }
    Ok(Equivalents(names))
}

impl Equivalents {
    pub(crate) fn has(&self, mutant: &Mutant) -> bool {
        self.0.contains(&mutant.name())
    }

    /// Returns an error if a name is that of no change, which happens when the code moves on.
    pub(crate) fn check(&self, mutants: &[Mutant]) -> Result<(), String> {
        let known: HashSet<String> = mutants.iter().map(Mutant::name).collect();
        let gone: Vec<&str> = self.0.difference(&known).map(String::as_str).collect();
        if gone.is_empty() { Ok(()) } else { Err(format!("equivalent.txt names no change:\n{}", gone.join("\n"))) }
    }
}
