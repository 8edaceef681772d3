//! Every public name of `dkmio` has one path.

use std::collections::HashMap;

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
