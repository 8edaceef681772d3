//! Conditions, filters, key conditions, projections and updates: small trees, rendered once per request.
//!
//! Every name and every value has a numbered placeholder. So no list of reserved words is needed, no two expressions of a
//! request collide, and the service's messages quote no data of the caller.

mod compare;
mod compare_untyped;
mod condition;
mod entity_filter;
mod error;
mod expiry;
mod explained;
mod implied;
mod key_condition;
pub mod limits;
mod of_attribute;
mod placeholders;
mod projection;
mod render;
mod selected;
mod selection;
mod set_action;
mod size;
#[cfg(test)]
mod tests;
mod update;
mod update_keys;
mod update_managed;
mod update_target;

pub use condition::Condition;
pub(crate) use condition::{ConditionNode, LeftOperand};
pub(crate) use entity_filter::is_entity;
pub use error::ExpressionError;
pub(crate) use expiry::{has_expired, is_live, is_not_live};
pub(crate) use explained::readable_text;
pub use explained::{readable_attributes, readable_value};
pub use key_condition::KeyCondition;
pub(crate) use key_condition::KeyRange;
pub(crate) use of_attribute::{equals_condition, exists_condition, missing_condition, none_condition};
pub use placeholders::Placeholders;
pub use projection::ProjectionPaths;
pub(crate) use projection::parse_paths;
pub(crate) use render::RenderedCondition;
pub(crate) use selected::SelectedPaths;
pub use selected::SelectedValues;
pub use selection::Selection;
pub use size::{AttributeType, Size};
pub use update::UpdateExpression;
pub(crate) use update::{Change, ValueAction};
pub(crate) use update_keys::{AsRead, EntityUpdate};
pub(crate) use update_managed::VersionChange;
pub use update_target::{RemoveTarget, UpdateTarget};
