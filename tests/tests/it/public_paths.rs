//! Every public name of `dkmio` has one path, and public data can grow.

use std::collections::HashMap;

use crate::layers::files;

/// The paths under `dkmio_core` that a file re-exports, and the module that each is in.
fn exports(source: &str) -> Vec<(String, String)> {
    let (mut exports, mut module, mut statement) = (Vec::new(), String::new(), String::new());
    for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            name.clone_into(&mut module);
        } else if line == "}" && statement.is_empty() {
            module.clear();
        } else if !statement.is_empty() || line.starts_with("pub use ") {
            statement.push_str(line);
            if let Some(tree) = statement.strip_suffix(';') {
                let tree = tree.trim_start_matches("pub use ");
                leaves("", tree, &mut |path| exports.push((path, module.clone())));
                statement.clear();
            }
        }
    }
    exports
}

/// The single paths of a `use` tree.
fn leaves(front: &str, tree: &str, found: &mut dyn FnMut(String)) {
    let Some((path, list)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        found(format!("{front}{}", path.trim()));
        return;
    };
    let list = list.trim_end_matches('}');
    for each in list.split(',').map(str::trim).filter(|each| !each.is_empty()) {
        leaves(&format!("{front}{path}"), each, found);
    }
}

#[test]
fn every_public_name_has_one_path() {
    let mut exports = exports(include_str!("../../../dkmio/src/lib.rs"));
    exports.extend(self::exports(include_str!("../../../dkmio/src/typing.rs")));
    assert!(exports.len() > 150, "only {} exports were found", exports.len());
    let mut known: HashMap<&str, &str> = HashMap::new();
    for (path, module) in &exports {
        assert!(
            !path.ends_with('*') && !path.ends_with("::self"),
            "`{path}` exports names that the list does not show"
        );
        if let Some(other) = known.insert(path, module) {
            panic!("`{path}` is exported twice: in `{other}` and in `{module}`");
        }
    }
    for (path, _) in &exports {
        let inside = exports.iter().find(|(other, _)| other.starts_with(&format!("{path}::")));
        assert!(inside.is_none(), "`{path}` is exported as a whole, and {inside:?} besides");
    }
}

#[test]
fn a_use_tree_is_read() {
    let source = "pub use a::b::{\n    C, d,\n};\n/// Text\npub mod m {\n    pub use a::e as f;\n}\npub use a::G;\n";
    let expected = [("a::b::C", ""), ("a::b::d", ""), ("a::e", "m"), ("a::G", "")];
    assert_eq!(exports(source), expected.map(|(path, module)| (path.to_owned(), module.to_owned())));
}

/// Public data that is exhaustive on purpose.
const EXHAUSTIVE: &[(&str, &[&str])] = &[
    // A caller handles every case. Another case must not pass unnoticed into a `_` arm.
    ("every case is handled", &["Change", "BatchGetResult", "PathStep"]),
    // Types without values.
    ("marker", &["Cosine", "DotProduct", "Euclidean"]),
    // `Set(["a"])` is how it is written.
    ("constructor", &["Set"]),
    // A test writes those it wants, and `..Probabilities::default()`.
    ("struct update", &["Probabilities"]),
    // Expansions write these as literals in constants of the caller's crate. Nobody else does, say the docs of `dkmio::table`.
    (
        "written by expansions",
        &[
            "CollectionDefinition",
            "EntityAttribute",
            "EntityDefinition",
            "EntityIndex",
            "IndexDefinition",
            "KeyAttribute",
            "KeySchema",
            "KeyTemplates",
            "ManagedAttributes",
            "SharedTable",
            "TableDefinition",
            "TimestampAttribute",
            "UniqueDefinition",
            "VectorIndexDefinition",
        ],
    ),
];

/// The enums, and the structs of which all fields are public, with whether they are `#[non_exhaustive]`.
fn public_data(source: &str) -> Vec<(String, bool)> {
    let file = syn::parse_file(source).expect("Rust");
    let is_public = |visibility: &syn::Visibility| matches!(visibility, syn::Visibility::Public(_));
    let marked = |attributes: &[syn::Attribute]| attributes.iter().any(|one| one.path().is_ident("non_exhaustive"));
    let data = file.items.iter().filter_map(|item| match item {
        syn::Item::Enum(item) if is_public(&item.vis) => Some((item.ident.to_string(), marked(&item.attrs))),
        syn::Item::Struct(item) if is_public(&item.vis) && !item.fields.is_empty() => {
            let all = item.fields.iter().all(|field| is_public(&field.vis));
            all.then(|| (item.ident.to_string(), marked(&item.attrs)))
        }
        _ => None,
    });
    data.collect()
}

/// The public data of a crate's folder that other crates could write as a literal or match exhaustively.
fn open_data(folder: &str, is_exported: impl Fn(&str) -> bool) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let data = files(&folder).into_values().flat_map(|source| public_data(&source));
    data.filter(|(name, is_marked)| !is_marked && is_exported(name)).map(|(name, _)| name).collect()
}

#[test]
fn public_data_is_non_exhaustive() {
    let exports = exports(include_str!("../../../dkmio/src/lib.rs"));
    let is_exported = |name: &str| exports.iter().any(|(path, _)| path.rsplit("::").next() == Some(name));
    let mut open = open_data("../dkmio-core/src", is_exported);
    open.extend(open_data("../dkmio-embedded/src", |_| true));
    open.sort_unstable();
    open.dedup();
    let mut expected: Vec<&str> = EXHAUSTIVE.iter().flat_map(|(_, names)| *names).copied().collect();
    expected.sort_unstable();
    assert_eq!(open, expected, "mark it `#[non_exhaustive]`, or list it with the reason");
}

#[test]
fn data_is_read_from_a_source() {
    let source = "pub enum A { B }\n#[non_exhaustive]\npub struct C { pub d: u8 }\npub struct E { pub f: u8, g: u8 }\n\
                  pub struct H;\nstruct I { pub j: u8 }\npub struct K(pub u8);";
    let expected = [("A", false), ("C", true), ("K", false)].map(|(name, is_marked)| (name.to_owned(), is_marked));
    assert_eq!(public_data(source), expected);
}
