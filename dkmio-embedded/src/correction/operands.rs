//! `IN` with more operands than DynamoDB allows.

use serde_json::Value;

/// The maximum number of operands of `IN`:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const MAX_OPERANDS: usize = 100;
/// The expressions in which `IN` may occur.
const CONDITIONS: [&str; 2] = ["FilterExpression", "ConditionExpression"];

/// Returns whether `text` may contain more operands: 101 operands have 100 commas.
pub(super) fn concerns(text: &str) -> bool {
    CONDITIONS.iter().any(|field| text.contains(field))
        && text.bytes().filter(|&byte| byte == b',').count() >= MAX_OPERANDS
}

/// Returns the message with which the request is rejected, if it is.
pub(super) fn refusal(request: &Value) -> Option<String> {
    let parts = request.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
    let parts = parts.filter_map(Value::as_object).flat_map(|part| part.values());
    parts.chain([request]).find_map(refusal_of_one)
}

fn refusal_of_one(request: &Value) -> Option<String> {
    CONDITIONS.iter().find_map(|field| {
        let operands = most_operands(request.get(field)?.as_str()?);
        (operands > MAX_OPERANDS).then(|| {
            format!(
                "Invalid {field}: The IN operator is provided with too many operands; \
                 number of operands: {operands}"
            )
        })
    })
}

/// Returns the number of operands of the longest `IN` of an expression.
fn most_operands(expression: &str) -> usize {
    let in_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':' | '.' | ']');
    let mut most = 0;
    let mut rest = expression;
    while let Some(open) = rest.find('(') {
        let (before, list) = (rest.get(..open), rest.get(open + 1..));
        let (Some(before), Some(list)) = (before, list) else {
            break;
        };
        let word = before.trim_end().rsplit(|c| !in_word(c)).next();
        if word.is_some_and(|word| word.eq_ignore_ascii_case("in")) {
            most = most.max(operands(list));
        }
        // The search goes on inside the list, because parentheses may be nested around an `IN`.
        rest = list;
    }
    most
}

/// Returns the number of operands of a list whose opening parenthesis has been read.
fn operands(list: &str) -> usize {
    let (mut depth, mut count) = (0_usize, 1);
    for character in list.chars() {
        match character {
            ',' if depth == 0 => count += 1,
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::most_operands;

    #[test]
    fn operands_are_counted_for_in_alone() {
        assert_eq!(most_operands("a IN (:a)"), 1);
        assert_eq!(most_operands("(a in(:a, :b,:c)) AND contains(a, :a)"), 3);
        assert_eq!(most_operands("a IN (:a, size(b), :c) OR b In (:a)"), 3);
        assert_eq!(most_operands("begins_with(#in, :in) AND size(:in) > :b"), 0);
        assert_eq!(most_operands("#in (a, b) AND :in (a, b)"), 0);
        assert_eq!(most_operands("a IN ("), 1);
    }
}
