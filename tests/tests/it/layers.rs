//! The layers of the runtime, file by file, as ARCHITECTURE.md draws them.
//!
//! Every `use` and every path is followed to the file that defines the name, through re-exports. A file imports only from
//! its own module and from those below it, and no files import each other in a circle.

mod circles;
mod imports;
mod modules;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::imports::Imports;
pub(crate) use self::modules::files;
use self::modules::{Files, Modules};

/// The modules of the runtime, lowest first.
const LAYERS: [&str; 25] = [
    "codec",
    "error",
    "retry",
    "attribute",
    "key",
    "template",
    "ttl",
    "table",
    "expression",
    "cursor",
    "changes",
    "json",
    "client",
    "request",
    "transact",
    "operation",
    "read",
    "backfill",
    "batch",
    "search",
    "partiql",
    "transaction",
    "admin",
    "change_stream",
    "dynamo_table",
];

/// The folders whose files may use each other: a value holds values, so its encoder and decoder call themselves.
const RECURSIVE: [&str; 4] =
    ["codec/attribute_value/encode/", "codec/attribute_value/decode/", "codec/json/encode/", "codec/json/decode/"];

/// The other crates, which have no layers of their own.
const CRATES: [&str; 3] = ["dkmio-embedded/src/lib.rs", "dkmio-derive/src/lib.rs", "benches/src/main.rs"];

const RUNTIME: &str = "dkmio-core/src/lib.rs";

/// The imports of the crate with this root file.
fn imports_of(root: &str) -> Imports {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(root);
    let files = files(root.parent().expect("a folder"));
    imports::read(&Modules::parse(&files, &root.file_name().expect("a file").to_string_lossy()))
}

/// The top module that a file belongs to; `lib` for the root.
fn layer(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

#[test]
fn a_file_imports_only_from_its_own_layer_and_those_below() {
    let height = |file: &str| LAYERS.iter().position(|known| *known == layer(file));
    let mut wrong = Vec::new();
    for (file, imports) in imports_of(RUNTIME).iter().filter(|(file, _)| file.as_str() != "lib.rs") {
        for (to, path) in imports.iter().filter(|(to, _)| height(to).is_none_or(|to| Some(to) > height(file))) {
            wrong.push(format!("{file} imports `{path}`, which is in {to}"));
        }
    }
    assert!(wrong.is_empty(), "imports from above:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let imports = imports_of(RUNTIME);
    let modules: BTreeSet<&str> = imports.keys().map(|file| layer(file)).filter(|module| *module != "lib").collect();
    assert_eq!(modules, BTreeSet::from(LAYERS));
}

#[test]
fn no_files_of_the_runtime_import_each_other() {
    let imports = imports_of(RUNTIME);
    let circles = circles::find(&imports).into_iter();
    let is_natural = |circle: &circles::Circle<'_>| {
        RECURSIVE.iter().any(|folder| circle.files.iter().all(|f| f.starts_with(folder)))
    };
    let circles: Vec<String> = circles.filter(|circle| !is_natural(circle)).map(|circle| circle.to_string()).collect();
    assert!(circles.is_empty(), "circles of files:\n{}", circles.join("\n"));
}

#[test]
fn no_files_of_the_other_crates_import_each_other() {
    for root in CRATES {
        let imports = imports_of(root);
        let circles: Vec<String> = circles::find(&imports).iter().map(ToString::to_string).collect();
        assert!(circles.is_empty(), "circles of files in {root}:\n{}", circles.join("\n"));
    }
}

/// The imports of a made-up crate.
fn imports_in(files: &[(&str, &str)]) -> Imports {
    let files: Files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    imports::read(&Modules::parse(&files, "lib.rs"))
}

fn imported<'i>(imports: &'i Imports, file: &str) -> Vec<&'i str> {
    imports[file].keys().map(String::as_str).collect()
}

#[test]
fn an_import_is_followed_to_the_file_that_defines_the_name() {
    let imports = imports_in(&[
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod inner; mod other; pub use self::inner::{Deep as Shown, *}; pub(crate) fn here() {}"),
        ("a/inner.rs", "pub struct Deep; pub struct Star; pub enum Kind { One }"),
        ("a/other.rs", "fn f() { super::here(); let _ = super::Kind::One; }"),
        ("b.rs", "use crate::a::{self, Shown}; fn f() { vec![a::Star]; Shown::new(); }"),
    ]);
    assert_eq!(imported(&imports, "b.rs"), ["a/inner.rs"]);
    assert_eq!(imported(&imports, "a/other.rs"), ["a/inner.rs", "a/mod.rs"]);
    assert!(imports["a/mod.rs"].is_empty(), "a list of exports is no import: {imports:?}");
}

#[test]
fn a_circle_is_found_with_its_shortest_way() {
    let imports = imports_in(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "pub struct B(Vec<crate::c::C>);"),
        ("c.rs", "pub struct C; macro_rules! m { () => { crate::a::A } }"),
        ("d.rs", "use crate::a::A; #[cfg(test)] mod tests { use super::super::b::B; }"),
    ]);
    let circles = circles::find(&imports);
    let [circle] = circles.as_slice() else { panic!("{} circles", circles.len()) };
    assert_eq!(circle.files, BTreeSet::from(["a.rs", "b.rs", "c.rs"]));
    assert!(circle.to_string().contains("a.rs: `crate::b::B` is in b.rs"), "{circle}");
    assert_eq!(imports["d.rs"], BTreeMap::from([("a.rs".to_owned(), "crate::a::A".to_owned())]));
}
