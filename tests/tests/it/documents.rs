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
