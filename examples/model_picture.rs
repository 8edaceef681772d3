//! A picture of a model for its readers: a diagram of the table, its indexes and entities, and the access patterns with the request
//! that each one sends. Everything comes from the declarations, so it cannot be out of date.
//!
//! Prints Markdown. With a path as its argument it writes an HTML page instead:
//! `cargo run --example model_picture -- target/model.html`.

use std::fmt::Write as _;

use dkmio::{DynamoTable as _, Error, Explanation};

#[path = "shop/model.rs"]
#[allow(dead_code, reason = "the picture reads no item")]
mod shop;

use shop::{Basket, Entry, Order, Session, Shop, Status, Tenant, User};

/// A question that the program asks of its data, and the request that answers it.
struct Pattern {
    question: &'static str,
    request: Explanation,
}

/// The access patterns of the shop, with an example value in place of each argument.
fn patterns() -> Result<Vec<Pattern>, Error> {
    let pattern = |question, request| Pattern { question, request };
    Ok(vec![
        pattern("the profile of a tenant", Tenant::get("acme").explain()?),
        pattern("a user by email, in any spelling", User::by_email().query("Ana@Example.com").explain()?),
        pattern(
            "the open orders of a tenant since a day",
            Order::by_status().query(("acme", Status::Open)).sk_gte("2025-11").explain()?,
        ),
        pattern("an order with its lines", Basket::query("acme").sk_subtree(Order::sort_key(("o1",))).explain()?),
        pattern("everything of a tenant", Entry::query("acme").explain()?),
        pattern(
            "mark an order as paid",
            Order::update(("acme", "o1")).set(Order::STATUS, Status::Paid).if_exists().explain()?,
        ),
        pattern("a session by its token", Session::get(("acme", "s1")).explain()?),
    ])
}

/// What a request says of itself below its first line: keys, conditions, updates.
fn details(request: &Explanation) -> Vec<String> {
    let parameters = request.parameters.iter().map(|(name, value)| format!("{name}: {value}"));
    let expressions = request.expressions.iter().map(|one| format!("{}: {}", one.parameter, one.readable));
    parameters.chain(expressions).collect()
}

fn index(request: &Explanation) -> &'static str {
    request.index.unwrap_or("the table")
}

fn markdown(diagram: &str, patterns: &[Pattern]) -> String {
    let mut text =
        format!("```mermaid\n{diagram}```\n\n| Access pattern | Operation | Reads | Request |\n|---|---|---|---|\n");
    for Pattern { question, request } in patterns {
        // A vertical bar would end the cell.
        let details = details(request).iter().map(|one| format!("`{}`", one.replace('|', "\\|"))).collect::<Vec<_>>();
        let _ =
            writeln!(text, "| {question} | {} | {} | {} |", request.operation, index(request), details.join("<br>"));
    }
    text
}

fn html(title: &str, diagram: &str, patterns: &[Pattern]) -> String {
    let mut rows = String::new();
    for Pattern { question, request } in patterns {
        let details = details(request).iter().map(|one| format!("<code>{}</code>", escaped(one))).collect::<Vec<_>>();
        let _ = writeln!(
            rows,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(question),
            request.operation,
            escaped(index(request)),
            details.join("<br>")
        );
    }
    let (title, diagram) = (escaped(title), escaped(diagram));
    format!(
        "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; margin: 2rem; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #bbb; padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }}
</style>
<h1>{title}</h1>
<h2>Access patterns</h2>
<table>
<tr><th>Access pattern</th><th>Operation</th><th>Reads</th><th>Request</th></tr>
{rows}</table>
<h2>Table, indexes and entities</h2>
<p>A program that draws Mermaid shows this text as a diagram.</p>
<pre class=\"mermaid\">
{diagram}</pre>
</html>
"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (diagram, patterns) = (Shop::table().to_mermaid(), patterns()?);
    match std::env::args().nth(1) {
        Some(path) => std::fs::write(path, html("shop", &diagram, &patterns))?,
        None => print!("{}", markdown(&diagram, &patterns)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Shop, html, markdown, patterns};

    #[test]
    fn both_forms_show_every_pattern_and_entity() {
        let (diagram, patterns) = (Shop::table().to_mermaid(), patterns().unwrap());
        let (markdown, html) = (markdown(&diagram, &patterns), html("a < b", &diagram, &patterns));
        for pattern in &patterns {
            assert!(markdown.contains(pattern.question) && html.contains(pattern.question), "{}", pattern.question);
        }
        for entity in ["Tenant", "User", "Order", "Line", "Session"] {
            assert!(markdown.contains(&format!("\"shop: {entity}\"")), "{markdown}");
            assert!(html.contains(&format!("&quot;shop: {entity}&quot;")), "{html}");
        }
        assert!(html.contains("<title>a &lt; b</title>"), "{html}");
        assert!(markdown.contains("| a user by email, in any spelling | Query | GSI1 |"), "{markdown}");
    }
}
