//! Values that a function could return, by its declared type.

use std::collections::HashSet;

/// Types of other crates whose default is a value of its own.
const WITH_DEFAULT: [&str; 8] = ["HashMap", "HashSet", "BTreeMap", "BTreeSet", "VecDeque", "SdkBody", "Bytes", "Map"];

/// What is known of the types around a function.
pub(crate) struct Types<'t> {
    /// The types of the crate that have a `Default`.
    pub(crate) with_default: &'t HashSet<String>,
    /// The type whose `impl` the function is in.
    pub(crate) of_self: Option<&'t str>,
    /// Whether the function takes `self` by value.
    pub(crate) takes_self: bool,
}

/// Returns values of a function's return type that can be written without knowing the type's definition.
pub(crate) fn values(output: &syn::ReturnType, types: &Types<'_>) -> Vec<String> {
    match output {
        syn::ReturnType::Default => vec!["()".to_owned()],
        syn::ReturnType::Type(_, output) => of(output, types),
    }
}

/// Returns the names of the types in a file that have a `Default`.
pub(crate) fn with_default(file: &syn::File) -> Vec<String> {
    let derives = |attributes: &[syn::Attribute]| {
        attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
            attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().contains("Default"))
        })
    };
    let names = file.items.iter().filter_map(|item| match item {
        syn::Item::Struct(item) if derives(&item.attrs) => Some(item.ident.to_string()),
        syn::Item::Enum(item) if derives(&item.attrs) => Some(item.ident.to_string()),
        syn::Item::Impl(item) => {
            let (_, of, _) = item.trait_.as_ref()?;
            let syn::Type::Path(path) = &*item.self_ty else { return None };
            let is_default = of.segments.last().is_some_and(|last| last.ident == "Default");
            path.path.segments.last().filter(|_| is_default).map(|last| last.ident.to_string())
        }
        _ => None,
    });
    names.collect()
}

fn of(output: &syn::Type, types: &Types<'_>) -> Vec<String> {
    match output {
        syn::Type::Tuple(tuple) if tuple.elems.is_empty() => fixed(&["()"]),
        syn::Type::Tuple(tuple) => {
            // One value of the tuple is enough: its parts are rarely read one without the other.
            let parts: Vec<Vec<String>> = tuple.elems.iter().map(|part| of(part, types)).collect();
            let first: Option<Vec<&str>> = parts.iter().map(|values| values.first().map(String::as_str)).collect();
            first.map(|first| vec![format!("({})", first.join(", "))]).unwrap_or_default()
        }
        syn::Type::Reference(reference) if reference.mutability.is_none() => match &*reference.elem {
            syn::Type::Path(path) if path.path.is_ident("str") => fixed(&["\"\"", "\"xyzzy\""]),
            syn::Type::Slice(_) => fixed(&["&[]"]),
            _ => Vec::new(),
        },
        syn::Type::Path(path) => path.path.segments.last().map(|last| of_path(last, types)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn of_path(last: &syn::PathSegment, types: &Types<'_>) -> Vec<String> {
    match last.ident.to_string().as_str() {
        "Self" if types.takes_self => fixed(&["self"]),
        "bool" => fixed(&["true", "false"]),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => fixed(&["0", "1"]),
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => fixed(&["0", "1", "-1"]),
        "f32" | "f64" => fixed(&["0.0", "1.0"]),
        "String" => fixed(&["String::new()", "String::from(\"xyzzy\")"]),
        "Vec" => fixed(&["Vec::new()"]),
        "Duration" => fixed(&["::std::time::Duration::ZERO"]),
        "Option" => {
            let some = argument(last).map(|inner| of(inner, types)).unwrap_or_default();
            let some = some.into_iter().map(|value| format!("Some({value})"));
            std::iter::once("None".to_owned()).chain(some).collect()
        }
        "Result" => {
            let good = argument(last).map(|inner| of(inner, types)).unwrap_or_default();
            good.into_iter().map(|value| format!("Ok({value})")).collect()
        }
        name => {
            let name = if name == "Self" { types.of_self.unwrap_or_default() } else { name };
            let has_default = WITH_DEFAULT.contains(&name) || types.with_default.contains(name);
            if has_default { fixed(&["Default::default()"]) } else { Vec::new() }
        }
    }
}

/// Returns the first type between the angle brackets.
fn argument(segment: &syn::PathSegment) -> Option<&syn::Type> {
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

fn fixed(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
