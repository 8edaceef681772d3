//! Requests on the SDK's orchestrator do what requests through its generated client do.

mod first;
mod logged;
mod refused;
mod taken;

/// Whether the process has the express path. Without it these tests have nothing to compare.
pub(crate) fn is_off() -> bool {
    std::env::var("DKMIO_EXPRESS").is_ok_and(|value| value.eq_ignore_ascii_case("off"))
}
