//! What the documents name exists: every file, every type.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The documents, each with the folders below which its paths are.
const DOCUMENTS: [(&str, &[&str]); 4] = [
    ("ARCHITECTURE.md", &[""]),
    ("benches/README.md", &["benches", "benches/src"]),
    ("docs/read-path.md", &["dkmio-core/src"]),
    ("docs/write-path.md", &["dkmio-core/src"]),
];

/// Names of the SDK and of examples.
const FOREIGN: [&str; 3] = ["HashMap", "AttributeValue", "LastEvaluatedKey"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The texts in backticks, code blocks left out.
fn quoted(document: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(document)).expect("a document");
    let prose: String = text.split("```").step_by(2).collect();
    prose.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The text of all sources below a folder.
fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&fs::read_to_string(path).expect("a text"));
        }
    }
}

#[test]
fn files_that_the_documents_name_exist() {
    let mut missing = Vec::new();
    for (document, folders) in DOCUMENTS {
        for path in quoted(document).iter().filter(|text| text.ends_with(".rs") || text.ends_with('/')) {
            if !folders.iter().any(|folder| root().join(folder).join(path).exists()) {
                missing.push(format!("{document}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "no such files:\n{}", missing.join("\n"));
}

#[test]
fn types_that_the_documents_name_exist() {
    let mut text = String::new();
    for folder in ["dkmio-core/src", "dkmio-derive/src", "dkmio-embedded/src", "benches/src"] {
        sources(&root().join(folder), &mut text);
    }
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut missing = Vec::new();
    for (document, _) in DOCUMENTS {
        let names = quoted(document);
        let is_type = |name: &&String| {
            name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.chars().any(|c| c.is_ascii_lowercase())
                && name.chars().all(char::is_alphanumeric)
        };
        for name in names.iter().filter(is_type).filter(|name| !FOREIGN.contains(&name.as_str())) {
            if !words.contains(name.as_str()) {
                missing.push(format!("{document}: {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "no such types:\n{}", missing.join("\n"));
}

/// The rows of the table of faults: the ids, and the cell that names the tests.
fn faults() -> Vec<(Vec<String>, String)> {
    let text = fs::read_to_string(root().join("docs/faults.md")).expect("a document");
    let rows = text.lines().filter(|line| line.starts_with("| F"));
    let row = |line: &str| {
        let mut cells = line.split(" | ");
        let ids = cells.next().expect("ids").trim_start_matches("| ");
        let is_id =
            |word: &&str| word.len() > 2 && word.starts_with('F') && word[1..].chars().all(|c| c.is_ascii_digit());
        let ids = ids.split(|c: char| !c.is_alphanumeric()).filter(is_id).map(str::to_owned).collect();
        (ids, cells.next().expect("tests").to_owned())
    };
    rows.map(row).collect()
}

#[test]
fn every_fault_has_a_row() {
    let known: BTreeSet<String> = faults().into_iter().flat_map(|(ids, _)| ids).collect();
    let missing: Vec<_> = (1..=110).map(|id| format!("F{id:02}")).filter(|id| !known.contains(id)).collect();
    assert!(missing.is_empty(), "no rows for {missing:?}");
}

/// The paths of all files below a folder, without those that a build or a tool makes.
fn files(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            files(&path, into);
        } else if path.is_file() {
            into.push(path.to_string_lossy().into_owned());
        }
    }
}

#[test]
fn tests_that_the_table_of_faults_names_exist() {
    let mut text = String::new();
    for folder in ["dkmio-core", "dkmio-derive/src", "dkmio-embedded", "tests/tests", "ports"] {
        sources(&root().join(folder), &mut text);
    }
    let mut paths = Vec::new();
    files(&root(), &mut paths);
    let is_defined = |name: &str| {
        // A test of a macro is named by its argument.
        ["fn ", "mod "].iter().any(|keyword| text.contains(&format!("{keyword}{name}")))
            || text.contains(&format!("{name}: "))
    };
    let mut missing = Vec::new();
    for (ids, tests) in faults() {
        for word in tests.split(|c: char| !c.is_alphanumeric() && !['_', '*', '.', '/', '-'].contains(&c)) {
            let is_file = word.ends_with(".rs") || word.ends_with(".md");
            // A part of a name stands for several tests.
            let is_name = word.contains('_') && !word.contains(['*', '.', '/', '-']);
            let exists = match (is_file, is_name) {
                (true, _) => paths.iter().any(|path| path.ends_with(word)),
                (_, true) => is_defined(word),
                _ => true,
            };
            if !exists {
                missing.push(format!("{}: {word}", ids.join(", ")));
            }
        }
    }
    assert!(missing.is_empty(), "no such tests:\n{}", missing.join("\n"));
}
