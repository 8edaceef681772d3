//! Counts instructions by callgrind, without those of SHA-256.
//!
//! Each profile is of this program, run again under valgrind for one workload of one library. The figure is the
//! difference of two numbers of rounds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::Measured;
use super::profile;
use crate::cases::{self, Run};

/// The argument that makes this program run one workload and nothing else.
pub(crate) const ROUNDS: &str = "rounds";

/// Checks that valgrind is installed.
///
/// # Errors
///
/// Returns an error that says what to do if it is not.
pub(crate) fn available() -> Result<(), String> {
    let version = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match version {
        Ok(status) if status.success() => Ok(()),
        _ => Err("instructions are counted by valgrind, which is not installed: `apt-get install valgrind`".to_owned()),
    }
}

/// Returns the instructions of one round for each run.
///
/// # Errors
///
/// Returns an error if valgrind fails.
pub(crate) fn measure(runs: &[Run]) -> Result<Measured, String> {
    let left = Mutex::new(
        runs.iter().copied().filter(|run| cases::case(run.workload, run.library).is_some()).collect::<Vec<_>>(),
    );
    let next = || {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        let run = left.pop();
        if let Some(run) = run {
            eprintln!("instructions: {} by {}, {} to go", run.workload.name(), run.library.name(), left.len());
        }
        run
    };
    // A profile counts the instructions of its own process, so that several can run at once without a difference.
    let worker = || std::iter::from_fn(&next).map(|run| Ok((run, of(run)?))).collect::<Result<Vec<_>, String>>();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let mut measured = Vec::new();
        for worker in workers {
            measured.extend(worker.join().map_err(|_| "a profile failed".to_owned())??);
        }
        Ok(measured.into_iter().collect())
    })
}

/// Returns the instructions of one round, on average over several processes.
fn of(run: Run) -> Result<f64, String> {
    let (few, many) = run.workload.profiled_rounds();
    let processes = run.workload.profiled_processes();
    let mut sum = 0.0;
    for _ in 0..processes {
        sum += (of_rounds(run, many)? - of_rounds(run, few)?) / (many - few) as f64;
    }
    Ok(sum / processes as f64)
}

fn of_rounds(run: Run, rounds: usize) -> Result<f64, String> {
    let name = format!("dkmio-benches-{}-{}-{}-{rounds}", std::process::id(), run.workload.name(), run.library.name());
    let file = std::env::temp_dir().join(name);
    let counted = profiled(run, rounds, &file);
    // The file is missing if valgrind failed.
    let _ = std::fs::remove_file(&file);
    counted
}

fn profiled(run: Run, rounds: usize, file: &Path) -> Result<f64, String> {
    let own = std::env::current_exe().map_err(|error| format!("this program is not found: {error}"))?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "-q"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(own)
        .args([ROUNDS, run.workload.name(), run.library.name(), &rounds.to_string()])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !output.status.success() {
        return Err(format!("valgrind: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let profile = std::fs::read_to_string(file).map_err(|error| format!("the profile is not read: {error}"))?;
    // Callgrind counts the hash in software, which a processor of today does in hardware.
    Ok(profile::instructions(&profile, |function| function.contains("sha2") || function.contains("sha256")) as f64)
}
