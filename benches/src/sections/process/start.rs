//! Measures the size of a small program, and how long it takes from its start to its end.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::connector::Server;
use crate::report::duration;
use crate::sections::compile::package::{Package, SDK};

const COMMON: &str = "serde = { version = \"1\", features = [\"derive\"] }\n\
                      tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n\
                      aws-smithy-http-client = { version = \"1\", default-features = false, features = [\"default-client\", \"rt-tokio\"] }\n";

const SERDE_DYNAMO: &str = r#"serde_dynamo = { version = "4", features = ["aws-sdk-dynamodb+1"] }"#;

/// The profiles: as released, and with link-time optimization over all crates.
const PROFILES: &str = "\n[profile.release]\nstrip = true\n\n[profile.fat]\ninherits = \"release\"\nlto = \"fat\"\n";

/// The features of dkmio that a request can meet.
const FEATURES: [&str; 3] = ["derive", "express", "tracing"];

/// What a process does, with its name on the command line and in the table.
const WORK: [(&str, &str); 3] = [("nothing", "nothing"), ("get", "a get"), ("put-get", "a put and a get")];

/// The number of starts of each, of which the best counts.
const STARTS: usize = 60;

/// A row of a table for each program, and one for each piece of work.
type Tables = (Vec<Vec<String>>, Vec<Vec<String>>);

/// Builds the programs, and returns the rows of their sizes and of their starts.
pub(super) fn measure() -> Result<Tables, String> {
    let by_hand = Program::new("start-by-hand", &format!("{SDK}\n{SERDE_DYNAMO}"), include_str!("by_hand.txt"))?;
    let dkmio = Program::new("start-by-dkmio", &Package::dkmio_with(&FEATURES), include_str!("by_dkmio.txt"))?;
    Ok((sizes(&by_hand, &dkmio)?, starts(&by_hand, &dkmio)?))
}

/// A program that does a piece of work over an endpoint, built twice.
struct Program(Package, &'static str);

impl Program {
    fn new(name: &'static str, dependencies: &str, source: &str) -> Result<Self, String> {
        let package = Package::new(name, &format!("{COMMON}{dependencies}{PROFILES}"))?;
        package.main(source)?;
        package.cargo(&["build", "--offline", "--release"])?;
        package.cargo(&["build", "--offline", "--profile", "fat"])?;
        Ok(Self(package, name))
    }

    fn path(&self, profile: &str) -> std::path::PathBuf {
        self.0.target().join(profile).join(self.1)
    }

    fn size(&self, profile: &str) -> Result<f64, String> {
        size(&self.path(profile))
    }

    /// Runs the program once and returns its wall-clock and processor time, in seconds.
    fn start(&self, work: &str, url: &str) -> Result<[f64; 2], String> {
        let start = Instant::now();
        let output = Command::new(self.path("release")).args([work, url]).output();
        let wall = start.elapsed().as_secs_f64();
        let output = output.map_err(|error| format!("{}: {error}", self.1))?;
        // The program prints how long it had a processor, in nanoseconds.
        let printed = String::from_utf8_lossy(&output.stdout);
        let processor =
            printed.trim().parse::<f64>().map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())?;
        Ok([wall, processor / 1e9])
    }
}

fn size(path: &Path) -> Result<f64, String> {
    let metadata = std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(metadata.len() as f64 / 1e6)
}

fn sizes(by_hand: &Program, dkmio: &Program) -> Result<Vec<Vec<String>>, String> {
    let of = |program: &Program| Ok::<_, String>([program.size("release")?, program.size("fat")?]);
    let (by_hand, dkmio) = (of(by_hand)?, of(dkmio)?);
    let row = |name: &str, sizes: [f64; 2]| {
        let mut row = vec![name.to_owned()];
        row.extend(sizes.map(|size| format!("{size:.2} MB")));
        row
    };
    let more = [dkmio[0] - by_hand[0], dkmio[1] - by_hand[1]];
    Ok(vec![row("SDK + serde_dynamo", by_hand), row("dkmio", dkmio), row("difference", more)])
}

fn starts(by_hand: &Program, dkmio: &Program) -> Result<Vec<Vec<String>>, String> {
    let response = r#"{"Item":{"page":{"S":"home"},"count":{"N":"7"}}}"#;
    let server = Server::start(response).map_err(|error| format!("no server: {error}"))?;
    let mut rows = Vec::new();
    for (work, shown) in WORK {
        eprintln!("start: {work}");
        let mut best = [[f64::MAX; 2]; 2];
        // The programs alternate, so that a disturbance of the machine hits both alike.
        for _ in 0..STARTS {
            for (best, program) in best.iter_mut().zip([by_hand, dkmio]) {
                let took = program.start(work, &server.url())?;
                *best = std::array::from_fn(|at| best[at].min(took[at]));
            }
        }
        rows.push(row(shown, best));
    }
    Ok(rows)
}

fn row(shown: &str, [by_hand, dkmio]: [[f64; 2]; 2]) -> Vec<String> {
    let mut row = vec![shown.to_owned()];
    row.extend(by_hand.map(|seconds| duration(Some(seconds))));
    row.extend(by_hand.iter().zip(dkmio).map(|(by_hand, dkmio)| format!("{:+.2} ms", (dkmio - by_hand) * 1e3)));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_shows_what_it_takes_longer() {
        let row = row("a get", [[5e-3, 4e-3], [5.25e-3, 3.9e-3]]);
        assert_eq!(row, ["a get", "5.0 ms", "4.0 ms", "+0.25 ms", "-0.10 ms"]);
    }
}
