//! Writes all changes of a file into one program, each behind a switch.

use crate::find::{Change, Kind};

/// Returns the text with every change, numbered as given.
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
        match &change.kind {
            Kind::Negate => *output += &format!("({switch} ^ ({inside}))"),
            Kind::Replace(other) => *output += &format!("(if {switch} {{ {other} }} else {{ {inside} }})"),
            Kind::Skip => *output += &format!("if !{switch} {{ {inside} }}"),
            Kind::Enter(statement) => *output += &format!("if {switch} {{ {statement} }} "),
        }
        at = change.range.end;
    }
    output.push_str(text.get(at..end).unwrap_or_default());
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
