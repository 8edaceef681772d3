//! The operations of the DynamoDB API.

/// A DynamoDB operation, by its name in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) is_write: bool,
}

impl Operation {
    pub(crate) const fn read(name: &'static str) -> Self {
        Self { name, is_write: false }
    }

    pub(crate) const fn write(name: &'static str) -> Self {
        Self { name, is_write: true }
    }
}
