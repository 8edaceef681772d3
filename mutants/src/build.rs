//! Makes a copy of the workspace with all changes in it, and builds its test programs.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Mutant;
use crate::weave;

/// The limit on checks of the copy, each of which takes out the changes that do not compile. The compiler finds errors
/// in types before those in lifetimes.
const ROUNDS: usize = 12;

/// The copy of the workspace.
pub(crate) struct Workspace {
    folder: PathBuf,
    target: PathBuf,
}

/// A test program and the folder that its tests expect to run in.
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) folder: PathBuf,
}

impl Workspace {
    /// Copies the files that git tracks. Files that are the same already stay untouched.
    pub(crate) fn copy(root: &Path) -> Result<Self, String> {
        let root = root.canonicalize().map_err(|error| error.to_string())?;
        let folder = root.join("target/mutants");
        let listed = Command::new("git").args(["ls-files"]).current_dir(&root).output();
        let listed = listed.map_err(|error| format!("git: {error}"))?;
        for file in String::from_utf8_lossy(&listed.stdout).lines() {
            // A file that git tracks may be deleted in the work tree.
            if let Ok(bytes) = std::fs::read(root.join(file)) {
                write(&folder.join(file), &bytes)?;
            }
        }
        Ok(Self { folder, target: root.join("target") })
    }

    /// Builds the test programs and takes changes that do not compile out of the list.
    pub(crate) fn build(&self, mutants: &mut Vec<Mutant>) -> Result<Vec<Program>, String> {
        for _ in 0..ROUNDS {
            self.weave(mutants)?;
            let messages = self.cargo(&["check", "-p", "dkmio-core", "--all-features", "--message-format=json"])?;
            let wrong = self.wrong(&messages, mutants.len())?;
            if wrong.is_empty() {
                return self.programs();
            }
            eprintln!("{} of {} changes do not compile", wrong.len(), mutants.len());
            // The changes that stay get new numbers, so the next round writes all switches anew.
            let mut id = 0;
            mutants.retain(|_| {
                id += 1;
                !wrong.contains(&(id - 1))
            });
        }
        Err("some changes still do not compile".to_owned())
    }

    fn weave(&self, mutants: &[Mutant]) -> Result<(), String> {
        let source = self.folder.join("dkmio-core/src");
        let mut by_file: BTreeMap<&str, Vec<(usize, &crate::Change)>> = BTreeMap::new();
        for (id, mutant) in mutants.iter().enumerate() {
            by_file.entry(&mutant.file).or_default().push((id, &mutant.change));
        }
        for (file, changes) in by_file {
            // The copy has the changes of the last round in it, so the text comes from the original.
            let original = self.target.join("../dkmio-core/src").join(file);
            let text = std::fs::read_to_string(original).map_err(|error| format!("{file}: {error}"))?;
            write(&source.join(file), weave::woven(&text, &changes).as_bytes())?;
        }
        let root =
            std::fs::read_to_string(self.target.join("../dkmio-core/src/lib.rs")).map_err(|error| error.to_string())?;
        write(&source.join("lib.rs"), format!("{root}\nmod mutant;\n").as_bytes())?;
        write(&source.join("mutant.rs"), weave::switches(mutants.len()).as_bytes())
    }

    fn cargo(&self, arguments: &[&str]) -> Result<Vec<Value>, String> {
        let output = Command::new("cargo")
            .args(arguments)
            .current_dir(&self.folder)
            // The copy uses the target folder of the workspace, so that dependencies are not built twice.
            .env("CARGO_TARGET_DIR", &self.target)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// Returns the changes that the compiler's errors are about.
    fn wrong(&self, messages: &[Value], count: usize) -> Result<HashSet<usize>, String> {
        let mut wrong = HashSet::new();
        let errors = messages.iter().map(|message| &message["message"]).filter(|message| message["level"] == "error");
        for error in errors {
            let before = wrong.len();
            let spans = error["spans"].as_array().into_iter().flatten();
            for span in spans.filter(|span| span["is_primary"] == true) {
                wrong.extend(self.changes_at(span).into_iter().filter(|id| *id < count));
            }
            // An error without a place is the compiler's summary of the others.
            let has_place = error["spans"].as_array().is_some_and(|spans| !spans.is_empty());
            if wrong.len() == before
                && has_place
                && !error["rendered"].as_str().unwrap_or_default().contains("mutant::active")
            {
                return Err(format!("an error of no change:\n{}", error["rendered"].as_str().unwrap_or_default()));
            }
        }
        Ok(wrong)
    }

    /// Returns the changes whose switches stand in the lines of a span, or else those of the nearest line above.
    fn changes_at(&self, span: &Value) -> Vec<usize> {
        let Some(file) = span["file_name"].as_str() else { return Vec::new() };
        let text = std::fs::read_to_string(self.folder.join(file)).unwrap_or_default();
        let (first, last) = (span["line_start"].as_u64().unwrap_or(1), span["line_end"].as_u64().unwrap_or(1));
        let lines: Vec<&str> = text.lines().collect();
        let (first, last) = (first as usize - 1, (last as usize).min(lines.len()));
        let ids = |line: &str| -> Vec<usize> {
            let switches = line.split("crate::mutant::active(").skip(1);
            switches.filter_map(|rest| rest.split(')').next()?.parse().ok()).collect()
        };
        let found: Vec<usize> = lines.get(first..last).unwrap_or_default().iter().flat_map(|line| ids(line)).collect();
        if !found.is_empty() {
            return found;
        }
        // The error may point into a condition or statement that spans several lines and begins above.
        lines
            .get(..first)
            .unwrap_or_default()
            .iter()
            .rev()
            .map(|line| ids(line))
            .find(|ids| !ids.is_empty())
            .unwrap_or_default()
    }

    fn programs(&self) -> Result<Vec<Program>, String> {
        let mut programs = Vec::new();
        for arguments in [
            ["test", "--no-run", "-p", "dkmio-tests", "--test", "it", "--message-format=json"].as_slice(),
            ["test", "--no-run", "-p", "dkmio-core", "--all-features", "--lib", "--message-format=json"].as_slice(),
        ] {
            let messages = self.cargo(arguments)?;
            let built = messages.iter().find_map(|message| message["executable"].as_str());
            let path = PathBuf::from(built.ok_or("the tests do not compile")?);
            // The next build may replace the program.
            let kept = self.folder.join(format!("program-{}", programs.len()));
            std::fs::copy(&path, &kept).map_err(|error| error.to_string())?;
            let folder = self.folder.join(if arguments.contains(&"dkmio-tests") { "tests" } else { "dkmio-core" });
            programs.push(Program { path: kept, folder });
        }
        Ok(programs)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Writes a file unless it has these bytes already: a new time stamp would cause a new build.
fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let parent = path.parent().ok_or("no folder")?;
    std::fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// Returns the Rust files below a folder by their paths in it, sorted.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            let entry = entry.map_err(|error| error.to_string())?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else if name.ends_with(".rs") {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}
