//! The command line.

use crate::cases::{Run, Workload};
use crate::libraries::LibraryId;
use crate::measure::instructions::ROUNDS;
use crate::sections::Section;
use crate::sections::in_flight::SERVE;
use crate::sections::process::memory::PEAK;

/// The task that the arguments name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Measures these sections and writes them down.
    Measure(Vec<Section>),
    /// Compares the figures with the limits.
    Check,
    /// Runs a workload a number of times and does nothing else.
    Rounds(Run, usize),
    /// Serves the responses of a workload until the process is ended.
    Serve(Workload),
    /// Does a piece of work and prints the most memory it took.
    Peak(String),
}

/// The message about how the program is used.
const USAGE: &str = "usage: dkmio-benches [check | SECTION..], where SECTION is one of";

/// Reads the arguments behind the program's name.
///
/// # Errors
///
/// Returns the usage if the arguments do not follow it.
pub(crate) fn parse(arguments: &[String]) -> Result<Task, String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => Ok(Task::Measure(Section::ALL.to_vec())),
        ["check"] => Ok(Task::Check),
        [ROUNDS, workload, library, rounds] => {
            run(workload, library, rounds).ok_or_else(|| format!("no such workload: {workload} by {library}"))
        }
        [SERVE, workload] => {
            Workload::named(workload).map(Task::Serve).ok_or_else(|| format!("no such workload: {workload}"))
        }
        [PEAK, work] => Ok(Task::Peak((*work).to_owned())),
        sections => sections.iter().map(|name| section(name)).collect::<Result<_, _>>().map(Task::Measure),
    }
}

fn run(workload: &str, library: &str, rounds: &str) -> Option<Task> {
    let run = Run { workload: Workload::named(workload)?, library: LibraryId::named(library)? };
    Some(Task::Rounds(run, rounds.parse().ok()?))
}

fn section(name: &str) -> Result<Section, String> {
    let known = || Section::ALL.map(Section::name).join(", ");
    Section::ALL.into_iter().find(|section| section.name() == name).ok_or_else(|| format!("{USAGE} {}", known()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Task, String> {
        parse(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn without_arguments_every_section_is_measured() {
        assert_eq!(parsed(&[]), Ok(Task::Measure(Section::ALL.to_vec())));
    }

    #[test]
    fn sections_are_named() {
        assert_eq!(parsed(&["time", "latency"]), Ok(Task::Measure(vec![Section::Time, Section::Latency])));
        assert!(parsed(&["tiem"]).is_err_and(|error| error.contains("instructions, entities, time,")));
    }

    #[test]
    fn rounds_name_a_workload_and_a_library() {
        let run = Run { workload: Workload::Get, library: LibraryId::Dkmio };
        assert_eq!(parsed(&["rounds", "get", "dkmio", "3"]), Ok(Task::Rounds(run, 3)));
        assert!(parsed(&["rounds", "got", "dkmio", "3"]).is_err());
    }

    #[cfg(feature = "peers")]
    #[test]
    fn rounds_can_be_of_another_library() {
        let library = LibraryId::Peer(crate::libraries::Peer::Facade);
        let run = Run { workload: Workload::Get, library };
        assert_eq!(parsed(&["rounds", "get", "dynamodb-facade", "3"]), Ok(Task::Rounds(run, 3)));
    }
}
