//! What the guide and the README say, where it is no snippet: tables, figures, links and lists.

// The snippets use all of what they share; this file uses its types.
#![allow(dead_code)]

use std::fs;
use std::path::Path;

use dkmio::{AttributeType, Condition, Explanation, Query, SortKey, Update, attr, attr_name};

include!("../../../dkmio/docs/orders.rs");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).expect("a file")
}

/// One row of a table: what is written, and what it sends.
type Row = (&'static str, String);

/// The one expression of a request, or the one that is not the partition key's.
fn expression(explanation: &Explanation) -> String {
    let readable = &explanation.expressions.last().expect("an expression").readable;
    readable.strip_prefix(r#"user_id = {"S":"ana"} AND "#).unwrap_or(readable).to_owned()
}

macro_rules! conditions {
    ($($condition:expr),* $(,)?) => {
        vec![$((
            stringify!($condition),
            expression(&Orders::scan().filter($condition).explain().expect("a condition")),
        )),*]
    };
}

macro_rules! requests {
    ($($request:expr),* $(,)?) => {
        vec![$((stringify!($request), expression(&$request.explain().expect("a request")))),*]
    };
}

fn query() -> Query<Orders> {
    Orders::query("ana")
}

fn update() -> Update<Orders> {
    Orders::update(("ana", "o1"))
}

fn comparisons() -> Vec<Row> {
    conditions![
        Orders::TOTAL.eq(100),
        Orders::TOTAL.neq(100),
        Orders::TOTAL.gt(100),
        Orders::TOTAL.gte(100),
        Orders::TOTAL.lt(100),
        Orders::TOTAL.lte(100),
        Orders::TOTAL.between(10, 20),
        Orders::STATUS.is_in([Status::Pending, Status::Shipped]),
        Orders::CREATED_AT.begins_with("2025-"),
        Orders::CREATED_AT.not_begins_with("2025-"),
        Orders::CREATED_AT.contains("-01-"),
        Orders::TAGS.contains("urgent"),
        Orders::TAGS.not_contains("urgent"),
        Orders::REGION.exists(),
        Orders::REGION.not_exists(),
        Orders::ITEMS.attribute_type(AttributeType::List),
        Orders::ITEMS.size().gt(3),
    ]
}

fn operands() -> Vec<Row> {
    conditions![
        Orders::DESCRIPTION.eq("fragile"),
        Orders::ADDRESS.dot(Address::CITY).eq("Lima"),
        Orders::ITEMS.at(0).dot(Line::QTY).gte(2),
        Orders::TOTAL.gt(Orders::PAID),
        Orders::VERSION.eq(Orders::HISTORY.size()),
        Orders::TAGS.size().between(1, 5),
        attr("labels.color").eq("red"),
        attr("visits[0]").lt(5),
        attr_name("some.where").exists(),
    ]
}

fn combinations() -> Vec<Row> {
    conditions![
        Orders::TOTAL.gt(1) & Orders::PAID.eq(0),
        Orders::TOTAL.gt(1).and(Orders::PAID.eq(0)),
        Orders::TOTAL.gt(1) | Orders::PAID.eq(0),
        Orders::TOTAL.gt(1).or(Orders::PAID.eq(0)),
        !Orders::TOTAL.gt(1),
        Orders::TOTAL.gt(1) & (Orders::PAID.eq(0) | Orders::REGION.exists()),
        Condition::all([Orders::TOTAL.gt(1), Orders::PAID.eq(0)]),
        Condition::any([Orders::TOTAL.gt(1), Orders::PAID.eq(0)]),
    ]
}

fn sort_keys() -> Vec<Row> {
    requests![
        query().sk_eq("o1"),
        query().sk_gt("o1"),
        query().sk_gte("o1"),
        query().sk_lt("o1"),
        query().sk_lte("o1"),
        query().sk_between("o1", "o5"),
        query().sk_begins_with("o"),
        query().sk(SortKey::gte("o1")),
    ]
}

fn actions() -> Vec<Row> {
    requests![
        update().set(Orders::STATUS, Status::Shipped),
        update().set(Orders::PAID, Orders::TOTAL),
        update().set(Orders::ADDRESS.dot(Address::CITY), "Lima"),
        update().set_or_remove(Orders::REGION, Some("EU")),
        update().set_or_remove(Orders::REGION, None::<&str>),
        update().set_if_not_exists(Orders::REGION, "EU"),
        update().increment(Orders::PAID, 5),
        update().decrement(Orders::PAID, 5),
        update().append(Orders::HISTORY, ["packed"]),
        update().prepend(Orders::HISTORY, ["paid"]),
        update().remove(Orders::REGION),
        update().add(Orders::VERSION, 1),
        update().add(Orders::TAGS, ["urgent"]),
        update().delete(Orders::TAGS, ["urgent"]),
        update().add(attr("labels"), ["red"]),
        update().set(attr("labels"), dkmio::Set(["red"])),
    ]
}

/// The tables as they have to stand in the page, without the columns that follow.
fn rows() -> Vec<String> {
    let all = [comparisons(), operands(), combinations(), sort_keys(), actions()];
    let cell = |text: &str| {
        let text = text.trim_start_matches("query()").trim_start_matches("update()").replace('|', "\\|");
        let quote = if text.contains('`') { "``" } else { "`" };
        format!("{quote}{text}{quote}")
    };
    all.iter().flatten().map(|(code, sent)| format!("| {} | {} |", cell(code), cell(sent))).collect()
}

#[test]
fn every_row_of_the_operator_tables_sends_what_it_says() {
    let page = read("dkmio/docs/expressions.md");
    let missing: Vec<_> = rows().into_iter().filter(|row| !page.lines().any(|line| line.starts_with(row))).collect();
    assert!(missing.is_empty(), "not in the page:\n{}", missing.join("\n"));
    let tables = page.lines().filter(|line| line.starts_with("| `") && line.contains("` | `")).count();
    assert_eq!(tables, rows().len(), "the page has rows that nothing checks");
}

#[test]
fn every_operator_stands_in_a_table() {
    let page = read("dkmio/docs/expressions.md");
    let mut missing = Vec::new();
    let sources = [
        ("expression/compare.rs", ""),
        ("read/query.rs", "sk"),
        ("operation/update.rs", ""),
        ("operation/update_collections.rs", ""),
    ];
    for (file, of) in sources {
        let source = read(&format!("dkmio-core/src/{file}"));
        let names = source.lines().filter_map(|line| line.trim().strip_prefix("pub fn ")?.split(['<', '(']).next());
        // What is no operator: the outputs of an update, its guards, and what it tells of itself.
        let others = ["explain", "is_empty", "if_not_exists"];
        let operators =
            names.filter(|name| name.starts_with(of) && !name.starts_with("return") && !others.contains(name));
        missing.extend(operators.filter(|name| !page.contains(&format!(".{name}("))).map(str::to_owned));
    }
    assert!(missing.is_empty(), "not in the page: {missing:?}");
}

/// The words of a text that look like variants of an enum behind a prefix, such as `Self::`.
fn variants<'t>(text: &'t str, prefix: &str) -> Vec<&'t str> {
    let end = |rest: &str| rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    text.split(prefix).skip(1).map(|rest| &rest[..end(rest)]).collect()
}

/// The part of a text after one mark and before the next one.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).expect("a part of the text").0
}

#[test]
fn every_kind_of_error_has_a_row_with_its_status() {
    let (page, source) = (read("dkmio/docs/errors.md"), read("dkmio-core/src/error/kind.rs"));
    let declared = between(&source, "pub enum ErrorKind {", "\n}");
    let lines = declared.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let kinds: Vec<&str> = lines.filter_map(|line| line.strip_suffix(',')).collect();
    let retryable = variants(between(&source, "fn is_retryable", "\n    }"), "Self::");
    let statuses = read("dkmio-core/src/error/http_status.rs");
    let statuses: Vec<(Vec<&str>, &str)> = between(&statuses, "match self.kind() {", "_ => 500,")
        .split(',')
        .filter_map(|arm| arm.split_once(" => "))
        .map(|(kinds, status)| (variants(kinds, "ErrorKind::"), status))
        .collect();
    assert!(kinds.len() > 30 && retryable.len() > 5 && statuses.len() > 4, "the sources are read");

    let rows: Vec<Vec<&str>> = between(&page, "## Kinds", "More kinds may be added")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    for kind in &kinds {
        let of_kind: Vec<_> = rows.iter().filter(|row| row[1].contains(&format!("`{kind}`"))).collect();
        let [row] = of_kind.as_slice() else { panic!("{kind} is in {} rows", of_kind.len()) };
        assert_eq!(row[3] == "yes", retryable.contains(kind), "{kind}");
        let status = statuses.iter().find(|(kinds, _)| kinds.contains(kind)).map_or("500", |(_, status)| status);
        // That of a canceled transaction depends on its reasons.
        assert!(*kind == "TransactionCanceled" || row[4].starts_with(status), "{kind}: {} for {status}", row[4]);
    }
    let listed: usize = rows.iter().map(|row| row[1].split(',').count()).sum();
    assert_eq!(listed, kinds.len(), "the page has kinds that do not exist");
}

#[test]
fn every_attribute_of_the_derive_macros_stands_in_a_table() {
    let macros = read("dkmio-derive/src/lib.rs");
    let accepted = |derive: &str| -> Vec<String> {
        let rest = macros.split_once(&format!("    {derive},\n")).expect("the derive macro").1;
        between(rest, "attributes(", ")").split(',').map(|name| name.trim().to_owned()).collect()
    };
    // Some are accepted for the sake of a better message: those of entities on a table, and those of tables on an entity.
    let pages = [
        ("DynamoTable", "declaring_tables", ["index", "constant"].as_slice()),
        ("DynamoEntity", "entities", &["gsi", "lsi", "vector"]),
    ];
    for (derive, page, refused) in pages {
        let text = read(&format!("dkmio/docs/{page}.md"));
        let cells: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
        let names = accepted(derive);
        assert!(names.len() > 8, "{names:?}");
        for name in names.iter().filter(|name| !refused.contains(&name.as_str())) {
            let is_in = |cell: &&&str| [']', '(', ' '].iter().any(|end| cell.contains(&format!("#[{name}{end}")));
            assert!(cells.iter().any(|cell| is_in(&cell)), "`#[{name}]` is not in {page}");
        }
    }
}

/// The text of every link of a document that leads into the repository or to another page of it.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

#[test]
fn the_readme_links_absolutely_and_to_chapters_that_exist() {
    let readme = read("README.md");
    let chapters = read("dkmio/src/guide.rs");
    for link in links(&readme) {
        let chapter = link.strip_prefix("https://docs.rs/dkmio/latest/dkmio/guide/").map(|rest| rest.split('/').next());
        match chapter.flatten() {
            Some(chapter) => assert!(chapters.contains(&format!("\" {chapter};")), "no chapter {chapter}"),
            None => assert!(link.starts_with('#') || link.starts_with("https://"), "{link} is relative"),
        }
    }
}

#[test]
fn chapters_link_to_chapters_that_exist() {
    let declared = read("dkmio/src/guide.rs");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dkmio/docs");
    for entry in fs::read_dir(folder).expect("the chapters") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(declared.contains(&format!("\"../docs/{name}.md\" {name};")), "{name} is not a chapter");
        for link in links(&fs::read_to_string(&path).expect("a text")) {
            if let Some(chapter) = link.strip_prefix("crate::guide::") {
                assert!(declared.contains(&format!("\" {chapter};")), "{name} links to {chapter}");
            }
        }
    }
}

#[test]
fn the_readme_lists_the_examples_and_features_that_exist() {
    let readme = read("README.md");
    let listed = |name: &str| readme.contains(&format!("`{name}`"));
    let examples = read("examples/Cargo.toml");
    for name in examples.lines().filter_map(|line| line.strip_prefix("name = \"")).skip(1) {
        assert!(listed(name.trim_end_matches('"')), "the example {name}");
    }
    let manifest = read("dkmio/Cargo.toml");
    let features = manifest.split("[features]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("features");
    let names = features.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(" = ").next());
    for name in names.filter(|name| !name.is_empty() && *name != "default") {
        assert!(listed(name), "the feature {name}");
    }
}

/// The share of instructions of a row of RESULTS.md in a column, counted from the name of the work.
fn measured(results: &str, work: &str, column: usize) -> f64 {
    let row = results.lines().find(|line| line.starts_with(&format!("| {work} |"))).expect("a row");
    let cell = row.split('|').nth(column + 1).expect("a column").trim();
    cell.split(" / ").next().expect("instructions").parse().expect("a number")
}

#[test]
fn dkmio_takes_fewer_instructions_in_every_row_as_the_readme_says() {
    assert!(
        read("README.md").contains("dkmio takes fewer\ninstructions in every row"),
        "the README says something else"
    );
    let results = read("benches/RESULTS.md");
    let table = between(&results, "## Instructions and allocations", "## Time");
    let works: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
    let works = works.into_iter().filter(|work| *work != "work" && !work.starts_with('-'));
    let ratios: Vec<_> = works.map(|work| (work, measured(&results, work, 3))).collect();
    assert!(ratios.len() > 20, "{ratios:?}");
    for (work, ratio) in ratios {
        assert!(ratio < 1.0, "{work}: {ratio}");
    }
}

#[test]
fn the_chart_of_the_readme_shows_what_was_measured() {
    let (readme, results) = (read("README.md"), read("benches/RESULTS.md"));
    for work in ["query of 100 small items", "batch write of 25", "get"] {
        let mut lines = readme.lines().skip_while(|line| !line.starts_with(&format!("{work}  ")));
        for (library, column) in [("dkmio", Some(3)), ("SDK", None), ("modyne", Some(5)), ("dynamodb-facade", Some(6))]
        {
            let line = lines.next().expect("a bar");
            assert!(line.contains(library), "{line}");
            let shown: f64 = line.split_whitespace().last().expect("a figure").parse().expect("a number");
            let wanted = column.map_or(1.0, |column| measured(&results, work, column));
            // A new measurement varies by a little, and the chart need not follow each.
            assert!((shown - wanted).abs() <= 0.05, "{work} by {library}: {shown} in the README, {wanted} measured");
            let eighths =
                line.chars().map(|c| ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'].iter().position(|bar| *bar == c));
            let length = eighths.flatten().map(|eighth| eighth as f64 + 1.0).sum::<f64>() / 160.0;
            assert!((length - shown).abs() <= 0.01, "the bar of {work} by {library} is {length:.3} long");
        }
    }
}
