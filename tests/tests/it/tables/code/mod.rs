//! Tables as code: templates, and plans that change tables.

mod apply;
mod outputs;
mod plan;
mod several;
