//! The kinds of operands, which tell the implementations of [`Operand`](super::Operand) apart. They are always inferred.

use std::marker::PhantomData;

/// The operand is a value of the attribute's type.
#[derive(Debug)]
pub struct Value;

/// The operand is any value that serde can write.
#[derive(Debug)]
pub struct Serde;

/// The operand is an `AttributeValue`.
#[derive(Debug)]
pub struct AttributeValue;

/// The operand is an attribute that `O` declares.
#[derive(Debug)]
pub struct Path<O>(PhantomData<fn() -> O>);

/// The operand is an attribute that `O` declares, compared with one that is not declared.
#[derive(Debug)]
pub struct DeclaredPath<O>(PhantomData<fn() -> O>);

/// The operand is an attribute that is not declared.
#[derive(Debug)]
pub struct UntypedPath;

/// The operand is an `Option`, which no attribute can be compared with.
#[derive(Debug)]
pub struct Absence;

/// The type of an undeclared attribute: any value.
#[derive(Debug)]
pub struct Any;
