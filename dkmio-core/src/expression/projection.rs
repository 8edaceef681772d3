//! Projections: the attributes that a read asks for, and how to find them in the items that DynamoDB returns.

use std::fmt;

use super::error::ExpressionError;
use super::placeholders::{Placeholders, Text};
use crate::attribute::{DocumentPath, PathError};
use crate::codec::{Item, PathStep};

/// The paths of a projection expression.
#[derive(Clone, Default)]
pub struct ProjectionPaths {
    wanted: Vec<DocumentPath>,
    /// List elements that are read as a whole, in place of the wanted paths that lead into them.
    whole: Vec<DocumentPath>,
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
        Self { wanted, whole: Vec::new(), extra: Vec::new() }
    }

    /// Makes the projection of a typed selection, which can find each of its paths in the items that DynamoDB returns.
    pub(crate) fn of_selection(wanted: Vec<DocumentPath>) -> Self {
        let mut whole: Vec<_> = wanted.iter().filter_map(|path| ambiguous_element(path, &wanted)).collect();
        whole.sort_unstable();
        // DynamoDB refuses a projection that names a path twice.
        whole.dedup();
        Self { wanted, whole, extra: Vec::new() }
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
        let partial = self.wanted.iter().filter(|path| self.whole_element(path).is_none());
        for (at, path) in partial.chain(&self.whole).chain(&self.extra).enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            names.path(path, &mut out);
        }
        out.finish("projection")
    }

    /// Returns the position of the first wanted path that begins with this attribute.
    pub(crate) fn position_of(&self, attribute: &str) -> Option<usize> {
        self.wanted.iter().position(|path| path.root() == attribute)
    }

    /// Returns the element that is read as a whole and that the path leads into.
    fn whole_element(&self, path: &DocumentPath) -> Option<&DocumentPath> {
        // No wanted path leads to what contains the element: it would overlap with those that lead into the element.
        self.whole.iter().find(|element| element.overlaps(path))
    }

    /// Returns the steps from an attribute to the end of a path, as DynamoDB returns the attribute.
    ///
    /// It returns the list elements that were asked for without gaps. So an element stands at the number of smaller
    /// positions that were asked for, each counted once.
    pub(super) fn returned_steps(&self, path: &DocumentPath) -> Vec<PathStep> {
        let steps = path.steps();
        // An element that is read as a whole is returned as it is stored.
        let selected = self.whole_element(path).map_or(steps.len(), |element| element.steps().len());
        let returned = |(at, step): (usize, &PathStep)| match step {
            PathStep::Index(_) if at < selected => {
                PathStep::Index(steps.get(..=at).map_or(0, |prefix| self.rank(prefix)))
            }
            _ => step.clone(),
        };
        steps.iter().enumerate().skip(1).map(returned).collect()
    }

    /// Returns where the element that `prefix` ends at stands among the returned elements of its list.
    fn rank(&self, prefix: &[PathStep]) -> usize {
        let Some((PathStep::Index(position), list)) = prefix.split_last() else { return 0 };
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
        asked.len()
    }
}

/// Returns the first list element on a path that DynamoDB might leave out while it returns a later element of the list.
///
/// DynamoDB leaves out an element if it has nothing that was asked for: of `items[0].zip` and `items[1].zip` it returns one
/// element if one item has no `zip`, and nothing tells which. An element that is asked for as a whole is left out only if the
/// list ends before it, and then every later element is left out, too.
fn ambiguous_element(path: &DocumentPath, wanted: &[DocumentPath]) -> Option<DocumentPath> {
    let steps = path.steps();
    // The last step is the value itself.
    (1..steps.len().saturating_sub(1)).find_map(|at| {
        let (list, element) = (steps.get(..at)?, steps.get(at)?);
        let is_later = |other: &DocumentPath| match (element, other.steps().get(at)) {
            (PathStep::Index(earlier), Some(PathStep::Index(later))) => {
                earlier < later && other.steps().starts_with(list)
            }
            _ => false,
        };
        wanted.iter().any(is_later).then(|| path.beginning(at + 1))
    })
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
