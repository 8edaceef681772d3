//! Measures what dkmio costs beside the SDK with `serde_dynamo`, modyne and dynamodb-facade.
//!
//! - `cargo run --release -p dkmio-benches --features peers` measures everything, prints it and writes it to
//!   `benches/RESULTS.md` and `benches/chart.svg`; with the names of sections behind `--` (`instructions`, `entities`,
//!   `time`, `in-flight`, `latency`, `memory`, `start`, `compile`, `compile-entities`) it measures those. Without the feature it leaves the
//!   other two libraries out, and prints only.
//! - `cargo run --release -p dkmio-benches -- check` compares instructions and allocations with their limits.
//!
//! Every library is checked to send and return the same before it is measured. Ratios below 1 are in favor of dkmio.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a measurement that goes wrong has no figure to return"
)]

mod arguments;
mod cases;
mod connector;
mod items;
mod libraries;
mod limits;
mod measure;
mod report;
mod sections;

use std::io;
use std::process::ExitCode;

use tokio::runtime::Runtime;

use crate::arguments::Task;
use crate::cases::Workload;
use crate::connector::Server;
use crate::libraries::LibraryId;
use crate::report::files::{self, RESULTS};
use crate::report::page;
use crate::sections::process::memory;
use crate::sections::{Section, instructions};

const INTRODUCTION: &str = "\
# What dkmio costs

![Instructions for each of the SDK with serde_dynamo](./chart.svg)

Written by `cargo run --release -p dkmio-benches --features peers`. Each piece of workload is done by the SDK with serde_dynamo as a careful developer \
writes it by hand, by dkmio (with its default feature `tracing`, and no subscriber), by [modyne](https://github.com/neoeinstein/modyne) 0.3.1 and by \
[dynamodb-facade](https://github.com/RustyServerless/dynamodb-facade) 0.2.0, over the same SDK client, and is checked to send \
and return the same. A small item has 11 attributes (strings, an enum, numbers, a boolean, a list and a map) and about 484 bytes \
of JSON; modyne's has one more, the type of its entity, which it needs.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments::parse(&arguments).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<(), String> {
    let runtime = runtime().map_err(|error| format!("no runtime: {error}"))?;
    match task {
        Task::Measure(sections) => sections.into_iter().try_for_each(|section| measure_section(&runtime, section)),
        Task::Check => check(&runtime),
        Task::Rounds(run, rounds) => {
            let case = cases::case(run.workload, run.library).ok_or("there is no such operation")?;
            runtime.block_on(case.run(rounds));
            Ok(())
        }
        Task::Serve(workload) => serve(workload),
        Task::Peak(work) => memory::run(&runtime, &work),
    }
}

/// Returns the runtime that every workload runs on: one thread.
fn runtime() -> io::Result<Runtime> {
    // The processor time and the instructions that count are those of one thread.
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

fn measure_section(runtime: &Runtime, section: Section) -> Result<(), String> {
    let body = section.measure(runtime)?;
    println!("## {}\n\n{body}", section.title());
    // A section that is measured alone takes the place of its old text, and the other sections stay.
    let page = std::fs::read_to_string(RESULTS).unwrap_or_default();
    let page = page::with_introduction(&page, INTRODUCTION);
    files::write(RESULTS, &page::with_section(&page, section.title(), &body))
}

/// Serves the responses of a workload, until the process is ended from outside.
fn serve(workload: Workload) -> Result<(), String> {
    let response = cases::response(workload, LibraryId::Sdk);
    let server = Server::start(&response).map_err(|error| format!("no server: {error}"))?;
    println!("{}", server.url());
    loop {
        std::thread::park();
    }
}

fn check(runtime: &Runtime) -> Result<(), String> {
    let (tables, exceeded) = instructions::check(runtime)?;
    println!("{tables}");
    match exceeded.as_slice() {
        [] => Ok(()),
        exceeded => Err(format!("above its limit:\n{}", exceeded.join("\n"))),
    }
}
