//! Writes changes of a file into one program, each behind a switch.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::find::{Change, Kind};

/// Returns the text with every change, numbered as given.
///
/// Comments mark where each change begins and ends, so that [`at_fault`] finds the changes of a compile error.
pub(crate) fn woven(text: &str, changes: &[(usize, &Change)]) -> String {
    let mut changes: Vec<(usize, &Change)> = changes.to_vec();
    // An outer change comes before the ones inside it, and a statement before the expression that it precedes.
    changes.sort_by_key(|(id, change)| {
        (change.range.start, !change.range.is_empty(), std::cmp::Reverse(change.range.end), *id)
    });
    let mut output = String::new();
    write(text, 0, text.len(), &mut changes.as_slice(), &mut output);
    output
}

/// Writes the text from `start` to `end` and takes the changes in it off the list.
fn write(text: &str, start: usize, end: usize, changes: &mut &[(usize, &Change)], output: &mut String) {
    let mut at = start;
    while let Some(((id, change), rest)) = changes.split_first() {
        if change.range.start >= end {
            break;
        }
        *changes = rest;
        output.push_str(text.get(at..change.range.start).unwrap_or_default());
        let mut inside = String::new();
        // The text of a change may contain further changes, whose switches go inside.
        write(text, change.range.start, change.range.end, changes, &mut inside);
        let switch = format!("crate::mutant::active({id})");
        let switched = match &change.kind {
            Kind::Negate => format!("({switch} ^ ({inside}))"),
            Kind::Replace(other) => format!("(if {switch} {{ {other} }} else {{ {inside} }})"),
            Kind::Skip => format!("if !{switch} {{ {inside} }}"),
            Kind::Enter(statement) => format!("if {switch} {{ {statement} }} "),
        };
        *output += &format!("/*<{id}*/{switched}/*{id}>*/");
        at = change.range.end;
    }
    output.push_str(text.get(at..end).unwrap_or_default());
}

/// Returns the changes of a woven text that a compile error is about.
///
/// `spans` are the byte ranges that the compiler reports, those of the error itself marked with `true`.
pub(crate) fn at_fault(text: &str, spans: &[(Range<usize>, bool)]) -> HashSet<usize> {
    let regions = regions(text);
    let surrounding = |span: &Range<usize>| {
        let around = regions.iter().filter(|(_, region)| region.start <= span.start && span.end <= region.end);
        around.min_by_key(|(_, region)| region.len())
    };
    // An early return also causes errors elsewhere in its function, and then a label of the error points to it.
    let is_return = |region: &Range<usize>| {
        let inside = text.get(region.clone()).unwrap_or_default();
        inside.starts_with("if crate::mutant::active(") && inside.contains(") { return ")
    };
    let returns: HashSet<usize> = spans
        .iter()
        .filter_map(|(span, _)| surrounding(span))
        .filter(|(_, region)| is_return(region))
        .map(|(id, _)| *id)
        .collect();
    if !returns.is_empty() {
        return returns;
    }
    let primary = || spans.iter().filter(|(_, is_primary)| *is_primary).map(|(span, _)| span);
    let innermost: HashSet<usize> = primary().filter_map(&surrounding).map(|(id, _)| *id).collect();
    if !innermost.is_empty() {
        return innermost;
    }
    // The change lies in what the error is about, or else it is the one closest before it. One at a time: most of the
    // others are innocent.
    let inside = primary()
        .flat_map(|span| regions.iter().filter(|(_, region)| span.start <= region.start && region.end <= span.end))
        .map(|(id, _)| *id)
        .next();
    if let Some(inside) = inside {
        return HashSet::from([inside]);
    }
    let before = |span: &Range<usize>| {
        let ended = regions.iter().filter(|(_, region)| region.start <= span.start);
        ended.max_by_key(|(_, region)| region.start).map(|(id, _)| *id)
    };
    primary().filter_map(before).collect()
}

/// Returns the places of the changes in a woven text.
fn regions(text: &str) -> Vec<(usize, Range<usize>)> {
    let mut begun = HashMap::new();
    let mut regions = Vec::new();
    for (at, _) in text.match_indices("/*") {
        let comment = text[at + 2..].split("*/").next().unwrap_or_default();
        let end = at + 4 + comment.len();
        if let Some(id) = comment.strip_prefix('<').and_then(|id| id.parse::<usize>().ok()) {
            begun.insert(id, end);
        } else if let Some(id) = comment.strip_suffix('>').and_then(|id| id.parse::<usize>().ok())
            && let Some(start) = begun.remove(&id)
        {
            regions.push((id, start..at));
        }
    }
    regions
}

/// Returns the source of the module that knows which change is active and records which ones are reached.
pub(crate) fn switches(count: usize) -> String {
    format!(
        r#"//! Which change is in force.
use std::io::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{{AtomicBool, Ordering}};

static REACHED: [AtomicBool; {count}] = [const {{ AtomicBool::new(false) }}; {count}];

struct Settings {{ active: Option<usize>, log: Option<String> }}

fn settings() -> &'static Settings {{
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| Settings {{
        active: std::env::var("DKMIO_MUTANT").ok().and_then(|id| id.parse().ok()),
        log: std::env::var("DKMIO_MUTANT_LOG").ok(),
    }})
}}

pub(crate) fn active(id: usize) -> bool {{
    let settings = settings();
    if let Some(log) = &settings.log
        && !REACHED[id].swap(true, Ordering::Relaxed)
        && let Ok(mut file) = std::fs::OpenOptions::new().append(true).create(true).open(log)
    {{
        let _ = file.write_all(format!("{{id}}\n").as_bytes());
    }}
    settings.active == Some(id)
}}
"#
    )
}
