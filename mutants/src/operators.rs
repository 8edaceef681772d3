//! What stands in the place of an operator, a condition or a method.

use syn::{BinOp, Expr};

/// Returns the operator that replaces another. A comparison is changed at its boundary; its negation is a change of
/// its own.
pub(crate) fn other(operator: &BinOp) -> Option<&'static str> {
    Some(match operator {
        BinOp::Lt(_) => "<=",
        BinOp::Le(_) => "<",
        BinOp::Gt(_) => ">=",
        BinOp::Ge(_) => ">",
        BinOp::And(_) => "||",
        BinOp::Or(_) => "&&",
        BinOp::Add(_) => "-",
        BinOp::Sub(_) => "+",
        BinOp::Mul(_) => "+",
        BinOp::Div(_) => "*",
        BinOp::Rem(_) => "/",
        BinOp::BitAnd(_) => "|",
        BinOp::BitOr(_) => "&",
        BinOp::BitXor(_) => "|",
        BinOp::Shl(_) => ">>",
        BinOp::Shr(_) => "<<",
        BinOp::AddAssign(_) => "-=",
        BinOp::SubAssign(_) => "+=",
        BinOp::MulAssign(_) => "+=",
        BinOp::DivAssign(_) => "*=",
        BinOp::BitAndAssign(_) => "|=",
        BinOp::BitOrAssign(_) => "&=",
        BinOp::BitXorAssign(_) => "|=",
        BinOp::ShlAssign(_) => ">>=",
        BinOp::ShrAssign(_) => "<<=",
        _ => return None,
    })
}

/// Returns true for an operator whose result is a `bool` that can be negated.
pub(crate) fn is_comparison(operator: &BinOp) -> bool {
    matches!(operator, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_))
}

/// Returns true if a condition binds names, so that it cannot be put in parentheses.
pub(crate) fn binds(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

/// Returns the parts of a condition that can be negated and that no change inside them negates already.
pub(crate) fn conditions(expression: &Expr) -> Vec<&Expr> {
    match expression {
        Expr::Binary(binary) if binds(expression) => {
            let mut parts = conditions(&binary.left);
            parts.extend(conditions(&binary.right));
            parts
        }
        Expr::Let(_) => Vec::new(),
        _ if is_changed_inside(expression) => Vec::new(),
        _ => vec![expression],
    }
}

fn is_changed_inside(expression: &Expr) -> bool {
    match expression {
        Expr::Binary(_) | Expr::Unary(_) => true,
        Expr::MethodCall(call) => is_predicate(&call.method.to_string()),
        Expr::Paren(inner) => is_changed_inside(&inner.expr),
        _ => false,
    }
}

/// Returns true if `!` is before an expression that no change negates yet.
pub(crate) fn is_negated_once(inner: &Expr) -> bool {
    !is_changed_inside(inner)
}

/// Returns true if a method of this name returns a `bool`, as far as its name tells.
pub(crate) fn is_predicate(name: &str) -> bool {
    name.starts_with("is_")
        || name.starts_with("has_")
        || name.starts_with("needs_")
        || matches!(name, "contains" | "contains_key" | "starts_with" | "ends_with" | "any" | "all" | "eq")
}

/// Returns the method that does the opposite.
pub(crate) fn opposite(method: &str) -> Option<&'static str> {
    Some(match method {
        "min" => "max",
        "max" => "min",
        "saturating_add" => "saturating_sub",
        "saturating_sub" => "saturating_add",
        "push_front" => "push_back",
        "push_back" => "push_front",
        "first" => "last",
        "last" => "first",
        _ => return None,
    })
}
