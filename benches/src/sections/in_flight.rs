//! Measures one and many requests at once over a loopback socket, to a server in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use futures::stream::{self, StreamExt as _};
use tokio::runtime::Runtime;

use crate::cases::Workload;
use crate::connector::over_url;
use crate::items::{Sample as _, Small};
use crate::libraries::{Library, LibraryId, Visitor};
use crate::measure::time::clock;
use crate::report::{duration, markdown, ratio};

/// The argument that makes this program serve a workload and nothing else.
pub(crate) const SERVE: &str = "serve";

const WORK: [(&str, Workload); 2] = [("get", Workload::Get), ("put", Workload::Put)];
const IN_FLIGHT: [usize; 2] = [1, 64];

/// The number of measurements of each library, of which the best counts.
const TURNS: usize = 7;
/// The number of requests in one measurement, and of those before it that open the connections.
const REQUESTS: usize = 6_000;
const WARM_UP: usize = 500;

const HEAD: [&str; 8] =
    ["work", "in flight", "SDK: processor time", "its p50", "its p99", "dkmio: processor time", "p50", "p99"];

const NOTES: &str = "\
Over a loopback socket without TLS, where the server is a process of its own: the processor time of the client for each request, \
and the time that half and 99 of 100 requests took at most, with one request at a time and with 64. The best of several turns. \
The figures of dkmio are ratios to the SDK.\n";

/// The figures of one request, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Figures([f64; 3]);

impl Figures {
    const WORST: Self = Self([f64::MAX; 3]);

    fn best(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at].min(other.0[at])))
    }
}

/// A server in a process of its own, which ends with this value.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(workload: Workload) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| format!("no program: {error}"))?;
        let mut child = Command::new(program)
            .args([SERVE, workload.name()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("no server: {error}"))?;
        let mut url = String::new();
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        BufReader::new(stdout).read_line(&mut url).map_err(|error| format!("no server: {error}"))?;
        Ok(Self { child, url: url.trim_end().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Measures the workloads and returns the section's text.
///
/// # Errors
///
/// Returns an error if a server cannot be started.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let mut rows = Vec::new();
    for (name, workload) in WORK {
        let server = Server::start(workload)?;
        for in_flight in IN_FLIGHT {
            eprintln!("time: {name} over a socket, {in_flight} in flight");
            let figures = in_turns(runtime, &server.url, workload, in_flight);
            rows.push(line(name, in_flight, figures));
        }
    }
    Ok(format!("{NOTES}\n{}", markdown::table(&HEAD, &rows)))
}

fn in_turns(runtime: &Runtime, url: &str, workload: Workload, in_flight: usize) -> [Figures; 2] {
    let libraries = [LibraryId::Sdk, LibraryId::Dkmio];
    let mut best = [Figures::WORST; 2];
    // The libraries alternate, so that a disturbance of the machine hits both alike.
    for _ in 0..TURNS {
        for (best, library) in best.iter_mut().zip(libraries) {
            *best = best.best(library.visit(over_url(url), Turn { runtime, workload, in_flight }));
        }
    }
    best
}

/// One measurement of the library that it visits.
struct Turn<'r> {
    runtime: &'r Runtime,
    workload: Workload,
    in_flight: usize,
}

impl Visitor for Turn<'_> {
    type Output = Figures;

    fn visit<L: Library>(self, library: L) -> Figures {
        self.runtime.block_on(async {
            self.requests(&library, WARM_UP).await;
            let start = clock();
            let mut took = self.requests(&library, REQUESTS).await;
            let processor = (clock() - start) / REQUESTS as f64;
            took.sort_by(f64::total_cmp);
            Figures([processor, took[REQUESTS / 2], took[REQUESTS * 99 / 100]])
        })
    }
}

impl Turn<'_> {
    /// Sends requests and returns how long each took.
    async fn requests<L: Library>(&self, library: &L, count: usize) -> Vec<f64> {
        let item = &Small::sample(7);
        let request = |_| async move {
            let start = Instant::now();
            match self.workload {
                Workload::Put => library.put(item).await,
                _ => assert!(library.get().await.is_some(), "no item came back"),
            }
            start.elapsed().as_secs_f64()
        };
        stream::iter(0..count).map(request).buffer_unordered(self.in_flight).collect().await
    }
}

fn line(name: &str, in_flight: usize, [sdk, dkmio]: [Figures; 2]) -> Vec<String> {
    let mut line = vec![name.to_owned(), in_flight.to_string()];
    line.extend(sdk.0.map(|seconds| duration(Some(seconds))));
    line.extend(sdk.0.iter().zip(dkmio.0).map(|(sdk, dkmio)| ratio(Some(dkmio / sdk))));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_ratios_to_the_sdk() {
        let figures = [Figures([1e-4, 2e-4, 4e-4]), Figures([0.5e-4, 1e-4, 3e-4])];
        let expected = ["get", "64", "100.0 µs", "200.0 µs", "400.0 µs", "0.50", "0.50", "0.75"];
        assert_eq!(line("get", 64, figures), expected);
    }

    #[test]
    fn the_best_of_each_figure_counts() {
        assert_eq!(Figures([1.0, 5.0, 2.0]).best(Figures([2.0, 3.0, 2.0])), Figures([1.0, 3.0, 2.0]));
    }
}
