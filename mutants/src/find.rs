//! Finds the places of a file that can be changed, and how.

use std::collections::HashSet;
use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Expr, Stmt};

use crate::returned::Types;
use crate::{operators, returned};

/// One change of one place.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The bytes that are changed.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
    /// The function around it, with its type.
    pub(crate) function: String,
    /// What is changed, for people and for the list of equivalents.
    pub(crate) what: String,
    pub(crate) line: usize,
}

/// How the original and the change stand in one program.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A `bool` that is negated.
    Negate,
    /// An expression that is replaced by another.
    Replace(String),
    /// A statement that is left out.
    Skip,
    /// A statement put in front of a function's body; the range is empty.
    Enter(String),
}

/// Returns all changes of a file. `with_default` names the types of the crate that have a `Default`.
pub(crate) fn changes(text: &str, with_default: &HashSet<String>) -> Result<Vec<Change>, String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let mut finder = Finder { text, with_default, found: Vec::new(), scope: Vec::new() };
    finder.visit_file(&file);
    Ok(finder.found)
}

struct Finder<'t> {
    text: &'t str,
    with_default: &'t HashSet<String>,
    found: Vec<Change>,
    /// The names of the functions and types around the current place.
    scope: Vec<String>,
}

impl Finder<'_> {
    fn add(&mut self, span: Span, kind: Kind, what: String) {
        let range = if matches!(kind, Kind::Enter(_)) {
            span.byte_range().start..span.byte_range().start
        } else {
            span.byte_range()
        };
        let change = Change { range, kind, function: self.scope.join("::"), what, line: span.start().line };
        self.found.push(change);
    }

    fn source(&self, span: Span) -> &str {
        self.text.get(span.byte_range()).unwrap_or_default()
    }

    /// Adds changes at the start of a function's body that make it return at once.
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        // An empty body returns at once anyway.
        if block.stmts.is_empty() {
            return;
        }
        let takes_self =
            signature.receiver().is_some_and(|receiver| receiver.reference.is_none() && receiver.colon_token.is_none());
        let of_self = self.scope.iter().rev().nth(1).map(String::as_str);
        let types = Types { with_default: self.with_default, of_self, takes_self };
        for value in returned::values(&signature.output, &types) {
            let statement = format!("return {value};");
            self.add(block.stmts[0].span(), Kind::Enter(statement), format!("returns `{value}` at once"));
        }
    }

    /// Adds the negation of a condition, or of each part of one that binds names.
    fn condition(&mut self, condition: &Expr) {
        for part in operators::conditions(condition) {
            let what = format!("negates `{}`", short(self.source(part.span())));
            self.add(part.span(), Kind::Negate, what);
        }
    }

    fn inside(&mut self, name: String, visit: impl FnOnce(&mut Self)) {
        self.scope.push(name);
        visit(self);
        self.scope.pop();
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().starts_with("test"))
    })
}

fn type_name(of: &syn::Type) -> String {
    match of {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        syn::Type::Reference(reference) => type_name(&reference.elem),
        _ => "_".to_owned(),
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let is_debug = item
            .trait_
            .as_ref()
            .and_then(|(_, path, _)| path.segments.last())
            .is_some_and(|last| last.ident == "Debug");
        if !is_test(&item.attrs) && !is_debug {
            self.inside(type_name(&item.self_ty), |this| visit::visit_item_impl(this, item));
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if item.sig.constness.is_none() && !is_test(&item.attrs) {
            self.inside(item.sig.ident.to_string(), |this| {
                this.function(&item.sig, &item.block);
                visit::visit_block(this, &item.block);
            });
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if item.sig.constness.is_none() && !is_test(&item.attrs) {
            self.inside(item.sig.ident.to_string(), |this| {
                this.function(&item.sig, &item.block);
                visit::visit_block(this, &item.block);
            });
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let (None, Some(block)) = (item.sig.constness, &item.default) {
            self.inside(item.sig.ident.to_string(), |this| {
                this.function(&item.sig, block);
                visit::visit_block(this, block);
            });
        }
    }

    // A constant is evaluated at compile time, so no switch can stand in it.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_pat(&mut self, _: &'ast syn::Pat) {}
    fn visit_macro(&mut self, _: &'ast syn::Macro) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}

    fn visit_expr_repeat(&mut self, repeat: &'ast syn::ExprRepeat) {
        // The length of an array is a constant, so only the element is visited.
        self.visit_expr(&repeat.expr);
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Stmt::Expr(expression, Some(_)) = statement
            && matches!(
                expression,
                Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) | Expr::Try(_) | Expr::Await(_)
            )
        {
            let what = format!("leaves out `{}`", short(self.source(expression.span())));
            self.add(statement.span(), Kind::Skip, what);
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_if(&mut self, condition: &'ast syn::ExprIf) {
        self.condition(&condition.cond);
        visit::visit_expr_if(self, condition);
    }

    fn visit_expr_while(&mut self, condition: &'ast syn::ExprWhile) {
        self.condition(&condition.cond);
        visit::visit_expr_while(self, condition);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.condition(guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let source = self.source(binary.span()).to_owned();
        if operators::is_comparison(&binary.op) {
            self.add(binary.span(), Kind::Negate, format!("negates `{}`", short(&source)));
        }
        if let Some(other) = operators::other(&binary.op)
            && !operators::binds(&binary.left)
            && !operators::binds(&binary.right)
        {
            let (left, right) = (self.source(binary.left.span()), self.source(binary.right.span()));
            let replaced = format!("{left} {other} {right}");
            self.add(binary.span(), Kind::Replace(replaced), format!("`{}` with `{other}`", short(&source)));
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        if matches!(unary.op, syn::UnOp::Not(_)) && operators::is_negated_once(&unary.expr) {
            let what = format!("negates `{}`", short(self.source(unary.span())));
            self.add(unary.span(), Kind::Negate, what);
        }
        // A literal behind a minus is one number.
        if !matches!(unary.op, syn::UnOp::Neg(_)) {
            visit::visit_expr_unary(self, unary);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        let source = self.source(call.span()).to_owned();
        if operators::is_predicate(&name) {
            self.add(call.span(), Kind::Negate, format!("negates `{}`", short(&source)));
        }
        if let Some(swapped) = operators::opposite(&name) {
            let at = call.method.span().byte_range().start - call.span().byte_range().start;
            let mut replaced = source.clone();
            replaced.replace_range(at..at + name.len(), swapped);
            self.add(call.span(), Kind::Replace(replaced), format!("`{swapped}` in `{}`", short(&source)));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_lit(&mut self, literal: &'ast syn::ExprLit) {
        match &literal.lit {
            syn::Lit::Bool(flag) => {
                self.add(literal.span(), Kind::Negate, format!("`{}` for `{}`", !flag.value, flag.value));
            }
            syn::Lit::Int(number) => {
                if let Ok(value) = number.base10_parse::<u64>() {
                    let replaced = format!("{}{}", value.saturating_add(1), number.suffix());
                    self.add(literal.span(), Kind::Replace(replaced.clone()), format!("`{replaced}` for `{number}`"));
                }
            }
            syn::Lit::Float(number) => {
                if let Ok(value) = number.base10_parse::<f64>() {
                    let replaced = format!("{:?}{}", value + 1.0, number.suffix());
                    self.add(literal.span(), Kind::Replace(replaced.clone()), format!("`{replaced}` for `{number}`"));
                }
            }
            _ => {}
        }
    }
}

/// Returns the text on one line, cut to a readable length.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 { line } else { line.chars().take(57).chain("...".chars()).collect() }
}
