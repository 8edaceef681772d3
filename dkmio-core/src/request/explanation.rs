//! The parameters of a request: as data, as text for people and as a command of the AWS CLI.

use std::collections::BTreeMap;
use std::fmt;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

use crate::expression::{Placeholders, readable_text, readable_value};
use crate::table::EntityDefinition;

/// The parameters of a request: as data, as text for people (`Display`) and as a command
/// ([`to_aws_cli`](Self::to_aws_cli)).
///
/// Returned by `explain` of every request, which sends no request.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
/// # fn main() { example(async |_| {
/// let query = Orders::query("ana").sk_gte("o1").filter(Orders::TOTAL.gte(100));
/// let explanation = query.explain()?;
///
/// println!("{explanation}");
/// println!("{}", explanation.to_aws_cli());
/// assert_eq!(explanation.operation, "Query");
/// assert_eq!(explanation.expressions[1].parameter, "FilterExpression");
/// assert_eq!(explanation.expressions[1].readable, r#"total >= {"N":"100"}"#);
/// # Ok(())
/// # }) }
/// ```
///
/// Every expression is there twice: as it is sent, and with its names and values. All forms show values in full, so do
/// not log them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The operation, such as `Query`.
    pub operation: &'static str,
    /// The table's declared name.
    pub table: String,
    /// The index's name.
    pub index: Option<&'static str>,
    /// The parameters that are not expressions, such as the key, `Limit` or the direction.
    pub parameters: Vec<(&'static str, String)>,
    /// The expressions.
    pub expressions: Vec<ExplainedExpression>,
    /// The names by their placeholders: `ExpressionAttributeNames`.
    pub names: BTreeMap<String, String>,
    /// The values by their placeholders: `ExpressionAttributeValues`.
    pub values: BTreeMap<String, AttributeValue>,
    /// Possible surprises: the cost that a filter hides, a scan of the whole table.
    pub warnings: Vec<&'static str>,
    /// How the request relates to an entity of a shared table: which template renders which key, and what is skipped.
    pub notes: Vec<String>,
    /// The parts, if the write is sent as a transaction: its own, and those of the sentinel items of its unique values.
    pub parts: Vec<Explanation>,
    /// The parameters in the form of the API, without expressions and placeholders.
    arguments: Vec<(&'static str, Argument)>,
    /// Commands to run after this one, such as the one that enables the time to live of a new table.
    following: Vec<(&'static str, Vec<(&'static str, Argument)>)>,
}

/// A parameter in the form of the API.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    /// A text or a number.
    Text(String),
    Flag(bool),
    /// A structure, as DynamoDB JSON.
    Json(String),
}

/// One expression of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplainedExpression {
    /// The parameter it is sent as, such as `FilterExpression`.
    pub parameter: &'static str,
    /// The expression as it is sent, with placeholders.
    pub sent: String,
    /// The expression with its names and values.
    pub readable: String,
}

impl Explanation {
    pub(crate) fn new(operation: &'static str, table: impl Into<String>, index: Option<&'static str>) -> Self {
        Self {
            operation,
            table: table.into(),
            index,
            parameters: Vec::new(),
            expressions: Vec::new(),
            names: BTreeMap::new(),
            values: BTreeMap::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
            parts: Vec::new(),
            arguments: Vec::new(),
            following: Vec::new(),
        }
    }

    /// Returns the explanation of a write that is sent as a transaction of these parts.
    pub(crate) fn of_transaction(operation: &'static str, table: &str, parts: Vec<Self>) -> Self {
        Self { parts, ..Self::new(operation, table, None) }
    }

    /// Adds a parameter to show. If it is one of the API, it also becomes a part of the command.
    pub(crate) fn parameter(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        match name {
            // Parameters that the API takes as they are shown. All others have an argument of their own, or are no
            // part of the request.
            "Key" | "Item" => self.argument(name, Argument::Json(value.clone())),
            "ReturnValues" | "Select" | RETURN_CONSUMED_CAPACITY => self.argument(name, Argument::Text(value.clone())),
            "ConsistentRead" | "DeletionProtectionEnabled" => self.argument(name, Argument::Flag(value == "true")),
            _ => {}
        }
        self.parameters.push((name, value));
    }

    /// Adds `ReturnConsumedCapacity`, if the request has it.
    pub(crate) fn return_consumed_capacity(&mut self, asked: Option<&ReturnConsumedCapacity>) {
        if let Some(asked) = asked {
            self.parameter(RETURN_CONSUMED_CAPACITY, asked.as_str());
        }
    }

    /// Adds a parameter whose sent form differs from the shown one.
    pub(crate) fn argument(&mut self, name: &'static str, argument: Argument) {
        self.arguments.push((name, argument));
    }

    /// Adds a request that follows after the first has succeeded.
    pub(crate) fn followed_by(&mut self, operation: &'static str, arguments: Vec<(&'static str, Argument)>) {
        self.following.push((operation, arguments));
    }

    pub(crate) fn expression(&mut self, parameter: &'static str, sent: Option<&String>, names: &Placeholders) {
        if let Some(sent) = sent {
            let readable = names.readable(sent);
            self.expressions.push(ExplainedExpression { parameter, sent: sent.clone(), readable });
        }
    }

    /// Adds a note for each rendered key in the request, with its template. Assumes that all keys, items and
    /// expressions were added.
    pub(crate) fn note_templates(&mut self, entity: Option<&EntityDefinition>) {
        for template in entity.into_iter().flat_map(EntityDefinition::templates) {
            let note = format!("`{}` is rendered from \"{}\"", template.key, template.source);
            // Two indexes may share one key attribute.
            if self.names_attribute(template.key) && !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    /// Returns whether the key, the item or an expression of the request has an attribute.
    fn names_attribute(&self, name: &str) -> bool {
        // Quotes inside values are escaped, so only the name of a member matches.
        let member = readable_text(name) + ":";
        let is_in = |argument: &Argument| matches!(argument, Argument::Json(json) if json.contains(&member));
        self.names.values().any(|known| known == name) || self.arguments.iter().any(|(_, argument)| is_in(argument))
    }

    pub(crate) fn placeholders(&mut self, placeholders: &Placeholders) {
        self.names.extend(placeholders.names().into_iter().flatten());
        self.values.extend(placeholders.values().into_iter().flatten());
    }

    /// Returns the names by their placeholders, as JSON.
    #[must_use]
    pub fn names_json(&self) -> String {
        json_object(self.names.iter().map(|(placeholder, name)| (placeholder.as_str(), readable_text(name))))
    }

    /// Returns the values by their placeholders, as DynamoDB JSON.
    #[must_use]
    pub fn values_json(&self) -> String {
        json_object(self.values.iter().map(|(placeholder, value)| (placeholder.as_str(), readable_value(value))))
    }

    /// Returns the request as a command of the AWS CLI, quoted for a POSIX shell and ready to paste.
    ///
    /// Region and credentials are those of the shell, and the table has its declared name. A read goes over all its
    /// pages, as `all` does; `limit` is `--max-items` and `page_size` is `--page-size`. The command of a parallel scan
    /// is that of its first segment. It begins at the start, also if the read has a cursor: a cursor belongs to a connection. A read that
    /// needs no request is a comment.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |_| {
    /// let explained = Orders::query("ana").filter(Orders::TOTAL.gte(100)).explain()?;
    /// assert_eq!(
    ///     explained.to_aws_cli(),
    ///     r##"aws dynamodb query \
    ///   --table-name orders \
    ///   --key-condition-expression '#n0 = :v0' \
    ///   --filter-expression '#n1 >= :v1' \
    ///   --expression-attribute-names '{"#n0":"user_id","#n1":"total"}' \
    ///   --expression-attribute-values '{":v0":{"S":"ana"},":v1":{"N":"100"}}'"##
    /// );
    /// # Ok(())
    /// # }) }
    /// ```
    #[must_use]
    pub fn to_aws_cli(&self) -> String {
        // There is no request, so there is no command. A comment keeps a script that runs the text from failing.
        if self.warnings.contains(&MATCHES_NOTHING) {
            return format!("# {MATCHES_NOTHING}");
        }
        let mut text = command(self.operation, &self.request());
        for (operation, arguments) in &self.following {
            text.push_str(" && \\\n");
            text.push_str(&command(operation, arguments));
        }
        text
    }

    /// Returns the request as a JSON object, in the form of a part of a transaction.
    pub(crate) fn to_json(&self) -> String {
        json_object(self.request().iter().map(|(name, argument)| (*name, argument.to_json())))
    }

    /// Returns the parameters without the table as a JSON object, in the form of a part of a batch.
    pub(crate) fn to_json_of_batch(&self) -> String {
        json_object(self.members().iter().map(|(name, argument)| (*name, argument.to_json())))
    }

    /// Returns all parameters of the API.
    fn request(&self) -> Vec<(&'static str, Argument)> {
        if !self.parts.is_empty() {
            return std::iter::once(transact_items(&self.parts)).chain(self.arguments.iter().cloned()).collect();
        }
        let mut request = Vec::new();
        // A statement has the names in its text.
        if self.operation != "ExecuteStatement" {
            request.push(("TableName", Argument::Text(self.table.clone())));
            request.extend(self.index.map(|index| ("IndexName", Argument::Text(index.to_owned()))));
        }
        request.extend(self.members());
        request
    }

    /// Returns the parameters besides the names of the table and the index.
    fn members(&self) -> Vec<(&'static str, Argument)> {
        let mut request = Vec::new();
        request.extend(self.arguments.iter().cloned());
        let expressions = self.expressions.iter();
        request.extend(expressions.map(|expression| (expression.parameter, Argument::Text(expression.sent.clone()))));
        if !self.names.is_empty() {
            request.push(("ExpressionAttributeNames", Argument::Json(self.names_json())));
        }
        if !self.values.is_empty() {
            request.push(("ExpressionAttributeValues", Argument::Json(self.values_json())));
        }
        request
    }
}

/// The name of a parameter that every request may have.
pub(crate) const RETURN_CONSUMED_CAPACITY: &str = "ReturnConsumedCapacity";

/// The note of a read with a cursor.
pub(crate) const STARTS_ANEW: &str = "the command of the AWS CLI begins at the start and not after the cursor";

/// The warning of a read that needs no request.
pub(crate) const MATCHES_NOTHING: &str = "no item can match: no request is sent";

impl Argument {
    fn to_json(&self) -> String {
        match self {
            Self::Text(text) => readable_text(text),
            Self::Flag(flag) => flag.to_string(),
            Self::Json(json) => json.clone(),
        }
    }
}

/// Returns the parts of a transaction as its parameter.
pub(crate) fn transact_items(parts: &[Explanation]) -> (&'static str, Argument) {
    let parts = parts.iter().map(|part| json_object([(part.operation, part.to_json())]));
    ("TransactItems", Argument::Json(json_array(parts)))
}

/// Writes a JSON object. The values must be JSON already.
pub(crate) fn json_object<'n>(members: impl IntoIterator<Item = (&'n str, String)>) -> String {
    let members = members.into_iter().map(|(name, value)| readable_text(name) + ":" + &value);
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Writes a JSON array. The values must be JSON already.
pub(crate) fn json_array(values: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", values.into_iter().collect::<Vec<_>>().join(","))
}

/// Writes a command of the AWS CLI, with one option per line.
pub(crate) fn command(operation: &str, arguments: &[(&'static str, Argument)]) -> String {
    let mut text = format!("aws dynamodb {}", kebab_case(operation));
    for (name, argument) in arguments {
        let name = kebab_case(name);
        text.push_str(" \\\n  --");
        match argument {
            Argument::Flag(true) => text.push_str(&name),
            // The CLI has no values for flags: `--name` is true and `--no-name` is false.
            Argument::Flag(false) => text.push_str(&format!("no-{name}")),
            Argument::Text(value) | Argument::Json(value) => {
                // The shell command would take a value that begins with a dash for another option.
                let separator = if value.starts_with('-') { '=' } else { ' ' };
                text.push_str(&format!("{name}{separator}{}", shell_quoted(value)));
            }
        }
    }
    text
}

/// Converts `TableName` to `table-name`.
fn kebab_case(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

/// Quotes one word for a POSIX shell. Within single quotes only the single quote itself has a meaning.
fn shell_quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ['_', '.', ',', '/', '-'].contains(&c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on table {}", self.operation, self.table)?;
        if let Some(index) = self.index {
            write!(f, ", index {index}")?;
        }
        for (name, value) in &self.parameters {
            write!(f, "\n  {name}: {value}")?;
        }
        for expression in &self.expressions {
            write!(f, "\n  {}: {}", expression.parameter, expression.readable)?;
            write!(f, "\n    sent as: {}", expression.sent)?;
        }
        for warning in &self.warnings {
            write!(f, "\n  note: {warning}")?;
        }
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        for (position, part) in self.parts.iter().enumerate() {
            write!(f, "\n{position}: {part}")?;
        }
        Ok(())
    }
}
