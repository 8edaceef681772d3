//! Errors in a line of a text.

use std::fmt;
use std::sync::Arc;

use super::{BoxError, Error, ErrorKind};

/// An error in one line of a text, such as an export.
#[derive(Debug)]
struct LineError {
    line: u64,
    source: Arc<dyn std::error::Error + Send + Sync>,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.source)
    }
}

impl std::error::Error for LineError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}

impl Error {
    /// Makes an error of a line, counted from 1. As for all sources, `Display` and `Debug` of `source` must not show a value.
    pub(crate) fn in_line(kind: ErrorKind, line: u64, source: impl Into<BoxError>) -> Self {
        Self::new(kind).with_source(LineError { line, source: source.into().into() })
    }

    /// Adds the line to an error of a source that is not in a line yet.
    pub(crate) fn at_line(self, line: u64) -> Self {
        self.change(|inner| {
            if let Some(source) = inner.source.take() {
                inner.source = Some(Arc::new(LineError { line, source }));
            }
        })
    }

    /// Returns the line, counted from 1, of a text that is read or written line by line, see `dkmio::json`.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        let source = std::error::Error::source(self)?;
        source.downcast_ref::<LineError>().map(|error| error.line)
    }
}
