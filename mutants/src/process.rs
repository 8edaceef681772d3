//! Test programs as processes: their tests, and how a run ends.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crate::build::Program;

/// The tests that a program runs at once. Most of them wait for a moment, so there may be more than processors.
const THREADS: &str = "4";

/// The address space of a test program in KiB. A change may make a loop that allocates without end.
const MEMORY: &str = "8000000";

/// How a run of tests ended.
pub(crate) enum Ended {
    Passed,
    /// The test of this name failed, or it is empty if the program ended early.
    Failed(String),
    /// The tests did not end in time.
    Late,
}

/// Returns the names of a program's tests.
pub(crate) fn names(program: &Program) -> Result<Vec<String>, String> {
    let output =
        Command::new(&program.path).args(["--list", "--format", "terse"]).current_dir(&program.folder).output();
    let output = output.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// Runs tests of a program and ends it at the first that fails.
pub(crate) fn run(
    program: &Program,
    tests: &[&str],
    id: Option<usize>,
    log: Option<&Path>,
    within: Duration,
) -> Result<Ended, String> {
    // `exec` keeps the process, so that it can be killed.
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]).arg(&program.path);
    command.args(["--exact", "--test-threads", THREADS]).args(tests).current_dir(&program.folder);
    // The tests run on the embedded engine, also where the environment names an endpoint.
    command.env_remove("DKMIO_TEST_ENDPOINT");
    // A panic that prints its way up takes longer than most tests.
    command.env("RUST_BACKTRACE", "0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(id) = id {
        command.env("DKMIO_MUTANT", id.to_string());
    }
    if let Some(log) = log {
        command.env("DKMIO_MUTANT_LOG", log);
    }
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let deadline = Instant::now() + within;
    let output = child.stdout.take().ok_or("no output")?;
    let (sender, receiver) = channel();
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let stopped = loop {
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if let Some(failed) = line.strip_suffix(" ... FAILED").and_then(|line| line.strip_prefix("test ")) {
                    // A test that should panic has that behind its name.
                    break Some(Ended::Failed(failed.split(" - ").next().unwrap_or_default().to_owned()));
                }
            }
            Err(RecvTimeoutError::Timeout) => break Some(Ended::Late),
            Err(RecvTimeoutError::Disconnected) => break None,
        }
    };
    if stopped.is_some() {
        // The program may have ended in the meantime and then cannot be killed, which does no harm.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    drop(receiver);
    let _ = reader.join();
    Ok(match stopped {
        Some(ended) => ended,
        None if status.success() => Ended::Passed,
        None => Ended::Failed(String::new()),
    })
}
