//! Checks a statement before it is sent.

use super::token::{SOURCE, Token, tokens};
use super::where_clause::{Equalities, key_parameters, missing_equalities};
use crate::table::{IndexDefinition, KeySchema};

/// The maximum length of a statement, in characters (API Reference, ExecuteStatement: `Statement`).
const MAX_LENGTH: usize = 8192;

/// The source against which a statement is checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'t> {
    /// The actual name of the table.
    pub(super) table: &'t str,
    pub(super) index: Option<&'t IndexDefinition>,
    /// The key of the index, or of the table.
    pub(super) key: &'t KeySchema,
    pub(super) scope: Scope,
}

/// What a statement may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Everything,
    /// Only partitions that it names.
    Partitions,
    /// Only the item whose key it names.
    OneItem,
}

/// Returns the statement with the name of its source in place of `{source}`.
///
/// # Errors
/// Returns a message if the statement must not be sent.
pub(super) fn prepare(statement: &str, parameters: usize, target: &Target<'_>) -> Result<String, String> {
    if statement.chars().count() > MAX_LENGTH {
        return Err(format!("a statement has at most {MAX_LENGTH} characters"));
    }
    let tokens = tokens(statement)?;
    if !tokens.first().is_some_and(|(_, token)| token.is_keyword("SELECT")) {
        return Err("expected a SELECT statement; write items with `put`, `update` and `delete`".to_owned());
    }
    // A second statement would pass the check unseen, because only the first one is looked at.
    if tokens.iter().any(|(_, token)| *token == Token::Symbol(';')) {
        return Err("expected one statement, without a semicolon".to_owned());
    }
    let source = source(&tokens)?;
    let wanted = tokens.iter().filter(|(_, token)| *token == Token::Parameter).count();
    if wanted != parameters {
        return Err(format!("the statement has {wanted} `?`, and {parameters} parameters are bound"));
    }
    check_scope(tokens.get(source + 1..).unwrap_or_default(), target)?;
    // Replaced at its token: the same text may also be in a literal.
    let at = tokens.get(source).map_or(0, |(at, _)| *at);
    let (before, after) = statement.split_at_checked(at).unwrap_or((statement, ""));
    let index = target.index.map(|index| format!(".\"{}\"", index.name)).unwrap_or_default();
    let prepared = format!("{before}\"{}\"{index}{}", target.table, after.get(SOURCE.len()..).unwrap_or_default());
    if prepared.chars().count() > MAX_LENGTH {
        return Err(format!("a statement has at most {MAX_LENGTH} characters, including the name of its table"));
    }
    Ok(prepared)
}

/// Returns the numbers of the parameters that are compared with the attributes of a key.
///
/// # Errors
/// Returns a message if the statement must not be sent.
pub(super) fn parameters_of_key(statement: &str, key: &KeySchema) -> Result<Vec<usize>, String> {
    let tokens = tokens(statement)?;
    let source = source(&tokens)?;
    let (before, after) = tokens.split_at_checked(source + 1).unwrap_or((&tokens, &[]));
    let after: Vec<_> = after.iter().map(|(_, token)| *token).collect();
    // Parameters may also stand before the clause.
    let first = before.iter().filter(|(_, token)| *token == Token::Parameter).count();
    Ok(key_parameters(&after, key.attributes()).into_iter().map(|at| first + at).collect())
}

/// Returns the position of the source among the tokens.
fn source(tokens: &[(usize, Token<'_>)]) -> Result<usize, String> {
    let mut sources = tokens.iter().enumerate().filter(|(_, (_, token))| *token == Token::Source);
    let only = sources.next().filter(|_| sources.next().is_none()).map(|(at, _)| at);
    let is_after_from =
        |at: &usize| at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|(_, token)| token.is_keyword("FROM"));
    only.filter(is_after_from)
        .ok_or_else(|| format!("write `FROM {SOURCE}`, once: it becomes the name of the table or index"))
}

/// Checks that the statement reads no more than it may.
fn check_scope(after_from: &[(usize, Token<'_>)], target: &Target<'_>) -> Result<(), String> {
    let tokens: Vec<_> = after_from.iter().map(|(_, token)| *token).collect();
    let missing = match target.scope {
        Scope::Everything => return Ok(()),
        Scope::Partitions => missing_equalities(&tokens, target.key.partition, Equalities::OfAnyValues),
        Scope::OneItem => [target.key.partition, target.key.sort]
            .into_iter()
            .flat_map(|parts| missing_equalities(&tokens, parts, Equalities::OfOneValue))
            .collect(),
    };
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join("` and `");
    if target.scope == Scope::OneItem {
        return Err(format!("a statement of a batch reads one item; add a condition with `=` on `{missing}`"));
    }
    let what = if target.index.is_some() { "index" } else { "table" };
    Err(format!("this statement reads the whole {what}; add a condition on `{missing}` or call `.allow_scan()`"))
}
