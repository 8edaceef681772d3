//! Projections: the attributes that a read asks for, and how to find them in the items that DynamoDB returns.

use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

use super::error::ExpressionError;
use super::placeholders::{Placeholders, Text};
use crate::attribute::{Attribute, DocumentPath, Path, PathDepth, PathError, Stored};
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item, PathStep};
use crate::table::{Projects, Source};

/// The paths of a projection expression.
#[derive(Clone, Default)]
pub struct ProjectionPaths {
    wanted: Vec<DocumentPath>,
    extra: Vec<DocumentPath>,
}

/// Shows the paths that the caller asked for, as they are written.
impl fmt::Debug for ProjectionPaths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.wanted.iter().map(|path| path.to_string())).finish()
    }
}

impl ProjectionPaths {
    pub(crate) fn new(wanted: Vec<DocumentPath>) -> Self {
        Self { wanted, extra: Vec::new() }
    }

    /// Adds top-level attributes that dkmio needs and the caller did not ask for.
    pub(crate) fn also(mut self, names: impl Iterator<Item = &'static str>) -> Self {
        for name in names {
            let path = DocumentPath::top(name);
            // DynamoDB refuses a projection that names a path twice.
            if !self.wanted.contains(&path) && !self.extra.contains(&path) {
                self.extra.push(path);
            }
        }
        self
    }

    /// Returns the paths that the caller asked for.
    pub(crate) fn wanted(&self) -> &[DocumentPath] {
        &self.wanted
    }

    /// Returns whether the caller named no path. The read then returns whole items.
    pub(crate) fn is_everything(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Removes the attributes from an item that only [`Self::also`] asked for.
    pub(crate) fn strip(&self, item: &mut Item) {
        self.extra
            .iter()
            .map(DocumentPath::root)
            .filter(|name| self.is_extra(name))
            .for_each(|name| _ = item.remove(name));
    }

    /// Returns whether anything was added by [`Self::also`].
    pub(crate) fn has_extra(&self) -> bool {
        !self.is_everything() && !self.extra.is_empty()
    }

    /// Returns whether a top-level attribute was only added by [`Self::also`].
    pub(crate) fn is_extra(&self, name: &str) -> bool {
        self.has_extra()
            && self.extra.iter().any(|path| path.root() == name)
            && !self.wanted.iter().any(|path| path.root() == name)
    }

    pub(crate) fn render(&self, names: &mut Placeholders) -> Result<String, ExpressionError> {
        check_overlaps(self.wanted.iter())?;
        let mut out = Text::default();
        for (at, path) in self.wanted.iter().chain(&self.extra).enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            names.path(path, &mut out);
        }
        out.finish("projection")
    }

    /// Returns the position of the first wanted path that begins with this attribute.
    pub(crate) fn position_of(&self, attribute: &str) -> Option<usize> {
        self.wanted.iter().position(|path| path.root() == attribute)
    }

    /// Finds the value of a path in the value of its attribute, as it was returned.
    ///
    /// DynamoDB returns the list elements that were asked for without gaps. So an element stands at the number of smaller
    /// positions that were asked for, each counted once.
    fn find<'v>(&self, path: &DocumentPath, attribute: &'v AttributeValue) -> Option<&'v AttributeValue> {
        let mut value = attribute;
        for (at, step) in path.steps().iter().enumerate().skip(1) {
            value = match (step, value) {
                (PathStep::Name(name), AttributeValue::M(map)) => map.get(name.as_ref())?,
                (PathStep::Index(_), AttributeValue::L(list)) => list.get(self.rank(path.steps().get(..=at)?)?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Returns where the element that `prefix` ends at stands among the returned elements of its list.
    fn rank(&self, prefix: &[PathStep]) -> Option<usize> {
        let (last, list) = prefix.split_last()?;
        let PathStep::Index(position) = last else { return None };
        let mut asked: Vec<usize> = self
            .wanted
            .iter()
            .filter_map(|path| match path.steps().get(..prefix.len())?.split_last()? {
                (PathStep::Index(other), before) if before == list && other < position => Some(*other),
                _ => None,
            })
            .collect();
        asked.sort_unstable();
        // DynamoDB returns the selected elements of a list without gaps, so the position is the number of smaller
        // ones that were asked for.
        asked.dedup();
        Some(asked.len())
    }
}

/// The paths of a selection, prepared for many items.
#[derive(Debug, Clone)]
pub(crate) struct SelectedPaths {
    paths: ProjectionPaths,
    /// For each path the first one that begins with the same attribute.
    firsts: Vec<usize>,
}

impl SelectedPaths {
    pub(crate) fn new(paths: ProjectionPaths) -> Self {
        let firsts = paths.wanted.iter().map(|path| paths.position_of(path.root()).unwrap_or_default()).collect();
        Self { paths, firsts }
    }

    /// Reads the selected attributes of the item at the reader. The others are skipped.
    ///
    /// # Errors
    /// Returns an error if the text is malformed.
    pub(crate) fn read(&self, reader: &Reader<'_>) -> Result<SelectedValues<'_>, DecodeError> {
        let mut attributes: Vec<_> = self.firsts.iter().map(|_| None).collect();
        // Items are alike, and often have their attributes in the order of the selection.
        let mut expected = 0;
        let place_of = |name: &str| {
            let is_expected = self.paths.wanted.get(expected).is_some_and(|path| path.root() == name);
            let at = if is_expected { *self.firsts.get(expected)? } else { self.paths.position_of(name)? };
            expected = at + 1;
            Some(at)
        };
        json::selected_values(reader, place_of, &mut attributes)?;
        Ok(SelectedValues { selected: self, attributes, next: 0 })
    }
}

/// The selected attributes of one item, which a selection takes one path after another.
pub struct SelectedValues<'p> {
    selected: &'p SelectedPaths,
    /// The value of the attribute that each path begins with, at the first of the paths that do.
    attributes: Vec<Option<AttributeValue>>,
    next: usize,
}

impl SelectedValues<'_> {
    /// Decodes the value that the next path leads to. `decode` gets `None` if it is absent.
    fn decode_next<X>(
        &mut self,
        decode: impl FnOnce(Option<&AttributeValue>) -> Result<X, DecodeError>,
    ) -> Result<X, DecodeError> {
        let SelectedPaths { paths, firsts } = self.selected;
        let (Some(path), Some(first)) = (paths.wanted.get(self.next), firsts.get(self.next)) else {
            return decode(None);
        };
        self.next += 1;
        let attribute = self.attributes.get(*first).and_then(Option::as_ref);
        decode(attribute.and_then(|attribute| paths.find(path, attribute)))
            .map_err(|error| path.steps().iter().rev().fold(error, |error, step| error.within(step.clone())))
    }
}

/// Omits the values: items must not end up in logs.
impl fmt::Debug for SelectedValues<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelectedValues").field("paths", &self.selected.paths).finish_non_exhaustive()
    }
}

/// Parses paths given as text.
pub(crate) fn parse_paths<'p>(paths: impl IntoIterator<Item = &'p str>) -> Result<ProjectionPaths, PathError> {
    paths.into_iter().map(DocumentPath::parse).collect::<Result<_, _>>().map(ProjectionPaths::new)
}

/// Returns an error if one path leads into another. Of several such pairs it names the one given first.
pub(crate) fn check_overlaps<'p>(paths: impl Iterator<Item = &'p DocumentPath>) -> Result<(), ExpressionError> {
    let mut sorted: Vec<_> = paths.zip(0_usize..).collect();
    // Comparing all pairs would take quadratic time, and a selection may have thousands of paths.
    sorted.sort_unstable();
    // In sorted order a path that leads into another stands next to it, or next to others that do, so neighbors are enough.
    let overlapping = sorted.windows(2).filter_map(|pair| match pair {
        [(a, at), (b, other)] if a.overlaps(b) && at < other => Some((*at, *other, *a, *b)),
        [(a, at), (b, other)] if a.overlaps(b) => Some((*other, *at, *b, *a)),
        _ => None,
    });
    // Of several overlaps, the one that comes first in the order of the caller is reported.
    match overlapping.min() {
        Some((_, _, first, second)) if first == second => Err(ExpressionError::Twice { path: first.clone() }),
        Some((_, _, first, second)) => Err(ExpressionError::Overlap { first: first.clone(), second: second.clone() }),
        None => Ok(()),
    }
}

/// Attributes to select from the source `S`: one path, or a tuple of up to twelve.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected from `{S}`",
    label = "not an attribute or a tuple of attributes",
    note = "write `select(Orders::TOTAL)` or `select((Orders::TOTAL, Orders::STATUS))`"
)]
pub trait Selection<S> {
    /// The type that is read: the field's type, or a tuple of them.
    type Output;

    #[doc(hidden)]
    fn collect(&self, paths: &mut Vec<DocumentPath>);

    #[doc(hidden)]
    fn read(&self, values: &mut SelectedValues<'_>) -> Result<Self::Output, DecodeError>;
}

impl<S, A, V, P> Selection<S> for Path<A, V, P>
where
    S: Source + Projects<A>,
    A: Attribute<Owner = S::Table>,
    V: Stored,
    P: PathDepth<A, V>,
{
    type Output = P::Selected;

    fn collect(&self, paths: &mut Vec<DocumentPath>) {
        paths.push(self.clone().to_document_path());
    }

    fn read(&self, values: &mut SelectedValues<'_>) -> Result<P::Selected, DecodeError> {
        values.decode_next(P::decode)
    }
}

macro_rules! selections {
    ($($name:ident $at:tt),*) => {
        impl<S, $($name: Selection<S>),*> Selection<S> for ($($name,)*) {
            type Output = ($($name::Output,)*);

            fn collect(&self, paths: &mut Vec<DocumentPath>) {
                $(self.$at.collect(paths);)*
            }

            fn read(&self, values: &mut SelectedValues<'_>) -> Result<Self::Output, DecodeError> {
                Ok(($(self.$at.read(values)?,)*))
            }
        }
    };
}
selections!(A 0);
selections!(A 0, B 1);
selections!(A 0, B 1, C 2);
selections!(A 0, B 1, C 2, D 3);
selections!(A 0, B 1, C 2, D 3, E 4);
selections!(A 0, B 1, C 2, D 3, E 4, F 5);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
