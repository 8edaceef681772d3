//! Measures the client's processor time where a server responds over a loopback socket.

use tokio::runtime::Runtime;

use super::heads::heads;
use crate::cases::{self, Case, Run, Shape, Workload};
use crate::connector::{Server, over_socket};
use crate::libraries::LibraryId;
use crate::measure::{Measured, time};
use crate::report::{duration, markdown};

const WORK: [(&str, Workload); 5] = [
    ("get", Workload::Get),
    ("query of nothing", Workload::Query(Shape::Small, 0)),
    ("query of 1 small item", Workload::Query(Shape::Small, 1)),
    ("query of 100 small items", Workload::Query(Shape::Small, 100)),
    ("query of 2,000 small items", Workload::Query(Shape::Small, 2000)),
];

const NOTES: &str = "\
Over a loopback socket, through the SDK's own HTTP client without TLS, to a server that always sends the same response.\n";

/// Measures the workloads and returns the section's text.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let mut rows = Vec::new();
    for (name, workload) in WORK {
        eprintln!("time: {name} over a socket");
        let cases =
            LibraryId::all().into_iter().map(|library| case(workload, library)).collect::<Result<Vec<_>, _>>()?;
        check(runtime, name, &cases)?;
        rows.push(line(name, workload, &time::in_turns(runtime, cases)));
    }
    Ok(format!("{NOTES}\n{}", markdown::table(&heads(), &rows)))
}

fn case(workload: Workload, library: LibraryId) -> Result<(Run, Case), String> {
    // Each library has a server of its own, since the response holds what the library stores.
    let server = Server::start(&cases::response(workload, library)).map_err(|error| format!("no server: {error}"))?;
    let case = cases::with_client(workload, library, over_socket(&server));
    Ok((Run { workload, library }, case.ok_or("every library has it")?))
}

/// Checks that every library returns the same.
fn check(runtime: &Runtime, name: &str, cases: &[(Run, Case)]) -> Result<(), String> {
    let outputs: Vec<String> = cases.iter().map(|(_, case)| runtime.block_on(case.outcome()).output).collect();
    match outputs.windows(2).all(|pair| pair[0] == pair[1]) {
        true => Ok(()),
        false => Err(format!("{name} over a socket: the libraries differ")),
    }
}

fn line(name: &str, workload: Workload, measured: &Measured) -> Vec<String> {
    let seconds = |library| measured.of(Run { workload, library });
    let by_hand = seconds(LibraryId::Sdk);
    let mut line = vec![name.to_owned(), duration(by_hand)];
    for library in LibraryId::all().into_iter().skip(1) {
        let ratio = by_hand.and_then(|by_hand| Some(seconds(library)? / by_hand));
        line.push(crate::report::ratio(ratio));
    }
    line
}
