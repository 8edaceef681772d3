//! Types and traits that stand in signatures for the compiler's sake. They are inferred or implemented by the derive macros; no program has
//! to name them. They have a path so that messages and signatures can.

pub use dkmio_core::attribute::{
    AddOperand, DeleteOperand, Element, HoldsValue, Nested, OperandValue, PathDepth, TopLevel, kind,
};
pub use dkmio_core::batch::Timestamps;
pub use dkmio_core::key::{
    CanonicalKey, EncodedKey, KeyText, PartType, SerdeForm, SortsAsValuesOf, StoredAsKey, StoredAsPart,
};
pub use dkmio_core::read::{HasOneOrder, SendsOneRequest};
pub use dkmio_core::table::{
    CollectionFields, Dkmio, FieldReads, Membership, ProjectsField, ReadsOneItem, SortKeyPart, SortKeyState,
    WrittenByCallers,
};
pub use dkmio_core::ttl::TtlField;
