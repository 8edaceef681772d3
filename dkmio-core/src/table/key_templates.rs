//! The templates of a key.

use crate::template::{Template, is_same_text};

/// The templates of a key. A side without a template is made of declared attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTemplates {
    /// The template of the partition key.
    pub partition: Option<Template>,
    /// The template of the sort key.
    pub sort: Option<Template>,
}

impl KeyTemplates {
    /// A key of declared attributes.
    pub const NONE: Self = Self { partition: None, sort: None };

    pub(super) const fn write(&self, name: &str) -> bool {
        // `Option::is_some_and` cannot be called in a constant.
        let partition = match self.partition {
            Some(template) => is_same_text(template.key, name),
            None => false,
        };
        let sort = match self.sort {
            Some(template) => is_same_text(template.key, name),
            None => false,
        };
        partition || sort
    }

    /// Returns the templates, that of the partition key first.
    pub fn iter(&self) -> impl Iterator<Item = &Template> {
        self.partition.iter().chain(&self.sort)
    }
}
