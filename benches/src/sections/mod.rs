//! The parts of the results, each measured by itself.

mod compile;
mod entities;
mod heads;
pub(crate) mod in_flight;
pub(crate) mod instructions;
mod latency;
mod pages;
pub(crate) mod process;
mod socket;
mod time;

use tokio::runtime::Runtime;

/// A part of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Instructions,
    Entities,
    Time,
    InFlight,
    Latency,
    Memory,
    Start,
    Compile,
    CompileEntities,
}

impl Section {
    /// Every section, in the order of the page.
    pub(crate) const ALL: [Self; 9] = [
        Self::Instructions,
        Self::Entities,
        Self::Time,
        Self::InFlight,
        Self::Latency,
        Self::Memory,
        Self::Start,
        Self::Compile,
        Self::CompileEntities,
    ];

    /// Returns the name of the section on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Instructions => "instructions",
            Self::Entities => "entities",
            Self::Time => "time",
            Self::InFlight => "in-flight",
            Self::Latency => "latency",
            Self::Memory => "memory",
            Self::Start => "start",
            Self::Compile => "compile",
            Self::CompileEntities => "compile-entities",
        }
    }

    /// Returns the heading of the section.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Instructions => "Instructions and allocations",
            Self::Entities => "Entities of a shared table",
            Self::Time => "Time",
            Self::InFlight => "Requests in flight",
            Self::Latency => "Behind a latency of 5 ms",
            Self::Memory => "Memory",
            Self::Start => "Size and start of a program",
            Self::Compile => "Compile time",
            Self::CompileEntities => "Compile time of entities",
        }
    }

    /// Measures the section and returns the text under its heading.
    ///
    /// # Errors
    ///
    /// Returns an error if something it needs is missing or if the libraries do not do the same work.
    pub(crate) fn measure(self, runtime: &Runtime) -> Result<String, String> {
        match self {
            Self::Instructions => instructions::measure(runtime),
            Self::Entities => entities::measure(runtime),
            Self::Time => Ok(time::measure(runtime)? + "\n" + &socket::measure(runtime)?),
            Self::InFlight => in_flight::measure(runtime),
            Self::Latency => latency::measure(runtime),
            Self::Memory => process::measure_memory(),
            Self::Start => process::measure_start(),
            Self::Compile => compile::measure(),
            Self::CompileEntities => compile::entities::measure(),
        }
    }
}
