//! The modules of a crate, as its source files declare them, and where a path leads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::{Item, UseTree, Visibility};

/// The text of each file by its path below the crate's source folder, parts separated by `/`.
pub(crate) type Files = BTreeMap<String, String>;

/// Reads all files below a folder.
pub(crate) fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let entry = entry.expect("an entry");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else if name.ends_with(".rs") {
                files.insert(name, fs::read_to_string(entry.path()).expect("a text"));
            }
        }
    }
    files
}

/// The position of a module in [`Modules`].
pub(super) type Id = usize;

/// All modules of a crate; the root comes first. Code under `#[cfg(test)]` is left out.
#[derive(Default)]
pub(super) struct Modules(Vec<Module>);

/// A module. An inline module has the file of its parent.
#[derive(Default)]
pub(super) struct Module {
    /// The path of the file below the crate's source folder.
    pub(super) file: String,
    pub(super) items: Vec<Item>,
    parent: Option<Id>,
    /// Several modules may have one name, each under a `#[cfg]` of its own.
    children: Vec<(String, Id)>,
    defined: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
}

/// One name, or all names, that a `use` brings into a module.
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// `None` for `*`.
    name: Option<String>,
    /// Whether the `use` has a visibility of its own.
    pub(super) is_exported: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Module(Id),
    /// Anything else, by the module that defines it.
    Item(Id),
}

impl Modules {
    /// Parses a crate from the file of its root module.
    pub(super) fn parse(files: &Files, root: &str) -> Self {
        let mut modules = Self::default();
        modules.parse_file(files, root, None);
        modules
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Id, &Module)> {
        self.0.iter().enumerate()
    }

    pub(super) fn file(&self, id: Id) -> &str {
        &self.0[id].file
    }

    /// Whether modules are declared in this file: it may list what they export.
    pub(super) fn has_children(&self, id: Id) -> bool {
        !self.0[id].children.is_empty()
    }

    fn parse_file(&mut self, files: &Files, file: &str, parent: Option<Id>) -> Id {
        let text = files.get(file).unwrap_or_else(|| panic!("there is no file {file}"));
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.add(files, file, parsed.items, parent)
    }

    fn add(&mut self, files: &Files, file: &str, items: Vec<Item>, parent: Option<Id>) -> Id {
        let id = self.0.len();
        self.0.push(Module { file: file.to_owned(), parent, ..Module::default() });
        for item in items {
            if is_test(attributes(&item)) {
                continue;
            }
            match &item {
                Item::Mod(declared) => {
                    let child = match &declared.content {
                        Some((_, items)) => self.add(files, file, items.clone(), Some(id)),
                        None => self.parse_file(files, &file_of(declared, file, files), Some(id)),
                    };
                    self.0[id].children.push((declared.ident.to_string(), child));
                    continue;
                }
                Item::Use(import) => {
                    let is_exported = !matches!(import.vis, Visibility::Inherited);
                    flatten(&import.tree, &mut Vec::new(), is_exported, &mut self.0[id].imports);
                }
                _ => self.0[id].defined.extend(defined_name(&item)),
            }
            self.0[id].items.push(item);
        }
        id
    }

    /// The modules in which the thing at the end of `path` is defined, seen from the module `from`. Empty for names of
    /// other crates, and for a path that ends in a module: what is used of the module has a path of its own.
    pub(super) fn definers(&self, from: Id, path: &[String]) -> BTreeSet<Id> {
        let found = self.resolve(from, path, &mut BTreeSet::new());
        found.into_iter().filter_map(|found| if let Found::Item(id) = found { Some(id) } else { None }).collect()
    }

    fn resolve(&self, from: Id, path: &[String], seen: &mut BTreeSet<(Id, String)>) -> BTreeSet<Found> {
        let mut here = from;
        let mut path = path;
        let mut is_absolute = false;
        while let [first, rest @ ..] = path {
            match first.as_str() {
                "crate" => here = 0,
                "self" => {}
                "super" => here = self.0[here].parent.unwrap_or(here),
                _ => break,
            }
            is_absolute = true;
            path = rest;
        }
        let [name, rest @ ..] = path else {
            return if is_absolute { BTreeSet::from([Found::Module(here)]) } else { BTreeSet::new() };
        };
        let named = self.named(here, name, seen);
        let modules: Vec<Id> =
            named.iter().filter_map(|found| if let Found::Module(id) = found { Some(*id) } else { None }).collect();
        if rest.is_empty() || modules.is_empty() {
            // What follows the name of an item is a variant or an associated item.
            return named;
        }
        // A function may have the name of a module; only the module goes on.
        let below: Vec<String> = std::iter::once("self".to_owned()).chain(rest.iter().cloned()).collect();
        modules.into_iter().flat_map(|id| self.resolve(id, &below, seen)).collect()
    }

    /// What a name means in a module.
    fn named(&self, module: Id, name: &str, seen: &mut BTreeSet<(Id, String)>) -> BTreeSet<Found> {
        // Two modules may re-export each other's names by `*`.
        if !seen.insert((module, name.to_owned())) {
            return BTreeSet::new();
        }
        let here = &self.0[module];
        let mut found = BTreeSet::new();
        if here.defined.contains(name) {
            found.insert(Found::Item(module));
        }
        let children = here.children.iter().filter(|(child, _)| child == name);
        found.extend(children.map(|(_, child)| Found::Module(*child)));
        for import in here.imports.iter().filter(|import| import.name.as_deref() == Some(name)) {
            found.extend(self.resolve(module, &import.path, seen));
        }
        if found.is_empty() {
            for import in here.imports.iter().filter(|import| import.name.is_none()) {
                let mut path = import.path.clone();
                path.push(name.to_owned());
                found.extend(self.resolve(module, &path, seen));
            }
        }
        seen.remove(&(module, name.to_owned()));
        found
    }
}

/// The file of `mod name;` in `file`.
fn file_of(declared: &syn::ItemMod, file: &str, files: &Files) -> String {
    let (folder, stem) = file.rsplit_once('/').map_or(("", file), |(folder, name)| (folder, name));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    if let Some(path) = declared.attrs.iter().find_map(path_attribute) {
        return format!("{folder}{path}");
    }
    let owns_folder = stem == "mod.rs" || matches!(file, "lib.rs" | "main.rs");
    let folder = if owns_folder { folder } else { format!("{folder}{}/", stem.trim_end_matches(".rs")) };
    let flat = format!("{folder}{}.rs", declared.ident);
    if files.contains_key(&flat) { flat } else { format!("{folder}{}/mod.rs", declared.ident) }
}

fn path_attribute(attribute: &syn::Attribute) -> Option<String> {
    let value = &attribute.meta.require_name_value().ok().filter(|meta| meta.path.is_ident("path"))?.value;
    match value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// Splits a `use` into single names.
pub(super) fn flatten(tree: &UseTree, prefix: &mut Vec<String>, is_exported: bool, into: &mut Vec<Import>) {
    let mut add = |path: Vec<String>, name: Option<String>| into.push(Import { path, name, is_exported });
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, is_exported, into);
            prefix.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, prefix, is_exported, into)),
        UseTree::Glob(_) => add(prefix.clone(), None),
        UseTree::Name(name) if name.ident == "self" => add(prefix.clone(), prefix.last().cloned()),
        UseTree::Name(name) => add(joined(prefix, &name.ident), Some(name.ident.to_string())),
        UseTree::Rename(renamed) if renamed.ident == "self" => add(prefix.clone(), Some(renamed.rename.to_string())),
        UseTree::Rename(renamed) => add(joined(prefix, &renamed.ident), Some(renamed.rename.to_string())),
    }
}

fn joined(prefix: &[String], name: &syn::Ident) -> Vec<String> {
    prefix.iter().cloned().chain([name.to_string()]).collect()
}

fn defined_name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| {
        attribute.meta.require_list().is_ok_and(|list| {
            let condition = list.tokens.to_string();
            condition == "test" || condition.starts_with("all (test") || condition.starts_with("all(test")
        })
    })
}
