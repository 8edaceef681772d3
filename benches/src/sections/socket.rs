//! The client's processor time where a server answers over a loopback socket.

use tokio::runtime::Runtime;

use crate::cases::{self, Job, Run, Shape, Work};
use crate::connector::{Server, over_socket};
use crate::measure::{Measured, time};
use crate::report::{duration, markdown};
use crate::sides::Side;

const WORK: [(&str, Work); 5] = [
    ("get", Work::Get),
    ("query of nothing", Work::Query(Shape::Small, 0)),
    ("query of 1 small item", Work::Query(Shape::Small, 1)),
    ("query of 100 small items", Work::Query(Shape::Small, 100)),
    ("query of 2,000 small items", Work::Query(Shape::Small, 2000)),
];

const NOTES: &str = "\
Over a loopback socket, through the SDK's own HTTP client without TLS, to a server that always gives the same answer.\n";

/// Measures.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let mut rows = Vec::new();
    for (name, work) in WORK {
        eprintln!("time: {name} over a socket");
        let jobs = Side::all().into_iter().map(|side| job(work, side)).collect::<Result<Vec<_>, _>>()?;
        check(runtime, name, &jobs)?;
        rows.push(line(name, work, &time::in_turns(runtime, jobs)));
    }
    Ok(format!("{NOTES}\n{}", markdown::table(&super::heads(), &rows)))
}

fn job(work: Work, side: Side) -> Result<(Run, Job), String> {
    let server = Server::start(&cases::answer(work, side)).map_err(|error| format!("no server: {error}"))?;
    let job = cases::with_client(work, side, over_socket(&server));
    Ok((Run { work, side }, job.ok_or("every side has it")?))
}

/// Every side has to return the same.
fn check(runtime: &Runtime, name: &str, jobs: &[(Run, Job)]) -> Result<(), String> {
    let outputs: Vec<String> = jobs.iter().map(|(_, job)| runtime.block_on(job.outcome()).output).collect();
    match outputs.windows(2).all(|pair| pair[0] == pair[1]) {
        true => Ok(()),
        false => Err(format!("{name} over a socket: the sides differ")),
    }
}

fn line(name: &str, work: Work, measured: &Measured) -> Vec<String> {
    let seconds = |side| measured.of(Run { work, side });
    let by_hand = seconds(Side::Sdk);
    let mut line = vec![name.to_owned(), duration(by_hand)];
    for side in Side::all().into_iter().skip(1) {
        let ratio = by_hand.and_then(|by_hand| Some(seconds(side)? / by_hand));
        line.push(crate::report::ratio(ratio));
    }
    line
}
