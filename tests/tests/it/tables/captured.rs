//! A subscriber that keeps what it is told.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// A span or an event of dkmio.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) level: Level,
    pub(crate) fields: BTreeMap<&'static str, String>,
}

impl Seen {
    /// The text of a field; nothing when it was never recorded.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }
}

#[derive(Debug, Default)]
struct Kept {
    spans: Vec<Seen>,
    events: Vec<Seen>,
}

/// All spans and events of dkmio on this thread, at every level.
#[derive(Debug, Clone, Default)]
pub(crate) struct Captured(Arc<Mutex<Kept>>);

impl Captured {
    /// Begins to capture, until the guard is dropped.
    pub(crate) fn begin() -> (Self, DefaultGuard) {
        keep_call_sites_open();
        let captured = Self::default();
        let guard = tracing::subscriber::set_default(captured.clone());
        (captured, guard)
    }

    pub(crate) fn spans(&self) -> Vec<Seen> {
        self.0.lock().unwrap().spans.clone()
    }

    pub(crate) fn events(&self) -> Vec<Seen> {
        self.0.lock().unwrap().events.clone()
    }

    /// Everything, as one text.
    pub(crate) fn text(&self) -> String {
        format!("{:?}", self.0.lock().unwrap())
    }
}

/// Keeps other threads from deciding that nobody wants a span.
///
/// While there is one subscriber only, and that for one thread, `tracing` asks the thread which meets a call site first
/// and keeps the result: <https://github.com/tokio-rs/tracing/issues/2874>. A second subscriber makes it ask all.
pub(crate) fn keep_call_sites_open() {
    static SECOND: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));
    LazyLock::force(&SECOND);
    tracing::callsite::rebuild_interest_cache();
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

fn seen(level: Level, record: impl FnOnce(&mut dyn Visit)) -> Seen {
    let mut seen = Seen { level, fields: BTreeMap::new() };
    record(&mut seen);
    seen
}

impl Subscriber for Captured {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("dkmio")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut kept = self.0.lock().unwrap();
        kept.spans.push(seen(*span.metadata().level(), |visit| span.record(visit)));
        Id::from_u64(kept.spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        values.record(&mut self.0.lock().unwrap().spans[span.into_u64() as usize - 1]);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let seen = seen(*event.metadata().level(), |visit| event.record(visit));
        self.0.lock().unwrap().events.push(seen);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
