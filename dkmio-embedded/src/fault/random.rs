//! A random schedule of faults, determined by a seed.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

use super::batch;
use super::codes::{DENIED, DENIED_MESSAGE, EXCEEDED, INTERNAL, INTERNAL_MESSAGE, PROVISIONED, THROTTLED, THROTTLING};
use super::kind::{Action, Fault, FaultKind, is_batch, is_transaction};
use crate::{Operation, RequestView};

/// The probability of each fault, for [`Faults::random`](crate::Faults::random).
///
/// Each is between 0 and 1. Their sum must not exceed 1; the part beyond has no effect. Set those you want and end with
/// `..Probabilities::default()`, since more may be added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probabilities {
    /// `ThrottlingException`.
    pub throttle: f64,
    /// `ProvisionedThroughputExceededException`.
    pub exceed_throughput: f64,
    /// A batch that runs in part, or not at all.
    pub partial: f64,
    /// A batch that does not run at all.
    pub nothing_done: f64,
    /// `InternalServerError`, HTTP 500; the request does not run.
    pub error: f64,
    /// The same error after the request has run.
    pub applied_then_error: f64,
    /// The request runs, and the connection breaks.
    pub lost_response: f64,
    /// The connection breaks, and the request does not run.
    pub lost_request: f64,
    /// There is no response in time; the request runs after a delay of at most a second, perhaps after its retry.
    pub late_success: f64,
    /// The request runs twice; the response is that of the second run.
    pub sent_twice: f64,
    /// `AccessDeniedException`; the request does not run.
    pub refusal: f64,
    /// A conflict with a transaction, for single writes and transactions.
    pub conflict: f64,
    /// The request runs after a delay of at most [`max_delay`](Self::max_delay).
    pub delay: f64,
    /// The maximum delay.
    pub max_delay: Duration,
    /// The maximum number of faults in a row for the same request, delays included. The next attempt passes.
    pub max_consecutive: u32,
}

impl Default for Probabilities {
    /// Returns probabilities of 0. Delays are at most 5 ms, and there are at most two faults in a row.
    fn default() -> Self {
        Self {
            throttle: 0.0,
            exceed_throughput: 0.0,
            partial: 0.0,
            nothing_done: 0.0,
            error: 0.0,
            applied_then_error: 0.0,
            lost_response: 0.0,
            lost_request: 0.0,
            late_success: 0.0,
            sent_twice: 0.0,
            refusal: 0.0,
            conflict: 0.0,
            delay: 0.0,
            max_delay: Duration::from_millis(5),
            max_consecutive: 2,
        }
    }
}

/// The schedule. The fault of a request depends on the seed, on its content and on how often it was sent before, but
/// not on the order in which concurrent requests arrive.
#[derive(Debug)]
pub(crate) struct Schedule {
    seed: u64,
    probabilities: Probabilities,
    seen: HashMap<u64, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    times: u64,
    faults_in_a_row: u32,
}

impl Schedule {
    pub(crate) fn new(seed: u64, probabilities: Probabilities) -> Self {
        Self { seed, probabilities, seen: HashMap::new() }
    }

    /// Chooses the fault of the next request, if any.
    pub(crate) fn choose(&mut self, request: &RequestView) -> Option<Fault> {
        let identity = identity(request);
        let seen = self.seen.entry(identity).or_default();
        let draw = mix(mix(self.seed ^ identity).wrapping_add(seen.times));
        seen.times += 1;
        let fault = (seen.faults_in_a_row < self.probabilities.max_consecutive)
            .then(|| pick(&self.probabilities, draw, request))
            .flatten();
        seen.faults_in_a_row = if fault.is_some() { seen.faults_in_a_row + 1 } else { 0 };
        fault
    }
}

/// Creates a fault from a random number and the request, or `None` if the fault cannot occur for the request.
type Make = fn(&Probabilities, u64, &RequestView) -> Option<Fault>;

fn pick(probabilities: &Probabilities, draw: u64, request: &RequestView) -> Option<Fault> {
    let p = probabilities;
    let ladder: [(f64, Make); 13] = [
        (p.throttle, |_, _, _| Some(Fault::throttled(THROTTLING, THROTTLED, &[]))),
        (p.exceed_throughput, |_, _, _| Some(Fault::throttled(PROVISIONED, EXCEEDED, &[]))),
        (p.partial, partial),
        (p.nothing_done, nothing_done),
        (p.error, |_, _, _| Some(Fault::error(FaultKind::Error, 500, INTERNAL, INTERNAL_MESSAGE))),
        (p.applied_then_error, |_, _, _| Some(Fault::applied_then_error(500, INTERNAL, INTERNAL_MESSAGE))),
        (p.lost_response, |_, _, _| Some(Fault::new(FaultKind::LostResponse, Action::LostResponse))),
        (p.lost_request, |_, _, _| Some(Fault::new(FaultKind::LostRequest, Action::LostRequest))),
        (p.late_success, late_success),
        (p.sent_twice, |_, _, _| Some(Fault::new(FaultKind::SentTwice, Action::RunTwice))),
        (p.refusal, |_, _, _| Some(Fault::error(FaultKind::Refused, 400, DENIED, DENIED_MESSAGE))),
        (p.conflict, conflict),
        (p.delay, delay),
    ];
    let mut rest = share(draw);
    for (probability, make) in ladder {
        // `max` also turns NaN into 0.
        let probability = probability.max(0.0);
        if rest < probability {
            // No other fault takes its place if it cannot occur, so that each keeps its probability.
            // `draw` lies in the range of this fault now, so the fault gets a number that is not limited by it.
            return make(p, mix(draw), request);
        }
        rest -= probability;
    }
    None
}

fn partial(_: &Probabilities, draw: u64, request: &RequestView) -> Option<Fault> {
    let entries = is_batch(request.operation()).then(|| batch::count(request)).filter(|&n| n > 0)?;
    // `keep` is below the number of entries, so that at least one is unprocessed.
    let keep = draw.checked_rem(entries as u64)? as usize;
    Some(Fault::new(FaultKind::Partial, Action::Partial { keep }))
}

fn nothing_done(_: &Probabilities, _: u64, request: &RequestView) -> Option<Fault> {
    is_batch(request.operation()).then(|| Fault::new(FaultKind::Partial, Action::Partial { keep: 0 }))
}

fn late_success(_: &Probabilities, draw: u64, _: &RequestView) -> Option<Fault> {
    let delay = Duration::from_secs(1).mul_f64(share(draw));
    Some(Fault::new(FaultKind::LateSuccess, Action::RunLate(delay)))
}

fn conflict(_: &Probabilities, _: u64, request: &RequestView) -> Option<Fault> {
    use Operation::{DeleteItem, PutItem, UpdateItem};
    let operation = request.operation();
    let fits = matches!(operation, DeleteItem | PutItem | UpdateItem) || is_transaction(operation);
    fits.then(|| Fault::new(FaultKind::Canceled, Action::Conflict))
}

fn delay(probabilities: &Probabilities, draw: u64, _: &RequestView) -> Option<Fault> {
    let delay = probabilities.max_delay.mul_f64(share(draw));
    Some(Fault::new(FaultKind::Delayed, Action::Delay(delay)))
}

/// Returns a number in `0..1` from the upper 53 bits, which an `f64` represents exactly.
fn share(draw: u64) -> f64 {
    (draw >> 11) as f64 / (1_u64 << 53) as f64
}

/// Applies the finalizer of SplitMix64: neighboring numbers give unrelated results.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Returns a hash of the request's content that is the same in every run and on every machine.
fn identity(request: &RequestView) -> u64 {
    let mut hash = Fnv::default();
    hash.text(request.operation_name());
    hash.value(request.body());
    hash.0
}

/// FNV-1a. The standard library's hashers differ between runs, or may differ between releases.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Fnv {
    fn text(&mut self, text: &str) {
        // This byte occurs in no UTF-8 text, so texts in a row cannot be confused.
        for byte in text.bytes().chain([0xFF]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }

    /// Hashes members in the order of their names. Omits the token of a transaction, which is random.
    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                for (name, value) in members.into_iter().filter(|(name, _)| *name != TOKEN) {
                    self.text(name);
                    self.value(value);
                }
                // Without its end an object could be confused with one that contains what follows.
                self.text("}");
            }
            Value::Array(values) => {
                values.iter().for_each(|value| self.value(value));
                self.text("]");
            }
            other => self.text(&other.to_string()),
        }
    }
}

const TOKEN: &str = "ClientRequestToken";
