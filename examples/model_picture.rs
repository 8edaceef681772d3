//! A picture of a model for its readers: a diagram of the table, its indexes and entities, and the access patterns with the request
//! that each one sends. Everything comes from the declarations, so it cannot be out of date.
//!
//! It shows the two models of the examples `shop` and `hub`. Prints Markdown. With a path as its argument it writes an HTML page instead:
//! `cargo run --example model_picture -- target/model.html`.

use std::fmt::Write as _;

use dkmio::{DynamoTable as _, Error, Explanation};

#[path = "shop/model.rs"]
#[allow(dead_code, reason = "the picture reads no item")]
mod shop;

#[path = "hub/model.rs"]
#[allow(dead_code, reason = "the picture reads no item")]
mod hub;

use hub::{AccountRepos, Hub, Issue, IssueStatus, Repo, RepoItem, RepoPulls, Star};
use shop::{Basket, Entry, Order, Session, Shop, Status, Tenant, User};

/// A question that the program asks of its data, and the request that answers it.
struct Pattern {
    question: &'static str,
    request: Explanation,
}

/// A table with the questions that the program asks of it.
struct Model {
    name: &'static str,
    diagram: String,
    patterns: Vec<Pattern>,
}

fn pattern(question: &'static str, request: Explanation) -> Pattern {
    Pattern { question, request }
}

/// The shop, with an example value in place of each argument.
fn shop() -> Result<Model, Error> {
    let patterns = vec![
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
    ];
    Ok(Model { name: "shop", diagram: Shop::table().to_mermaid(), patterns })
}

/// The hub, likewise.
fn hub() -> Result<Model, Error> {
    let repo = ("acme", "dkmio");
    let patterns = vec![
        pattern("a repository", Repo::get(repo).explain()?),
        pattern(
            "a repository and its ten latest issues",
            RepoItem::query(repo).sk_lte(Repo::sort_key(repo)).descending().limit(11).explain()?,
        ),
        pattern("who gave a star", Star::query(repo).explain()?),
        pattern(
            "the open issues from 3 to 5",
            Issue::query(repo).sk_between(3, 5).filter(Issue::STATUS.eq(IssueStatus::Open)).explain()?,
        ),
        pattern("a repository with its pull requests", RepoPulls::query(repo).explain()?),
        pattern("the forks of a repository, by owner", Repo::forks().query(repo).explain()?),
        pattern(
            "an account and its latest repositories",
            AccountRepos::query("acme").descending().limit(21).explain()?,
        ),
        pattern("close an issue", Issue::patch((repo.0, repo.1, 3)).set(Issue::STATUS, IssueStatus::Closed).explain()?),
    ];
    Ok(Model { name: "hub", diagram: Hub::table().to_mermaid(), patterns })
}

/// What a request says of itself below its first line: keys, conditions, updates.
fn details(request: &Explanation) -> Vec<String> {
    let parameters = request.parameters.iter().map(|(name, value)| format!("{name}: {value}"));
    let expressions = request.expressions.iter().map(|one| format!("{}: {}", one.parameter, one.readable));
    // The last character of Unicode ends some ranges of keys, and no font shows it.
    parameters.chain(expressions).map(|text| text.replace('\u{10FFFF}', "\\u{10FFFF}")).collect()
}

fn index(request: &Explanation) -> &'static str {
    request.index.unwrap_or("the table")
}

fn markdown(Model { diagram, patterns, .. }: &Model) -> String {
    let mut text = "| Access pattern | Operation | Reads | Request |\n|---|---|---|---|\n".to_owned();
    for Pattern { question, request } in patterns {
        // A vertical bar would end the cell.
        let details = details(request).iter().map(|one| format!("`{}`", one.replace('|', "\\|"))).collect::<Vec<_>>();
        let _ =
            writeln!(text, "| {question} | {} | {} | {} |", request.operation, index(request), details.join("<br>"));
    }
    let _ = write!(text, "\n```mermaid\n{diagram}```\n");
    text
}

/// The access patterns and the diagram of a model as a part of a page.
fn section(Model { name, diagram, patterns }: &Model) -> String {
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
    let (name, diagram) = (escaped(name), escaped(diagram));
    format!(
        "<h1>{name}</h1>
<h2>Access patterns</h2>
<table>
<tr><th>Access pattern</th><th>Operation</th><th>Reads</th><th>Request</th></tr>
{rows}</table>
<h2>Table, indexes and entities</h2>
<p>A program that draws Mermaid shows this text as a diagram.</p>
<pre class=\"mermaid\">
{diagram}</pre>
"
    )
}

fn html(models: &[Model]) -> String {
    let sections: String = models.iter().map(section).collect();
    format!(
        "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Models</title>
<style>
body {{ font-family: sans-serif; margin: 2rem; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #bbb; padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }}
</style>
{sections}</html>
"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let models = [shop()?, hub()?];
    match std::env::args().nth(1) {
        Some(path) => std::fs::write(path, html(&models))?,
        None => models.iter().for_each(|model| println!("# {}\n\n{}", model.name, markdown(model))),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Model, html, hub, markdown, section, shop};

    #[test]
    fn both_forms_show_every_pattern_and_entity() {
        let (shop, hub) = (shop().unwrap(), hub().unwrap());
        let entities = [
            (&shop, &["Tenant", "User", "Order", "Line", "Session"]),
            (&hub, &["Repo", "Issue", "Pull", "Star", "Account"]),
        ];
        for (model, entities) in entities {
            let (markdown, html) = (markdown(model), section(model));
            for pattern in &model.patterns {
                assert!(markdown.contains(pattern.question) && html.contains(pattern.question), "{}", pattern.question);
            }
            for entity in entities {
                assert!(markdown.contains(&format!("\"{}: {entity}\"", model.name)), "{markdown}");
                assert!(html.contains(&format!("&quot;{}: {entity}&quot;", model.name)), "{html}");
            }
        }
        assert!(markdown(&shop).contains("| a user by email, in any spelling | Query | GSI1 |"));
        assert!(markdown(&hub).contains("| the forks of a repository, by owner | Query | GSI2 |"));
        let page = html(&[shop, Model { name: "a < b", ..hub }]);
        assert!(page.contains("<h1>shop</h1>") && page.contains("<h1>a &lt; b</h1>"), "{page}");
    }

    #[test]
    fn the_guide_shows_what_this_example_prints() {
        let chapter = include_str!("../dkmio/docs/entities.md");
        for model in [shop().unwrap(), hub().unwrap()] {
            let text = markdown(&model);
            assert!(chapter.contains(&text), "the chapter `entities` does not show this text:\n{text}");
        }
    }
}
