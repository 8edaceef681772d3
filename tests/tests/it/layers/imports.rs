//! Which file of a crate uses which other file.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::modules::{Import, Modules, flatten};

/// For each file the files it uses, each with one path that says so.
pub(super) type Imports = BTreeMap<String, BTreeMap<String, String>>;

/// Reads the imports of all files. The `pub use` lines of a file that declares modules are a list of what they export, not
/// imports of that file.
pub(super) fn read(modules: &Modules) -> Imports {
    let mut imports = Imports::new();
    for (id, module) in modules.iter() {
        let mut paths = Paths::default();
        module.items.iter().for_each(|item| paths.visit_item(item));
        let listed = |import: &&Import| !(import.is_exported && modules.has_children(id));
        let uses = module.imports.iter().filter(listed).map(|import| import.path.clone());
        let all: BTreeSet<Vec<String>> = uses.chain(paths.found).collect();
        let from = imports.entry(module.file.clone()).or_default();
        for path in all {
            let definers: BTreeSet<&str> = modules.definers(id, &path).into_iter().map(|id| modules.file(id)).collect();
            // Of two files under one name by `#[cfg]`, each uses itself by that name.
            if definers.contains(module.file.as_str()) {
                continue;
            }
            for to in definers {
                from.entry(to.to_owned()).or_insert_with(|| path.join("::"));
            }
        }
    }
    imports
}

/// Collects every path of two or more names. A single name is in scope by a `use`, which is counted itself.
#[derive(Default)]
struct Paths {
    found: Vec<Vec<String>>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            self.found.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, _: &'ast syn::ItemUse) {}

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        if let syn::Stmt::Item(syn::Item::Use(inner)) = statement {
            let mut imports = Vec::new();
            flatten(&inner.tree, &mut Vec::new(), false, &mut imports);
            self.found.extend(imports.into_iter().map(|import| import.path));
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.visit_path(&called.path);
        paths_in(called.tokens.clone(), &mut self.found);
    }
}

/// Finds the paths in the tokens of a macro, which are no syntax tree.
fn paths_in(tokens: TokenStream, found: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Group(group) => paths_in(group.stream(), found),
            // Behind `::` a name belongs to another crate or to a type.
            TokenTree::Ident(_) if at >= 2 && is_colon(at - 1) && is_colon(at - 2) => {}
            TokenTree::Ident(first) => {
                let mut path = vec![first.to_string()];
                while is_colon(at + 1) && is_colon(at + 2) {
                    let Some(TokenTree::Ident(next)) = tokens.get(at + 3) else { break };
                    path.push(next.to_string());
                    at += 3;
                }
                if path.len() > 1 {
                    found.push(path);
                }
            }
            _ => {}
        }
        at += 1;
    }
}
