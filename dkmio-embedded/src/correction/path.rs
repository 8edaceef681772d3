//! Document paths: parsing a projection expression, and selecting its paths from an item.

use serde_json::{Map, Value, json};

/// The attributes of an item, each as DynamoDB's JSON.
pub(super) type Item = Map<String, Value>;

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Name(String),
    Index(usize),
}

/// A path. The empty path selects the whole value.
pub(super) type Path = Vec<Step>;

/// Returns the paths of the `ProjectionExpression`, or `None` if there is none or if it cannot be parsed.
pub(super) fn projection(request: &Value) -> Option<Vec<Path>> {
    let names = request.get("ExpressionAttributeNames");
    let expression = request.get("ProjectionExpression")?.as_str()?;
    expression.split(',').map(|path| parse(path.trim(), names)).collect()
}

/// Returns the attribute at the start of a path.
pub(super) fn attribute(path: &Path) -> Option<&str> {
    match path.first()? {
        Step::Name(name) => Some(name),
        Step::Index(_) => None,
    }
}

fn parse(path: &str, names: Option<&Value>) -> Option<Path> {
    let mut steps = Path::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        let name = pieces.next()?.trim();
        let name = if name.starts_with('#') { names?.get(name)?.as_str()? } else { name };
        steps.push(Step::Name(name.to_owned()));
        for index in pieces {
            let index = index.trim_end().strip_suffix(']')?.trim().parse().ok()?;
            steps.push(Step::Index(index));
        }
    }
    Some(steps)
}

/// Returns the item with only the selected values. List elements move up, as in DynamoDB.
pub(super) fn select(item: &Item, paths: &[Path]) -> Item {
    let paths: Vec<&[Step]> = paths.iter().map(Vec::as_slice).collect();
    members(item, &paths)
}

fn members(item: &Item, paths: &[&[Step]]) -> Item {
    let selected = item.iter().filter_map(|(name, value)| {
        let value = part(value, &below(paths, |step| matches!(step, Step::Name(n) if n == name)))?;
        Some((name.clone(), value))
    });
    selected.collect()
}

fn elements(list: &[Value], paths: &[&[Step]]) -> Vec<Value> {
    let selected =
        list.iter().enumerate().filter_map(|(at, value)| part(value, &below(paths, |step| *step == Step::Index(at))));
    selected.collect()
}

/// Returns the rest of the paths whose first step fits.
fn below<'a>(paths: &[&'a [Step]], fits: impl Fn(&Step) -> bool) -> Vec<&'a [Step]> {
    let split = paths.iter().filter_map(|path| path.split_first());
    split.filter(|(first, _)| fits(first)).map(|(_, rest)| rest).collect()
}

fn part(value: &Value, paths: &[&[Step]]) -> Option<Value> {
    if paths.iter().any(|path| path.is_empty()) {
        return Some(value.clone());
    }
    if let Some(map) = value.get("M").and_then(Value::as_object) {
        let members = members(map, paths);
        return (!members.is_empty()).then(|| json!({ "M": members }));
    }
    let elements = elements(value.get("L")?.as_array()?, paths);
    (!elements.is_empty()).then(|| json!({ "L": elements }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::{Value, json};

    use super::{projection, select};

    fn selected(expression: &str) -> Value {
        let names = json!({ "#d": "a.b" });
        let request = json!({ "ProjectionExpression": expression, "ExpressionAttributeNames": names });
        let item = json!({
            "a": { "M": { "x": { "S": "1" }, "y": { "L": [{ "N": "0" }, { "N": "1" }, { "M": { "z": { "N": "2" } } }] } } },
            "a.b": { "S": "dot" },
            "c": { "N": "3" },
        });
        Value::Object(select(item.as_object().unwrap(), &projection(&request).unwrap()))
    }

    #[test]
    fn what_is_asked_for_is_taken_out() {
        assert_eq!(selected("c , #d"), json!({ "a.b": { "S": "dot" }, "c": { "N": "3" } }));
        assert_eq!(selected("a.x"), json!({ "a": { "M": { "x": { "S": "1" } } } }));
        assert_eq!(
            selected("a.y[2].z,a.y[0]"),
            json!({ "a": { "M": { "y": { "L": [{ "N": "0" }, { "M": { "z": { "N": "2" } } }] } } } })
        );
    }

    #[test]
    fn what_is_not_there_is_left_out_with_its_parents() {
        assert_eq!(selected("a.q, a.y[7], c.x, d"), json!({}));
    }

    #[test]
    fn what_cannot_be_read_is_no_projection() {
        for expression in ["#unknown", "a[x]", "a[1"] {
            let request = json!({ "ProjectionExpression": expression });
            assert_eq!(projection(&request), None, "{expression}");
        }
    }
}
