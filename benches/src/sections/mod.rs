//! The parts of the results, each measured by itself.

mod compile;
mod heads;
pub(crate) mod instructions;
mod latency;
mod socket;
mod time;

use tokio::runtime::Runtime;

/// A part of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Instructions,
    Time,
    Latency,
    Compile,
    Entities,
}

impl Section {
    /// Every section, in the order of the page.
    pub(crate) const ALL: [Self; 5] = [Self::Instructions, Self::Time, Self::Latency, Self::Compile, Self::Entities];

    /// Returns the name of the section on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Instructions => "instructions",
            Self::Time => "time",
            Self::Latency => "latency",
            Self::Compile => "compile",
            Self::Entities => "entities",
        }
    }

    /// Returns the heading of the section.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Instructions => "Instructions and allocations",
            Self::Time => "Time",
            Self::Latency => "Behind a latency of 5 ms",
            Self::Compile => "Compile time",
            Self::Entities => "Compile time of entities",
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
            Self::Time => Ok(time::measure(runtime)? + "\n" + &socket::measure(runtime)?),
            Self::Latency => latency::measure(runtime),
            Self::Compile => compile::measure(),
            Self::Entities => compile::entities::measure(),
        }
    }
}
