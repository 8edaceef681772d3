//! Makes a copy of the workspace with all changes in it, and builds its test programs.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::Mutant;
use crate::{seed, weave};

/// The target of the unit tests.
const LIBRARY: &str = "dkmio_core";

/// The test targets, and the folder in which each runs.
const PROGRAMS: [(&str, &str); 5] =
    [(LIBRARY, "dkmio-core"), ("codec", "dkmio-core"), ("json", "dkmio-core"), ("it", "tests"), ("entities", "tests")];

/// The copy of the workspace.
pub(crate) struct Workspace {
    root: PathBuf,
    folder: PathBuf,
    target: PathBuf,
    deadline: Option<Instant>,
}

/// The exit code of `timeout` for a program that it ended.
const TIMED_OUT: i32 = 124;

/// Why there is no score.
pub(crate) enum Stop {
    /// The build took all the time.
    OutOfTime,
    Failed(String),
}

impl From<String> for Stop {
    fn from(error: String) -> Self {
        Self::Failed(error)
    }
}

/// A test program and the folder that its tests expect to run in.
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) folder: PathBuf,
}

impl Workspace {
    /// Copies the files that git tracks. Files that are the same already stay untouched.
    pub(crate) fn copy(root: &Path, deadline: Option<Instant>) -> Result<Self, String> {
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
        // Not inside of the copy, where every file would be a part of a package. A run of all changes spends its time on
        // tests, so it pays to optimize; a sample takes the dependencies that are compiled already.
        let target = root.join(if deadline.is_some() { "target/mutants-target" } else { "target/mutants-optimized" });
        if deadline.is_some() && !target.exists() {
            seed::dependencies(&root.join("target"), &target)?;
        }
        Ok(Self { root, folder, target, deadline })
    }

    /// Writes the changes into the copy.
    pub(crate) fn weave(&self, mutants: &[Mutant]) -> Result<(), String> {
        let source = self.folder.join("dkmio-core/src");
        let mut by_file: BTreeMap<&str, Vec<(usize, &crate::Change)>> = BTreeMap::new();
        for (id, mutant) in mutants.iter().enumerate() {
            by_file.entry(&mutant.file).or_default().push((id, &mutant.change));
        }
        let originals = self.root.join("dkmio-core/src");
        // A file without a change is written, too: those of the round before are still in the copy.
        for file in files_below(&originals)? {
            let text = std::fs::read_to_string(originals.join(&file)).map_err(|error| format!("{file}: {error}"))?;
            let changes = by_file.remove(file.as_str()).unwrap_or_default();
            write(&source.join(&file), weave::woven(&text, &changes).as_bytes())?;
        }
        let root =
            std::fs::read_to_string(self.root.join("dkmio-core/src/lib.rs")).map_err(|error| error.to_string())?;
        // A switch causes warnings by the thousand, such as those on unreachable code.
        write(&source.join("lib.rs"), format!("#![allow(warnings)]\n{root}\nmod mutant;\n").as_bytes())?;
        write(&source.join("mutant.rs"), weave::switches(mutants.len()).as_bytes())
    }

    fn cargo(&self, arguments: &[&str]) -> Result<Vec<Value>, Stop> {
        let mut command = match self.deadline {
            None => Command::new("cargo"),
            Some(deadline) => {
                let left = deadline.saturating_duration_since(Instant::now()).as_secs();
                if left == 0 {
                    return Err(Stop::OutOfTime);
                }
                // It also ends the compilers that cargo started.
                let mut command = Command::new("timeout");
                command.arg(left.to_string()).arg("cargo");
                command
            }
        };
        if self.deadline.is_none() {
            // The compiler takes a quarter of an hour to optimize the tests, which does not make them much faster.
            command.args([
                "--config",
                "profile.dev.opt-level=1",
                "--config",
                "profile.dev.package.dkmio-tests.opt-level=0",
            ]);
        }
        let output = command
            .args(arguments)
            .current_dir(&self.folder)
            // Cargo knows a crate by its path in the workspace, so it would confuse those of the copy with the originals.
            .env("CARGO_TARGET_DIR", &self.target)
            // Nobody looks for a line of the copy. Dependencies have no debug information anyway.
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        if output.status.code() == Some(TIMED_OUT) && self.deadline.is_some() {
            return Err(Stop::OutOfTime);
        }
        Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// Builds the runtime and returns the changes that the compiler's errors are about.
    pub(crate) fn wrong(&self, count: usize) -> Result<HashSet<usize>, Stop> {
        // The features are those of a build of the whole workspace, so that no dependency is compiled once more.
        let messages = self.cargo(&["test", "--no-run", "--workspace", "--lib", "--message-format=json"])?;
        let mut wrong = HashSet::new();
        let errors = messages.iter().map(|message| &message["message"]).filter(|message| message["level"] == "error");
        for error in errors {
            let mut by_file: BTreeMap<&str, Vec<(Range<usize>, bool)>> = BTreeMap::new();
            for span in error["spans"].as_array().into_iter().flatten() {
                let byte = |key: &str| span[key].as_u64().unwrap_or_default() as usize;
                let place = (byte("byte_start")..byte("byte_end"), span["is_primary"] == true);
                by_file.entry(span["file_name"].as_str().unwrap_or_default()).or_default().push(place);
            }
            let before = wrong.len();
            let mut found = 0;
            for (file, spans) in &by_file {
                let text = std::fs::read_to_string(self.folder.join(file)).unwrap_or_default();
                let ids = weave::at_fault(&text, spans);
                found += ids.len();
                wrong.extend(ids.into_iter().filter(|id| *id < count));
            }
            // An error without a place is the compiler's summary of the others.
            if found == 0 && wrong.len() == before && !by_file.is_empty() {
                let error = error["rendered"].as_str().unwrap_or_default();
                return Err(format!("an error of no change:\n{error}").into());
            }
        }
        Ok(wrong)
    }

    /// Builds the test programs: the behavior tests, those of entities, and the tests of the runtime itself.
    pub(crate) fn programs(&self) -> Result<Vec<Program>, Stop> {
        let mut arguments = vec!["test", "--no-run", "--workspace", "--lib", "--message-format=json"];
        arguments.extend(
            PROGRAMS.iter().filter(|(target, _)| *target != LIBRARY).flat_map(|(target, _)| ["--test", target]),
        );
        let messages = self.cargo(&arguments)?;
        let mut programs = Vec::new();
        for (target, folder) in PROGRAMS {
            let built = messages
                .iter()
                .find_map(|message| message["executable"].as_str().filter(|_| message["target"]["name"] == target));
            let built = built.ok_or(format!("the tests `{target}` do not compile"))?;
            // The next build may replace the program.
            let path = self.folder.join(format!("program-{target}"));
            // A program that still runs cannot be overwritten.
            let _ = std::fs::remove_file(&path);
            std::fs::copy(built, &path).map_err(|error| error.to_string())?;
            programs.push(Program { path, folder: self.folder.join(folder) });
        }
        Ok(programs)
    }

    pub(crate) fn has_deadline(&self) -> bool {
        self.deadline.is_some()
    }

    /// Returns true if no time is left.
    pub(crate) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
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
