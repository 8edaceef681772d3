//! Measures the most memory that a load and a scan of many items take, each in a process of its own.

use std::process::Command;

use bytes::Bytes;
use dkmio::{DynamoDb, DynamoTable as _};
use futures::TryStreamExt as _;
use tokio::runtime::Runtime;

use crate::connector::{Memory, in_memory};
use crate::items::{Sample as _, Small};
use crate::sections::pages;

/// The argument that makes this program do one piece of work, print the most memory it took, and end.
pub(crate) const PEAK: &str = "peak";

const ITEMS: usize = 1_000_000;

/// What a process does, with its name on the command line and in the table.
const WORK: [(&str, &str); 4] = [
    ("nothing", "nothing"),
    ("load", "load, `concurrency(16)`"),
    ("scan", "scan, streamed"),
    ("segments", "scan, `segments(16)`, streamed"),
];

/// Runs a process for each piece of work and returns the rows.
pub(super) fn measure() -> Result<Vec<Vec<String>>, String> {
    let peaks = WORK.iter().map(|(name, _)| peak_of(name)).collect::<Result<Vec<_>, _>>()?;
    let megabytes = |bytes: f64| format!("{:.1} MB", bytes / 1e6);
    let row = |((_, shown), peak): (&(&str, &str), &f64)| {
        vec![(*shown).to_owned(), megabytes(*peak), megabytes(peak - peaks[0])]
    };
    Ok(WORK.iter().zip(&peaks).map(row).collect())
}

fn peak_of(work: &str) -> Result<f64, String> {
    eprintln!("memory: {work}");
    let program = std::env::current_exe().map_err(|error| format!("no program: {error}"))?;
    let output = Command::new(program).args([PEAK, work]).output().map_err(|error| format!("no process: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| format!("{work}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// Does a piece of work and prints the most memory it took, in bytes.
///
/// # Errors
///
/// Returns an error if there is no such work, or if the system does not tell.
pub(crate) fn run(runtime: &Runtime, work: &str) -> Result<(), String> {
    match work {
        "nothing" => drop(scans(LAST)),
        "load" => runtime.block_on(load()),
        "scan" => runtime.block_on(scan(None)),
        "segments" => runtime.block_on(scan(Some(16))),
        _ => return Err(format!("there is no work of the name {work}")),
    }
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    println!("{}", peak(&status).ok_or("the system does not tell the most memory")?);
    Ok(())
}

/// Returns the most memory of a process, in bytes.
fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

async fn load() {
    let db = DynamoDb::from_client(in_memory(Memory::canned(r#"{"UnprocessedItems":{}}"#.to_owned())));
    Small::batch_put((0..ITEMS).map(Small::sample)).concurrency(16).send(&db).await.expect("the batches");
}

async fn scan(segments: Option<u32>) {
    let db = scans(ITEMS / pages::PAGE);
    let count = match segments {
        None => count(Small::scan().stream(&db)).await,
        Some(segments) => count(Small::scan().segments(segments).concurrency(16).stream(&db)).await,
    };
    assert_eq!(count, ITEMS);
}

async fn count(items: impl futures::Stream<Item = Result<Small, dkmio::Error>>) -> usize {
    items.try_fold(0, async |count, _| Ok(count + 1)).await.expect("a scan")
}

/// The number of pages of a table that is never scanned.
const LAST: usize = 1;

/// Returns a connection to a table of `count` pages. The client writes a page when it is requested, since the table itself would
/// otherwise take most of the memory.
fn scans(count: usize) -> DynamoDb {
    let pages = pages::Texts::new(crate::libraries::LibraryId::Dkmio);
    DynamoDb::from_client(in_memory(Memory::responding(move |body| {
        let (page, last) = pages::asked(body, count);
        Bytes::from(pages.page(page, last))
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_in_bytes() {
        assert_eq!(peak("Name:\tbench\nVmPeak:\t  9 kB\nVmHWM:\t   1024 kB\n"), Some(1_048_576));
        assert_eq!(peak("Name:\tbench\n"), None);
    }
}
