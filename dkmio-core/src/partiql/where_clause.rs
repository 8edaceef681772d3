//! Decides whether a statement reads only some partitions.

use super::token::Token;
use crate::key::KeyAttribute;

/// The conditions that count as an equality. The values are parameters or literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Equalities {
    /// `attribute = value`
    OfOneValue,
    /// The same, and `attribute IN [value, ..]`.
    OfAnyValues,
}

/// Returns the key attributes for which the WHERE clause has no equality. `after_from` are the tokens after the source.
///
/// The clause must be an AND of conditions. In doubt a condition is no equality: DynamoDB would read the whole table
/// without a warning.
pub(super) fn missing_equalities(
    after_from: &[Token<'_>],
    key: &'static [KeyAttribute],
    counted: Equalities,
) -> Vec<&'static str> {
    let conditions = conditions(clause(after_from));
    let is_missing = |name: &&str| !conditions.iter().any(|condition| is_equality(condition, name, counted));
    key.iter().map(|part| part.name).filter(is_missing).collect()
}

/// Returns, for each attribute of a key that has an equality with a parameter, the number of that parameter among those of the clause.
/// An attribute that is compared with a literal has the same value in each use of the statement.
pub(super) fn key_parameters(after_from: &[Token<'_>], key: impl Iterator<Item = &'static KeyAttribute>) -> Vec<usize> {
    let clause = clause(after_from);
    let conditions = conditions(clause);
    let of_key = key.filter_map(|part| {
        let condition =
            conditions.iter().find(|condition| is_equality(condition, part.name, Equalities::OfOneValue))?;
        let parameter = condition.iter().find(|token| **token == Token::Parameter)?;
        clause.iter().filter(|token| **token == Token::Parameter).position(|token| std::ptr::eq(token, parameter))
    });
    of_key.collect()
}

/// Returns the tokens between WHERE and ORDER BY.
fn clause<'t, 's>(tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    let Some(start) = top_level(tokens, "WHERE").next() else { return &[] };
    let clause = tokens.get(start + 1..).unwrap_or_default();
    // The names behind ORDER BY are no conditions.
    let end = top_level(clause, "ORDER").next().unwrap_or(clause.len());
    clause.get(..end).unwrap_or_default()
}

/// Returns the positions of a keyword outside parentheses and brackets.
fn top_level<'t>(tokens: &'t [Token<'_>], keyword: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut depth = 0_usize;
    tokens.iter().enumerate().filter_map(move |(at, token)| {
        match token {
            Token::Symbol('(' | '[' | '{') => depth += 1,
            Token::Symbol(')' | ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0 && token.is_keyword(keyword)).then_some(at)
    })
}

/// Returns the conditions that must all be met. Omits conditions with an OR between them.
fn conditions<'t, 's>(clause: &'t [Token<'s>]) -> Vec<&'t [Token<'s>]> {
    let mut conditions = Vec::new();
    // A list instead of recursion: a statement may nest parentheses as deep as its length allows.
    let mut open = vec![clause];
    while let Some(tokens) = open.pop() {
        let tokens = without_parentheses(tokens);
        // One side of an OR may be met without the other, so neither limits what is read.
        if top_level(tokens, "OR").next().is_some() {
            continue;
        }
        let parts = split_at_and(tokens);
        match parts.as_slice() {
            [one] => conditions.push(*one),
            _ => open.extend(parts),
        }
    }
    conditions
}

/// Splits at each AND that does not belong to a BETWEEN.
fn split_at_and<'t, 's>(tokens: &'t [Token<'s>]) -> Vec<&'t [Token<'s>]> {
    let mut betweens = top_level(tokens, "BETWEEN").peekable();
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in top_level(tokens, "AND") {
        // Each BETWEEN has an AND of its own.
        if betweens.next_if(|between| *between < at).is_some() {
            continue;
        }
        parts.push(tokens.get(start..at).unwrap_or_default());
        start = at + 1;
    }
    parts.push(tokens.get(start..).unwrap_or_default());
    parts
}

/// Removes parentheses around the whole condition.
fn without_parentheses<'t, 's>(mut tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    while let [Token::Symbol('('), inside @ .., Token::Symbol(')')] = tokens {
        let mut depth = 0_isize;
        // The first and the last one are no pair in `(a = 1) AND (b = 2)`.
        let is_one_pair = inside.iter().all(|token| {
            match token {
                Token::Symbol('(') => depth += 1,
                Token::Symbol(')') => depth -= 1,
                _ => {}
            }
            depth >= 0
        });
        if !is_one_pair {
            break;
        }
        tokens = inside;
    }
    tokens
}

fn is_equality(condition: &[Token<'_>], name: &str, counted: Equalities) -> bool {
    let is_name = |token: &Token<'_>| matches!(token, Token::Word(word) | Token::Quoted(word) if *word == name);
    // A comparison with another attribute reads the whole table.
    let is_value = |token: &Token<'_>| matches!(token, Token::Parameter | Token::Literal);
    match condition {
        [left, Token::Symbol('='), right] => is_name(left) && is_value(right) || is_value(left) && is_name(right),
        [left, word, Token::Symbol('('), values @ .., Token::Symbol(')')]
        | [left, word, Token::Symbol('['), values @ .., Token::Symbol(']')]
            if counted == Equalities::OfAnyValues =>
        {
            let is_list = values.iter().enumerate().all(|(at, token)| match at % 2 {
                0 => is_value(token),
                _ => *token == Token::Symbol(','),
            });
            is_name(left) && word.is_keyword("IN") && is_list && values.len() % 2 == 1
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::{Equalities, key_parameters, missing_equalities};
    use crate::key::{KeyAttribute, KeyType};

    const PARTITION: &[KeyAttribute] = &[
        KeyAttribute { name: "shop", key_type: KeyType::String },
        KeyAttribute { name: "country", key_type: KeyType::String },
    ];

    fn missing(clause: &str) -> Vec<&'static str> {
        let tokens: Vec<_> = tokens(clause).expect("tokens").into_iter().map(|(_, token)| token).collect();
        missing_equalities(&tokens, PARTITION, Equalities::OfAnyValues)
    }

    #[test]
    fn equalities_on_all_parts_select_partitions() {
        for clause in [
            "WHERE shop = ? AND country = 'PE'",
            "where (shop = ? and (total > 5 or total < 2)) and ((country in ['PE', ?]))",
            r#"WHERE "shop" = 's' AND total BETWEEN 1 AND 5 AND ? = "country" ORDER BY total DESC"#,
            "WHERE country IN (?) AND year BETWEEN ? AND ? AND shop = 7",
            "WHERE shop = -7 AND -1.5e-3 = country",
            "WHERE shop IN [-7, +8] AND country IN (-1)",
        ] {
            assert_eq!(missing(clause), [""; 0], "{clause}");
        }
    }

    #[test]
    fn the_parameters_of_a_key_are_found_by_their_number() {
        let of = |clause: &str| {
            let tokens: Vec<_> = tokens(clause).expect("tokens").into_iter().map(|(_, token)| token).collect();
            key_parameters(&tokens, PARTITION.iter())
        };
        assert_eq!(of("WHERE shop = ? AND country = ?"), [0, 1]);
        assert_eq!(of("WHERE total > ? AND (country = ?) AND ? = shop"), [2, 1]);
        assert_eq!(of("WHERE total IN [?, ?] AND country = ? AND shop = 's'"), [2]);
        assert_eq!(of("WHERE shop = 's' AND country = 'PE'"), [0; 0]);
    }

    #[test]
    fn what_may_read_more_than_partitions_is_no_equality() {
        for clause in [
            "",
            "WHERE shop = ? OR country = ?",
            "WHERE shop = ? AND country = ? OR total > 5",
            "WHERE NOT (shop = ? AND country = ?)",
            "WHERE (shop = ?) OR (country = ?)",
            "WHERE shop >= ? AND country <> ?",
            "WHERE shop = country",
            "WHERE shop = ? - 7 AND country = total -7",
            "WHERE Shop = ? AND 'country' = ?",
            "WHERE o.shop = ? AND o.country = ?",
            "WHERE shop IN [] AND country IN [?,]",
            "WHERE begins_with(shop, ?) AND contains(country, ?)",
            "ORDER BY shop = ? AND country = ?",
        ] {
            assert_eq!(missing(clause), ["shop", "country"], "{clause}");
        }
        assert_eq!(missing("WHERE shop = ? AND (country = ? OR total > 1)"), ["country"]);
        assert_eq!(missing("WHERE total BETWEEN 1 AND 5 AND country = ?"), ["shop"]);
    }
}
