//! Conditions of the cases, as a user writes them for attributes that are not declared.

use dkmio::expression::Size;
use dkmio::{AttributeType, Condition};
use dkmio::{UntypedPath, attr};
use serde_json::Value;

use super::run::{Inexpressible, Refused};
use super::values;

/// Groups of conditions: all of `condition`, and one group of `condition_or`.
pub(super) fn of_write<T>(call: &Value) -> Result<Vec<Condition<T>>, Refused> {
    let mut conditions = group(call.get("condition"))?;
    if let Some(groups) = call.get("condition_or").and_then(Value::as_array) {
        let groups: Vec<_> = groups.iter().map(|one| group(Some(one)).map(Condition::all)).collect::<Result<_, _>>()?;
        conditions.push(Condition::any(groups));
    }
    Ok(conditions)
}

/// The conditions of a list.
pub(super) fn group<T>(list: Option<&Value>) -> Result<Vec<Condition<T>>, Refused> {
    let list = list.and_then(Value::as_array);
    list.into_iter().flatten().map(condition).collect()
}

fn condition<T>(json: &Value) -> Result<Condition<T>, Refused> {
    let path = attr(json["path"].as_str().expect("a path"));
    let operator = json["op"].as_str().expect("an operator");
    if json.get("size").is_some() { on_size(path.size(), operator, json) } else { on_value(path, operator, json) }
}

fn on_value<T>(path: UntypedPath, operator: &str, json: &Value) -> Result<Condition<T>, Refused> {
    let value = || values::value(&json["value"]);
    let operands = || json["values"].as_array().expect("values").iter().map(values::value);
    Ok(match operator {
        "eq" => path.eq(value()),
        "neq" => path.neq(value()),
        "gt" => path.gt(value()),
        "gte" => path.gte(value()),
        "lt" => path.lt(value()),
        "lte" => path.lte(value()),
        "between" => {
            let [low, high] = <[_; 2]>::try_from(operands().collect::<Vec<_>>()).expect("two ends");
            path.between(low, high)
        }
        "begins_with" => path.begins_with(value()),
        "not_begins_with" => path.not_begins_with(value()),
        "contains" => path.contains(value()),
        "not_contains" => path.not_contains(value()),
        "exists" => path.exists(),
        "not_exists" => path.not_exists(),
        "in" => path.is_in(operands()),
        "type" => path.attribute_type(stored_type(json["value"]["S"].as_str())?),
        _ => return Err(Refused(Inexpressible::Operator)),
    })
}

fn on_size<T>(size: Size<T>, operator: &str, json: &Value) -> Result<Condition<T>, Refused> {
    let number = |json: &Value| json["N"].as_str().and_then(|digits| digits.parse::<u64>().ok());
    let value = || number(&json["value"]).ok_or(Refused(Inexpressible::Operator));
    let operands = || json["values"].as_array().into_iter().flatten().filter_map(number).collect::<Vec<_>>();
    Ok(match operator {
        "eq" => size.eq(value()?),
        "neq" => size.neq(value()?),
        "gt" => size.gt(value()?),
        "gte" => size.gte(value()?),
        "lt" => size.lt(value()?),
        "lte" => size.lte(value()?),
        "between" => size.between(operands()[0], operands()[1]),
        "in" => size.is_in(operands()),
        _ => return Err(Refused(Inexpressible::Operator)),
    })
}

fn stored_type(name: Option<&str>) -> Result<AttributeType, Refused> {
    Ok(match name {
        Some("S") => AttributeType::String,
        Some("N") => AttributeType::Number,
        Some("B") => AttributeType::Binary,
        Some("BOOL") => AttributeType::Bool,
        Some("NULL") => AttributeType::Null,
        Some("L") => AttributeType::List,
        Some("M") => AttributeType::Map,
        Some("SS") => AttributeType::StringSet,
        Some("NS") => AttributeType::NumberSet,
        Some("BS") => AttributeType::BinarySet,
        _ => return Err(Refused(Inexpressible::Operand)),
    })
}
