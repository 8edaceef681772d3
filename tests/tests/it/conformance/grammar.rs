//! DynamoDB's expressions: read into trees with names and values put in, and written back in one canonical text.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// The placeholders of one request, and which of them its expressions used.
pub(crate) struct Names<'r> {
    names: &'r Map<String, Value>,
    values: &'r Map<String, Value>,
    used: BTreeSet<String>,
}

impl<'r> Names<'r> {
    /// The placeholders of a request's JSON.
    pub(crate) fn of(request: &'r Value) -> Self {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        let map = |field| {
            request.get(field).map_or(&*NONE, |map: &Value| {
                let map = map.as_object().expect("a map");
                assert!(!map.is_empty(), "an empty {field} is sent");
                map
            })
        };
        let (names, values) = (map("ExpressionAttributeNames"), map("ExpressionAttributeValues"));
        Self { names, values, used: BTreeSet::new() }
    }

    fn name(&mut self, placeholder: &str) -> String {
        self.used.insert(placeholder.to_owned());
        let name = self.names.get(placeholder).unwrap_or_else(|| panic!("{placeholder} is not defined"));
        name.as_str().expect("a name").to_owned()
    }

    fn value(&mut self, placeholder: &str) -> Value {
        self.used.insert(placeholder.to_owned());
        self.values.get(placeholder).unwrap_or_else(|| panic!("{placeholder} is not defined")).clone()
    }

    /// DynamoDB refuses placeholders that no expression uses.
    pub(crate) fn assert_all_used(&self) {
        for placeholder in self.names.keys().chain(self.values.keys()) {
            assert!(self.used.contains(placeholder), "{placeholder} is never used");
        }
    }

    /// The text with names and values put in, nothing else changed.
    pub(crate) fn put_in(&mut self, text: &str) -> String {
        let mut out = String::new();
        for token in tokens(text, true) {
            match token {
                Token::Name(name) => out += &quoted(&self.name(&name)),
                Token::Value(value) => out += &self.value(&value).to_string(),
                Token::Word(word) => out += &word,
                Token::Mark(mark) => out += mark,
                Token::Space => out.push(' '),
            }
        }
        out
    }

    /// The tree of a condition, a key condition or a filter.
    pub(crate) fn condition(&mut self, text: &str) -> Value {
        let mut parser = Parser::new(text, self);
        let tree = parser.or();
        parser.end();
        tree
    }

    /// The paths of a projection.
    pub(crate) fn projection(&mut self, text: &str) -> Value {
        let mut parser = Parser::new(text, self);
        let paths = parser.list(|parser| Value::String(parser.path()));
        parser.end();
        paths
    }

    /// The clauses of an update.
    pub(crate) fn update(&mut self, text: &str) -> Value {
        let mut parser = Parser::new(text, self);
        let mut clauses = Map::new();
        while let Some(Token::Word(clause)) = parser.next() {
            let actions = match clause.as_str() {
                "SET" => parser.list(Parser::assignment),
                "REMOVE" => parser.list(|parser| json!({ "path": parser.path() })),
                "ADD" | "DELETE" => parser.list(|parser| json!({ "path": parser.path(), "value": parser.value() })),
                other => panic!("no clause: {other}"),
            };
            assert!(clauses.insert(clause, actions).is_none(), "a clause twice in {text}");
        }
        parser.end();
        Value::Object(clauses)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Value(String),
    Word(String),
    Mark(&'static str),
    Space,
}

fn tokens(text: &str, with_spaces: bool) -> Vec<Token> {
    const MARKS: [&str; 14] = ["<>", "<=", ">=", "<", ">", "=", "(", ")", "[", "]", ",", ".", "+", "-"];
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word_end = |from: usize| {
            rest[from..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(rest.len(), |end| end + from)
        };
        let (token, length) = match first {
            ' ' => (Token::Space, 1),
            '#' => (Token::Name(rest[..word_end(1)].to_owned()), word_end(1)),
            ':' => (Token::Value(rest[..word_end(1)].to_owned()), word_end(1)),
            c if c.is_ascii_alphanumeric() => (Token::Word(rest[..word_end(0)].to_owned()), word_end(0)),
            _ => {
                let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark));
                let mark = mark.unwrap_or_else(|| panic!("`{first}` in {text}"));
                (Token::Mark(mark), mark.len())
            }
        };
        if with_spaces || token != Token::Space {
            out.push(token);
        }
        rest = &rest[length..];
    }
    out
}

struct Parser<'p, 'r> {
    names: &'p mut Names<'r>,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl<'p, 'r> Parser<'p, 'r> {
    fn new(text: &str, names: &'p mut Names<'r>) -> Self {
        assert!(text.len() <= 4096, "a longer expression than DynamoDB takes");
        Self { names, tokens: tokens(text, false).into_iter().peekable() }
    }

    fn next(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    fn end(&mut self) {
        assert_eq!(self.tokens.next(), None, "text behind the expression");
    }

    fn take(&mut self, token: &Token) -> bool {
        self.tokens.next_if_eq(token).is_some()
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.take(&Token::Word(word.to_owned()))
    }

    fn take_mark(&mut self, mark: &'static str) -> bool {
        self.take(&Token::Mark(mark))
    }

    fn expect(&mut self, mark: &'static str) {
        assert!(self.take_mark(mark), "expected {mark}, found {:?}", self.tokens.peek());
    }

    fn list(&mut self, mut element: impl FnMut(&mut Self) -> Value) -> Value {
        let mut all = vec![element(self)];
        while self.take_mark(",") {
            all.push(element(self));
        }
        Value::Array(all)
    }

    fn joined(&mut self, word: &str, part: fn(&mut Self) -> Value) -> Value {
        let mut all = vec![part(self)];
        while self.take_word(word) {
            all.push(part(self));
        }
        if all.len() == 1 { all.remove(0) } else { json!({ word.to_lowercase(): all }) }
    }

    fn or(&mut self) -> Value {
        self.joined("OR", Self::and)
    }

    fn and(&mut self) -> Value {
        self.joined("AND", Self::not)
    }

    fn not(&mut self) -> Value {
        if self.take_word("NOT") { json!({ "not": self.not() }) } else { self.comparison() }
    }

    fn comparison(&mut self) -> Value {
        if self.take_mark("(") {
            let inner = self.or();
            self.expect(")");
            return inner;
        }
        let left = match self.operand() {
            function if function.get("fn").is_some() => return function,
            operand => operand,
        };
        if self.take_word("BETWEEN") {
            let low = self.operand();
            assert!(self.take_word("AND"), "BETWEEN without AND");
            return json!({ "between": left, "low": low, "high": self.operand() });
        }
        if self.take_word("IN") {
            self.expect("(");
            let list = self.list(Self::operand);
            self.expect(")");
            return json!({ "in": left, "list": list });
        }
        let Some(Token::Mark(operator @ ("=" | "<>" | "<" | "<=" | ">" | ">="))) = self.next() else {
            panic!("no operator behind {left}");
        };
        json!({ "cmp": operator, "left": left, "right": self.operand() })
    }

    /// A path, a value, a size, or a function call.
    fn operand(&mut self) -> Value {
        match self.tokens.peek() {
            Some(Token::Name(_)) => json!({ "path": self.path() }),
            Some(Token::Value(_)) => json!({ "value": self.value() }),
            Some(Token::Word(function)) => {
                let function = function.clone();
                self.next();
                self.expect("(");
                let args = self.list(Self::operand);
                self.expect(")");
                if function == "size" {
                    json!({ "size": args[0]["path"] })
                } else {
                    json!({ "fn": function, "args": args })
                }
            }
            other => panic!("no operand: {other:?}"),
        }
    }

    fn value(&mut self) -> Value {
        match self.next() {
            Some(Token::Value(placeholder)) => self.names.value(&placeholder),
            other => panic!("no value: {other:?}"),
        }
    }

    fn path(&mut self) -> String {
        let Some(Token::Name(placeholder)) = self.next() else { panic!("no path") };
        let mut path = quoted(&self.names.name(&placeholder));
        loop {
            if self.take_mark(".") {
                let Some(Token::Name(placeholder)) = self.next() else { panic!("no name behind a dot") };
                path = format!("{path}.{}", quoted(&self.names.name(&placeholder)));
            } else if self.take_mark("[") {
                let Some(Token::Word(index)) = self.next() else { panic!("no position") };
                self.expect("]");
                path = format!("{path}[{index}]");
            } else {
                return path;
            }
        }
    }

    /// `path = operand`, with or without arithmetic.
    fn assignment(&mut self) -> Value {
        let path = self.path();
        self.expect("=");
        let mut right = self.operand();
        for (mark, word) in [("+", "plus"), ("-", "minus")] {
            if self.take_mark(mark) {
                right = json!({ word: [right, self.operand()] });
            }
        }
        let mut action = json!({ "path": path });
        if let Some(function) = right.get("fn").and_then(Value::as_str) {
            action[function] = right["args"].clone();
        } else if let Some(from) = right.get("path") {
            action["from"] = from.clone();
        } else {
            action.as_object_mut().expect("an object").extend(right.as_object().expect("an operand").clone());
        }
        action
    }
}

/// A name as paths in canonical text have it.
pub(crate) fn quoted(name: &str) -> String {
    if name.contains(['.', '[', ']', '`', ' ']) { format!("`{name}`") } else { name.to_owned() }
}

/// The canonical text of a condition's tree.
pub(crate) fn condition_text(tree: &Value) -> String {
    for (word, joint) in [("and", " AND "), ("or", " OR ")] {
        if let Some(parts) = tree.get(word).and_then(Value::as_array) {
            return parts.iter().map(part_text).collect::<Vec<_>>().join(joint);
        }
    }
    if let Some(inner) = tree.get("not") {
        return format!("NOT {}", part_text(inner));
    }
    if let Some(left) = tree.get("between") {
        return format!(
            "{} BETWEEN {} AND {}",
            operand_text(left),
            operand_text(&tree["low"]),
            operand_text(&tree["high"])
        );
    }
    if let Some(left) = tree.get("in") {
        return format!("{} IN ({})", operand_text(left), operands_text(&tree["list"]));
    }
    if let Some(operator) = tree.get("cmp").and_then(Value::as_str) {
        return format!("{} {operator} {}", operand_text(&tree["left"]), operand_text(&tree["right"]));
    }
    operand_text(tree)
}

/// A part of a longer condition: AND and OR are put in parentheses, nothing else is.
fn part_text(tree: &Value) -> String {
    let text = condition_text(tree);
    if tree.get("and").is_some() || tree.get("or").is_some() { format!("({text})") } else { text }
}

fn operands_text(list: &Value) -> String {
    list.as_array().expect("operands").iter().map(operand_text).collect::<Vec<_>>().join(", ")
}

fn operand_text(tree: &Value) -> String {
    if let Some(path) = tree.get("path").and_then(Value::as_str) {
        path.to_owned()
    } else if let Some(path) = tree.get("size").and_then(Value::as_str) {
        format!("size({path})")
    } else if let Some(function) = tree.get("fn").and_then(Value::as_str) {
        format!("{function}({})", operands_text(&tree["args"]))
    } else {
        tree["value"].to_string()
    }
}
