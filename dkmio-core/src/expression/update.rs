//! Update expressions.

use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

use super::error::ExpressionError;
use super::explained::redacted;
use super::placeholders::{Placeholders, Text};
use super::projection::check_overlaps;
use super::set_action::SetAction;
use crate::attribute::{DocumentPath, OperandValue, PathError};
use crate::codec::{self, Item, MAX_ITEM_SIZE, PathStep};
use crate::table::KeySchema;

/// The actions of one update. Within each clause they keep the order in which they were given.
#[derive(Clone, Default)]
pub struct UpdateExpression {
    set: Vec<(DocumentPath, SetAction)>,
    remove: Vec<DocumentPath>,
    add: Vec<(DocumentPath, AttributeValue)>,
    delete: Vec<(DocumentPath, AttributeValue)>,
    error: Option<ExpressionError>,
    /// The attributes that dkmio sets only where they are absent.
    for_new: Vec<&'static str>,
}

/// The effect of an update on a top-level attribute.
pub(crate) enum Change<'u> {
    /// It has this value, whatever it had before.
    Value(&'u AttributeValue),
    /// It is absent.
    Removed,
    /// Its value depends on the stored item. The path is that of the action.
    Unknown(&'u DocumentPath),
}

/// An action that takes a value, never another attribute.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ValueAction {
    IfNotExists,
    Increment,
    Decrement,
    Append,
    Prepend,
    Add,
    Delete,
}

impl UpdateExpression {
    /// Adds `SET a = value`. A value that is absent when it is stored, such as an empty set, removes the attribute. As an element of
    /// a list it is `NULL`.
    pub(crate) fn set(&mut self, path: Result<DocumentPath, PathError>, operand: OperandValue) {
        self.act(path, |update, path| match operand {
            // A position of a list cannot be absent: without the element, those behind it would move.
            OperandValue::Absent if matches!(path.steps().last(), Some(PathStep::Index(_))) => {
                update.set.push((path, SetAction::Value(OperandValue::Value(AttributeValue::Null(true)))));
                Ok(())
            }
            // An attribute that is set to `None` is absent when it is stored, and SET takes no absent value.
            OperandValue::Absent => {
                update.remove.push(path);
                Ok(())
            }
            OperandValue::Unencodable(source) => Err(ExpressionError::Encode { path, source }),
            OperandValue::Malformed(error) => Err(error.into()),
            OperandValue::Value(value) => {
                check_size(&path, &value)?;
                update.set.push((path, SetAction::Value(OperandValue::Value(value))));
                Ok(())
            }
            operand => {
                update.set.push((path, SetAction::Value(operand)));
                Ok(())
            }
        });
    }

    /// Adds `REMOVE a`.
    pub(crate) fn remove(&mut self, path: Result<DocumentPath, PathError>) {
        self.act(path, |update, path| {
            update.remove.push(path);
            Ok(())
        });
    }

    /// Adds an action with a value. An empty set to add or to delete is no action.
    pub(crate) fn value(&mut self, action: ValueAction, path: Result<DocumentPath, PathError>, operand: OperandValue) {
        self.act(path, |update, path| match plain(operand, &path)? {
            Some(value) => {
                action.check(&path, &value)?;
                update.push_value(action, path, value)
            }
            // The absent value of these is an empty set. To add or delete no elements changes nothing.
            None if matches!(action, ValueAction::Add | ValueAction::Delete) => Ok(()),
            None => Err(ExpressionError::Absent { path }),
        });
    }

    /// Adds a `list_append` of elements. An empty list is no action.
    pub(crate) fn list(
        &mut self,
        action: ValueAction,
        path: Result<DocumentPath, PathError>,
        elements: impl Iterator<Item = OperandValue>,
    ) {
        self.act(path, |update, path| {
            // A position of a list cannot be absent, so `None` is `NULL` there, as in a list that is put.
            let elements: Vec<_> = elements
                .map(|element| Ok(plain(element, &path)?.unwrap_or(AttributeValue::Null(true))))
                .collect::<Result<_, ExpressionError>>()?;
            // Sent without elements, the action would create an empty list where the attribute is absent.
            if elements.is_empty() { Ok(()) } else { update.push_value(action, path, AttributeValue::L(elements)) }
        });
    }

    fn act(
        &mut self,
        path: Result<DocumentPath, PathError>,
        action: impl FnOnce(&mut Self, DocumentPath) -> Result<(), ExpressionError>,
    ) {
        let done = path.map_err(ExpressionError::from).and_then(|path| action(self, path));
        if let Err(error) = done {
            // The request reports the first mistake.
            self.error.get_or_insert(error);
        }
    }

    fn push_value(
        &mut self,
        action: ValueAction,
        path: DocumentPath,
        value: AttributeValue,
    ) -> Result<(), ExpressionError> {
        check_size(&path, &value)?;
        let set = match action {
            ValueAction::Add => {
                self.add.push((path, value));
                return Ok(());
            }
            ValueAction::Delete => {
                self.delete.push((path, value));
                return Ok(());
            }
            ValueAction::IfNotExists => SetAction::IfNotExists(value),
            ValueAction::Increment => SetAction::Count("+", value),
            ValueAction::Decrement => SetAction::Count("-", value),
            ValueAction::Append => SetAction::Append(value),
            ValueAction::Prepend => SetAction::Prepend(value),
        };
        self.set.push((path, set));
        Ok(())
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &DocumentPath> + Clone {
        let set = self.set.iter().map(|(path, _)| path);
        let add = self.add.iter().map(|(path, _)| path);
        let delete = self.delete.iter().map(|(path, _)| path);
        set.chain(&self.remove).chain(add).chain(delete)
    }

    /// Returns whether the update has no action. A mistake in one of its actions counts as an action.
    pub(crate) fn is_empty(&self) -> bool {
        self.error.is_none() && self.paths().next().is_none()
    }

    /// Returns the value that a top-level attribute is set to, whatever it had before. It is checked if it is an index key.
    pub(crate) fn value_set(&self, name: &str) -> Option<&AttributeValue> {
        let (_, action) = self.set.iter().find(|(path, _)| path.steps().len() == 1 && path.root() == name)?;
        match action {
            SetAction::Value(OperandValue::Value(value)) | SetAction::IfNotExists(value) => Some(value),
            _ => None,
        }
    }

    /// Returns whether an action of the update is on a top-level attribute or on something in it.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.paths().any(|path| path.root() == name)
    }

    /// Returns the effect of the update on a top-level attribute, or `None` if it has none.
    pub(crate) fn change(&self, name: &str) -> Option<Change<'_>> {
        let path = self.paths().find(|path| path.root() == name)?;
        if path.steps().len() > 1 {
            return Some(Change::Unknown(path));
        }
        if self.remove.contains(path) {
            return Some(Change::Removed);
        }
        Some(match self.set.iter().find(|(set, _)| set == path) {
            Some((_, SetAction::Value(OperandValue::Value(value)))) => Change::Value(value),
            _ => Change::Unknown(path),
        })
    }

    /// Sets an attribute that dkmio writes, if `only_new` only where it is absent.
    pub(crate) fn set_derived(&mut self, name: &'static str, value: AttributeValue, only_new: bool) {
        let action = if only_new {
            self.for_new.push(name);
            SetAction::IfNotExists(value)
        } else {
            SetAction::Value(OperandValue::Value(value))
        };
        self.set.push((DocumentPath::top(name), action));
    }

    /// Removes an attribute that dkmio writes.
    pub(super) fn remove_derived(&mut self, name: &'static str) {
        self.remove.push(DocumentPath::top(name));
    }

    /// Adds 1 to a number that dkmio writes, from 0 if it is absent.
    pub(super) fn increment_derived(&mut self, name: &'static str) {
        let one = AttributeValue::N("1".to_owned());
        self.set.push((DocumentPath::top(name), SetAction::Count("+", one)));
    }

    /// Returns whether an item is in the state in which this update leaves it. This is only known of an update whose
    /// result does not depend on the stored item.
    pub(crate) fn is_carried_out_in(&self, item: &Item) -> bool {
        // Whether an action on a part of a document was carried out cannot be seen: another writer may have changed
        // the rest. Such an update counts as not carried out.
        let is_top = |path: &DocumentPath| path.steps().len() == 1;
        let is_set = |(path, action): &(DocumentPath, SetAction)| {
            is_top(path)
                && item.get(path.root()).is_some_and(|stored| match action {
                    SetAction::Value(OperandValue::Value(value)) => codec::is_same_value(stored, value),
                    // What dkmio sets for a new item stays as it is in one that exists.
                    SetAction::IfNotExists(_) => self.for_new.contains(&path.root()),
                    _ => false,
                })
        };
        let is_removed = |path: &DocumentPath| is_top(path) && item.get(path.root()).is_none();
        self.error.is_none()
            && self.add.is_empty()
            && self.delete.is_empty()
            && self.set.iter().all(is_set)
            && self.remove.iter().all(is_removed)
    }

    /// Returns the paths into documents, whose parents have to exist when the update is carried out.
    pub(crate) fn nested_paths(&self) -> impl Iterator<Item = &DocumentPath> {
        let set = self.set.iter().map(|(path, _)| path);
        let set_members = self.add.iter().chain(&self.delete).map(|(path, _)| path);
        set.chain(&self.remove).chain(set_members).filter(|path| path.steps().len() > 1)
    }

    /// Refuses an update without an action.
    pub(crate) fn check_not_empty(&self) -> Result<(), ExpressionError> {
        if self.is_empty() { Err(ExpressionError::EmptyUpdate) } else { Ok(()) }
    }

    pub(crate) fn check(&self, key: &KeySchema) -> Result<(), ExpressionError> {
        // A mistake leaves its action out, so the other checks would not see the whole update.
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        if let Some(path) = self.paths().find(|path| key.contains(path.root())) {
            return Err(ExpressionError::KeyUpdate { path: path.clone() });
        }
        check_overlaps(self.paths())
    }

    pub(crate) fn render(&self, names: &mut Placeholders) -> Result<String, ExpressionError> {
        let mut out = Text::default();
        self.write(names, &mut out)?;
        out.finish("update")
    }

    fn write(&self, names: &mut Placeholders, out: &mut Text) -> Result<(), ExpressionError> {
        clause("SET ", &self.set, out, |(path, action), out| action.write(path, names, out))?;
        clause("REMOVE ", &self.remove, out, |path, out| {
            out.operator();
            names.path(path, out);
            Ok(())
        })?;
        for (name, entries) in [("ADD ", &self.add), ("DELETE ", &self.delete)] {
            clause(name, entries, out, |(path, value), out| {
                out.operator();
                names.path(path, out);
                out.push_str(" ");
                names.value(value.clone(), out);
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// Shows the expression without its values.
impl fmt::Debug for UpdateExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = &self.error {
            return write!(f, "<{error}>");
        }
        redacted(f, |names, out| self.write(names, out))
    }
}

impl ValueAction {
    /// Refuses a value of a type that DynamoDB refuses for the action, whatever is stored.
    fn check(self, path: &DocumentPath, value: &AttributeValue) -> Result<(), ExpressionError> {
        let is_set = matches!(value, AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_));
        let (fits, action, expected) = match self {
            Self::Increment => (value.is_n(), "increment", "a number"),
            Self::Decrement => (value.is_n(), "decrement", "a number"),
            Self::Add => (value.is_n() || is_set, "add", "a number or a collection of strings, numbers or binary"),
            Self::Delete => (is_set, "delete", "a collection of strings, numbers or binary"),
            Self::IfNotExists | Self::Append | Self::Prepend => return Ok(()),
        };
        if fits {
            return Ok(());
        }
        Err(ExpressionError::ActionType { path: path.clone(), action, expected, found: codec::kind(value) })
    }
}

/// Refuses a value that fits into no item.
fn check_size(path: &DocumentPath, value: &AttributeValue) -> Result<(), ExpressionError> {
    let bytes = codec::value_size(value);
    if bytes > MAX_ITEM_SIZE { Err(ExpressionError::ValueTooLarge { path: path.clone(), bytes }) } else { Ok(()) }
}

/// Returns the value, or `None` if it is absent when stored. Refuses a path.
fn plain(operand: OperandValue, path: &DocumentPath) -> Result<Option<AttributeValue>, ExpressionError> {
    match operand {
        OperandValue::Value(value) => Ok(Some(value)),
        OperandValue::Absent => Ok(None),
        OperandValue::Path(_) | OperandValue::Size(_) => Err(ExpressionError::PathAsElement { path: path.clone() }),
        OperandValue::Unencodable(source) => Err(ExpressionError::Encode { path: path.clone(), source }),
        OperandValue::Malformed(error) => Err(error.into()),
    }
}

fn clause<E>(
    name: &str,
    entries: &[E],
    out: &mut Text,
    mut write: impl FnMut(&E, &mut Text) -> Result<(), ExpressionError>,
) -> Result<(), ExpressionError> {
    for (at, entry) in entries.iter().enumerate() {
        match at {
            0 if out.is_empty() => out.push_str(name),
            0 => out.push(format_args!(" {name}")),
            _ => out.push_str(", "),
        }
        write(entry, out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
