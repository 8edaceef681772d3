//! The dependencies of the copy, taken from the builds of the workspace.

use std::path::Path;
use std::process::Command;

/// How the names of the workspace's own packages begin.
const OWN: &str = "dkmio";

/// Gives a new target folder the compiled dependencies of another one, so that they are not compiled once more.
pub(crate) fn dependencies(from: &Path, to: &Path) -> Result<(), String> {
    // What cargo may write to is copied. Libraries are linked: a compiler replaces them and never changes them in place.
    for (folder, is_linked) in [(".fingerprint", false), ("build", false), ("deps", true)] {
        let (from, to) = (from.join("debug").join(folder), to.join("debug").join(folder));
        // Without an earlier build there is nothing to take over.
        let Ok(entries) = std::fs::read_dir(&from) else { continue };
        std::fs::create_dir_all(&to).map_err(|error| format!("{}: {error}", to.display()))?;
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            let text = name.to_string_lossy();
            let is_own = text.trim_start_matches("lib").starts_with(OWN);
            // A program is one of the workspace's tests.
            let is_program = is_linked && entry.path().extension().is_none();
            if is_own || is_program {
                continue;
            }
            if is_linked {
                std::fs::hard_link(entry.path(), to.join(&name)).map_err(|error| format!("{text}: {error}"))?;
            } else {
                copy(&entry.path(), &to)?;
            }
        }
    }
    Ok(())
}

/// Copies a folder with the times of its files, by which cargo knows what is fresh.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
    match copied {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("{} was not copied", from.display())),
    }
}
