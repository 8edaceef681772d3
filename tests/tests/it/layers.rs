//! The layers of the runtime, as ARCHITECTURE.md tells them: a module imports only from those before it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first.
const LAYERS: [&str; 17] = [
    "codec",
    "error",
    "retry",
    "attribute",
    "key",
    "ttl",
    "table",
    "expression",
    "cursor",
    "client",
    "request",
    "operation",
    "read",
    "batch",
    "transaction",
    "admin",
    "dynamo_table",
];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../dkmio-core/src")
}

/// All lines of code below `path`, comments left out.
fn code(path: &Path) -> Vec<String> {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder");
        return entries.flat_map(|entry| code(&entry.expect("an entry").path())).collect();
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned).collect()
}

/// The modules that `module` names by a `crate::` path.
fn imports(module: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in [sources().join(module), sources().join(format!("{module}.rs"))] {
        for line in code(&path) {
            for part in line.split("crate::").skip(1) {
                let name = part.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or_default();
                found.insert(name.to_owned());
            }
        }
    }
    found.remove("");
    found.remove(module);
    found
}

#[test]
fn modules_import_only_from_the_layers_below() {
    for (at, module) in LAYERS.iter().enumerate() {
        for import in imports(module) {
            let place = LAYERS.iter().position(|layer| *layer == import);
            assert!(place.is_some_and(|place| place < at), "`{module}` imports `{import}`");
        }
    }
}

#[test]
fn every_module_has_a_layer() {
    let declared = code(&sources().join("lib.rs"));
    let modules = declared.iter().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    let modules: BTreeSet<_> = modules.map(|module| module.trim_end_matches(';').to_owned()).collect();
    assert_eq!(modules, LAYERS.iter().map(|layer| (*layer).to_owned()).collect());
}
