//! Conditions as trees.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use aws_sdk_dynamodb::types::AttributeValue;

use super::explained::redacted;
use super::limits;
use crate::attribute::{DocumentPath, OperandValue, PathError};
use crate::codec::number;

/// A condition or filter on items of `T`: `ConditionExpression`, `FilterExpression`.
///
/// Made from attributes (`Orders::TOTAL.gte(100)`) and joined with [`and`](Self::and), [`or`](Self::or) and `!`, with `&` and `|`, or
/// as a list with [`all`](Self::all) and [`any`](Self::any). Given to `filter` of a read and to `condition` of a write. It is a value: it
/// can be stored, returned and cloned.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |db| {
/// let open = Orders::STATUS.eq("PENDING") | Orders::STATUS.eq("DRAFT");
/// let large = open & !Orders::TOTAL.lt(100);
/// assert_eq!(
///     format!("{large:?}"),
///     "Condition((status = .. OR status = ..) AND NOT total < ..)"
/// );
/// assert_eq!(Orders::query("ana").filter(large).count(&db).await?, 1);
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a condition does nothing until it is given to a request"]
pub struct Condition<T> {
    node: ConditionNode,
    /// How deep conditions nest.
    levels: usize,
    // `fn() -> T` keeps a condition `Send` and `Sync` whatever `T` is.
    of: PhantomData<fn() -> T>,
}

impl<T> Condition<T> {
    pub(crate) fn new(node: ConditionNode) -> Self {
        Self { node, levels: 0, of: PhantomData }
    }

    /// Returns a condition that contains others. It drops one that nests deeper than DynamoDB takes operators: DynamoDB
    /// would refuse it anyway, and walking or dropping a tree that deep would overflow the stack.
    fn nested(node: ConditionNode, levels: usize) -> Self {
        if levels > limits::OPERATORS {
            Self::new(ConditionNode::TooDeep)
        } else {
            Self { node, levels, of: PhantomData }
        }
    }

    /// Joins two conditions. AND in AND and OR in OR become one.
    fn joined(
        self,
        other: Self,
        join: fn(ConditionNode, ConditionNode) -> ConditionNode,
        joins: fn(&ConditionNode) -> bool,
    ) -> Self {
        // A list that joins one of the same kind adds no level.
        let inside = |part: &Self| if joins(&part.node) { part.levels } else { part.levels + 1 };
        let levels = match (&self.node, &other.node) {
            // A constant is folded away.
            (ConditionNode::Constant(_), _) => other.levels,
            (_, ConditionNode::Constant(_)) => self.levels,
            _ => inside(&self).max(inside(&other)),
        };
        Self::nested(join(self.node, other.node), levels)
    }

    /// Joins two conditions with AND.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let pending = Orders::STATUS.eq("PENDING").and(Orders::TOTAL.lt(100));
    /// assert_eq!(Orders::query("ana").filter(pending).count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "AND")]
    pub fn and(self, other: Self) -> Self {
        self.joined(other, ConditionNode::and, |node| matches!(node, ConditionNode::And(_)))
    }

    /// Joins two conditions with OR.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let either = Orders::TOTAL.lt(100).or(Orders::TOTAL.gt(500));
    /// assert_eq!(Orders::query("ana").filter(either).count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "OR")]
    pub fn or(self, other: Self) -> Self {
        self.joined(other, ConditionNode::or, |node| matches!(node, ConditionNode::Or(_)))
    }

    /// Joins conditions with AND.
    ///
    /// An empty list is always true: a write with it is unconditional. Check a list that is made at run time before it
    /// guards a write.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::Condition;
    ///
    /// let mut wanted = vec![Orders::STATUS.eq("PENDING")];
    /// wanted.push(Orders::TOTAL.lt(100));
    /// let orders = Orders::query("ana").filter(Condition::all(wanted));
    /// assert_eq!(orders.count(&db).await?, 1);
    ///
    /// // No condition guards this delete.
    /// Orders::delete(("ana", "o1")).condition(Condition::all([])).send(&db).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        conditions.into_iter().fold(Self::new(ConditionNode::Constant(true)), Self::and)
    }

    /// Joins conditions with OR.
    ///
    /// An empty list is never true: a read with it finds nothing and sends no request, and a write with it is refused
    /// before it is sent. But an empty [`all`](Self::all) inside the list is always true, and so is the whole: a write with
    /// it is unconditional.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// use dkmio::Condition;
    ///
    /// let statuses = ["PENDING", "SHIPPED"]; // from a user
    /// let any = Condition::any(statuses.map(|status| Orders::STATUS.eq(status)));
    /// assert_eq!(Orders::query("ana").filter(any).count(&db).await?, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        conditions.into_iter().fold(Self::new(ConditionNode::Constant(false)), Self::or)
    }

    pub(crate) fn into_node(self) -> ConditionNode {
        self.node
    }
}

impl<T> Not for Condition<T> {
    type Output = Self;

    fn not(self) -> Self {
        let levels =
            // A double negation cancels out.
            if matches!(self.node, ConditionNode::Not(_)) { self.levels.saturating_sub(1) } else { self.levels + 1 };
        Self::nested(self.node.negate(), levels)
    }
}

impl<T> BitAnd for Condition<T> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<T> BitOr for Condition<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<T> Clone for Condition<T> {
    fn clone(&self) -> Self {
        Self { node: self.node.clone(), levels: self.levels, of: PhantomData }
    }
}

/// Writes the text of `explain` with `..` for each value: `Condition(status = .. AND total > ..)`.
impl<T> fmt::Debug for Condition<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({:?})", self.node)
    }
}

/// One node of a condition.
#[derive(Clone)]
pub(crate) enum ConditionNode {
    /// Always true or always false. It stands alone: joining removes it.
    Constant(bool),
    /// Conditions that nest deeper than DynamoDB takes operators.
    TooDeep,
    /// `left operator right`
    Compare(LeftOperand, &'static str, OperandValue),
    /// `left BETWEEN low AND high`
    Between(LeftOperand, OperandValue, OperandValue),
    /// `left IN (..)`
    In(LeftOperand, Vec<OperandValue>),
    /// `function(path)` or `function(path, operand)`
    Function(&'static str, LeftOperand, Option<OperandValue>),
    Not(Box<Self>),
    And(VecDeque<Self>),
    Or(VecDeque<Self>),
}

/// Shows the condition without its values.
impl fmt::Debug for ConditionNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The expression of a constant is empty.
            Self::Constant(value) => write!(f, "{value}"),
            node => redacted(f, |names, out| node.write(names, out)),
        }
    }
}

/// The left side of an operator: an attribute, or its size.
#[derive(Debug, Clone)]
pub(crate) enum LeftOperand {
    Path(DocumentPath),
    Size(DocumentPath),
    /// A malformed path. The methods that make conditions return no `Result`, so the request reports it.
    Malformed(PathError),
}

impl ConditionNode {
    pub(super) fn one_of(left: LeftOperand, operands: Vec<OperandValue>) -> Self {
        // DynamoDB refuses an `IN` without operands, which could never hold.
        if operands.is_empty() { Self::Constant(false) } else { Self::In(left, operands) }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            // Expressions have no literal for true or false, so constants are folded here.
            (Self::Constant(true), node) | (node, Self::Constant(true)) => node,
            (Self::Constant(false), _) | (_, Self::Constant(false)) => Self::Constant(false),
            (left, right) => {
                Self::And(joined(left.split_and().unwrap_or_else(one), right.split_and().unwrap_or_else(one)))
            }
        }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Constant(false), node) | (node, Self::Constant(false)) => node,
            (Self::Constant(true), _) | (_, Self::Constant(true)) => Self::Constant(true),
            (left, right) => {
                Self::Or(joined(left.split_or().unwrap_or_else(one), right.split_or().unwrap_or_else(one)))
            }
        }
    }

    #[allow(clippy::result_large_err, reason = "the error is the condition itself, handed back")]
    fn split_and(self) -> Result<VecDeque<Self>, Self> {
        if let Self::And(nodes) = self { Ok(nodes) } else { Err(self) }
    }

    #[allow(clippy::result_large_err, reason = "the error is the condition itself, handed back")]
    fn split_or(self) -> Result<VecDeque<Self>, Self> {
        if let Self::Or(nodes) = self { Ok(nodes) } else { Err(self) }
    }

    pub(crate) fn negate(self) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(!value),
            Self::Not(inner) => *inner,
            node => Self::Not(Box::new(node)),
        }
    }

    /// Returns whether [`split_long_in`](Self::split_long_in) changes anything.
    pub(crate) fn has_long_in(&self) -> bool {
        match self {
            Self::In(_, operands) => operands.len() > limits::IN_OPERANDS,
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().any(Self::has_long_in),
            Self::Not(inner) => inner.has_long_in(),
            _ => false,
        }
    }

    /// Splits every `IN` with more operands than the service takes into several. Only for filters, whose cost does not
    /// depend on the number of operators.
    pub(crate) fn split_long_in(self) -> Self {
        match self {
            Self::In(left, operands) if operands.len() > limits::IN_OPERANDS => {
                let parts = operands.chunks(limits::IN_OPERANDS);
                Self::Or(parts.map(|part| Self::In(left.clone(), part.to_vec())).collect())
            }
            Self::And(all) => Self::And(all.into_iter().map(Self::split_long_in).collect()),
            // An `IN` that was split is an OR, which `or` joins with this one.
            Self::Or(any) => any.into_iter().map(Self::split_long_in).fold(Self::Constant(false), Self::or),
            Self::Not(inner) => Self::Not(Box::new(inner.split_long_in())),
            node => node,
        }
    }

    /// Calls `visit` with every path that the condition names.
    pub(crate) fn paths(&self, visit: &mut dyn FnMut(&DocumentPath)) {
        match self {
            Self::Constant(_) | Self::TooDeep => {}
            Self::Compare(left, _, operand) => {
                left.paths(visit);
                operand_paths(operand, visit);
            }
            Self::Between(left, low, high) => {
                left.paths(visit);
                operand_paths(low, visit);
                operand_paths(high, visit);
            }
            Self::In(left, operands) => {
                left.paths(visit);
                operands.iter().for_each(|operand| operand_paths(operand, visit));
            }
            Self::Function(_, left, operand) => {
                left.paths(visit);
                operand.iter().for_each(|operand| operand_paths(operand, visit));
            }
            Self::Not(inner) => inner.paths(visit),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.paths(visit)),
        }
    }
}

fn operand_paths(operand: &OperandValue, visit: &mut dyn FnMut(&DocumentPath)) {
    if let OperandValue::Path(path) | OperandValue::Size(path) = operand {
        visit(path);
    }
}

fn one(node: ConditionNode) -> VecDeque<ConditionNode> {
    VecDeque::from([node])
}

/// Joins two lists by moving the shorter one. A loop that adds one condition per turn, on whichever side, would take
/// quadratic time if the list it has built were moved or shifted in each turn.
fn joined(mut left: VecDeque<ConditionNode>, mut right: VecDeque<ConditionNode>) -> VecDeque<ConditionNode> {
    if left.len() >= right.len() {
        left.append(&mut right);
        return left;
    }
    for node in left.into_iter().rev() {
        right.push_front(node);
    }
    right
}

/// Returns whether the first value is greater than the second. Values of different types do not compare.
pub(crate) fn is_above(low: &AttributeValue, high: &AttributeValue) -> bool {
    match (low, high) {
        (AttributeValue::S(low), AttributeValue::S(high)) => low > high,
        (AttributeValue::B(low), AttributeValue::B(high)) => low.as_ref() > high.as_ref(),
        // As text `10` would be below `9`.
        (AttributeValue::N(low), AttributeValue::N(high)) => {
            number::compare(low, high).is_ok_and(|order| order.is_gt())
        }
        _ => false,
    }
}

impl LeftOperand {
    pub(crate) fn of(path: Result<DocumentPath, PathError>) -> Self {
        path.map_or_else(Self::Malformed, Self::Path)
    }

    pub(super) fn is_attribute(&self) -> bool {
        !matches!(self, Self::Malformed(_))
    }

    fn paths(&self, visit: &mut dyn FnMut(&DocumentPath)) {
        if let Self::Path(path) | Self::Size(path) = self {
            visit(path);
        }
    }
}
