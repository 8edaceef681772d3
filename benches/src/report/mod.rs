//! Tables, pages and charts, as text.

pub(crate) mod chart;
mod figures;
pub(crate) mod files;
pub(crate) mod markdown;
pub(crate) mod page;

pub(crate) use self::figures::{count, duration, ratio};
