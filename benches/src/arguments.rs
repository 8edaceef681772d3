//! The command line.

use crate::cases::{Run, Work};
use crate::measure::instructions::ROUNDS;
use crate::sections::Section;
use crate::sides::Side;

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Measure these sections and write them down.
    Measure(Vec<Section>),
    /// Compare with the limits.
    Check,
    /// Do a work so many times and nothing else.
    Rounds(Run, usize),
}

/// How the program is used.
const USAGE: &str = "usage: dkmio-benches [check | SECTION..], where SECTION is one of";

/// Reads the arguments behind the program's name.
///
/// # Errors
/// When they say nothing that can be done, with how it is used.
pub(crate) fn parse(arguments: &[String]) -> Result<Task, String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => Ok(Task::Measure(Section::ALL.to_vec())),
        ["check"] => Ok(Task::Check),
        [ROUNDS, work, side, rounds] => {
            run(work, side, rounds).ok_or_else(|| format!("no such work: {work} by {side}"))
        }
        sections => sections.iter().map(|name| section(name)).collect::<Result<_, _>>().map(Task::Measure),
    }
}

fn run(work: &str, side: &str, rounds: &str) -> Option<Task> {
    let run = Run { work: Work::named(work)?, side: Side::named(side)? };
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
    fn without_arguments_everything_is_measured() {
        assert_eq!(parsed(&[]), Ok(Task::Measure(Section::ALL.to_vec())));
    }

    #[test]
    fn sections_are_named() {
        assert_eq!(parsed(&["time", "latency"]), Ok(Task::Measure(vec![Section::Time, Section::Latency])));
        assert!(parsed(&["tiem"]).is_err_and(|error| error.contains("instructions, time, latency, compile")));
    }

    #[test]
    fn rounds_are_of_a_work_by_a_side() {
        let run = Run { work: Work::Get, side: Side::Dkmio };
        assert_eq!(parsed(&["rounds", "get", "dkmio", "3"]), Ok(Task::Rounds(run, 3)));
        assert!(parsed(&["rounds", "got", "dkmio", "3"]).is_err());
    }
}
