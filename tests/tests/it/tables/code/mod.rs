//! Tables as code: templates, and plans that change tables.

mod apply;
pub(crate) mod outputs;
mod plan;
mod several;
