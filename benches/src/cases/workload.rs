//! The workloads by name.

/// The shapes of items that are queried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    Small,
    Text,
    Numbers,
    Nested,
}

/// The operations whose requests are measured by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    Get,
    Put,
    Update,
    Query,
}

/// The work that is measured with an entity too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnEntity {
    Get,
    Put,
    Update,
    Delete,
    /// A query that returns this number of items.
    Query(usize),
    /// A query of a collection of four entities that returns this number of items.
    Collection(usize),
    /// 25 puts in one request.
    BatchWrite,
}

/// A piece of work that every library can be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Workload {
    /// A query that returns this number of items.
    Query(Shape, usize),
    /// A query that returns 100 small items which borrow from their page.
    QueryBorrowed,
    /// Reading these items from the page, without the query.
    Borrowed,
    /// A query with a filter of this number of conditions that returns no items.
    Filter(usize),
    /// A query of this number of attributes of 100 items: 4 or 12.
    Select(usize),
    Get,
    Put,
    Update,
    Delete,
    /// 25 puts in one request.
    BatchWrite,
    /// 100 gets in one request.
    BatchGet,
    /// A request up to the moment the HTTP client has it.
    Prepare(Operation),
    /// Decoding an event of 25 modifications through serde.
    ChangeEvent,
    /// Decoding the same event from its bytes.
    ChangeEventBytes,
    /// Decoding 100 lines of an export.
    ExportLines,
    /// The same as a workload above, with an entity of a shared table.
    Entity(OnEntity),
}

/// The rounds of a request for one item or none.
const SINGLE: (usize, usize) = (10, 110);

impl Workload {
    /// Every workload, with its name on the command line.
    pub(crate) const ALL: [(&'static str, Self); 35] = [
        ("query-0", Self::Query(Shape::Small, 0)),
        ("query-1", Self::Query(Shape::Small, 1)),
        ("query-100", Self::Query(Shape::Small, 100)),
        ("query-2000", Self::Query(Shape::Small, 2000)),
        ("query-100-text", Self::Query(Shape::Text, 100)),
        ("query-100-numbers", Self::Query(Shape::Numbers, 100)),
        ("query-100-nested", Self::Query(Shape::Nested, 100)),
        ("query-100-borrowed", Self::QueryBorrowed),
        ("borrowed-100", Self::Borrowed),
        ("filter-1", Self::Filter(1)),
        ("filter-4", Self::Filter(4)),
        ("filter-16", Self::Filter(16)),
        ("select-4", Self::Select(4)),
        ("select-12", Self::Select(12)),
        ("get", Self::Get),
        ("put", Self::Put),
        ("update", Self::Update),
        ("delete", Self::Delete),
        ("batch-write", Self::BatchWrite),
        ("batch-get", Self::BatchGet),
        ("prepare-get", Self::Prepare(Operation::Get)),
        ("prepare-put", Self::Prepare(Operation::Put)),
        ("prepare-update", Self::Prepare(Operation::Update)),
        ("prepare-query", Self::Prepare(Operation::Query)),
        ("change-event", Self::ChangeEvent),
        ("change-event-bytes", Self::ChangeEventBytes),
        ("export-lines", Self::ExportLines),
        ("entity-get", Self::Entity(OnEntity::Get)),
        ("entity-put", Self::Entity(OnEntity::Put)),
        ("entity-update", Self::Entity(OnEntity::Update)),
        ("entity-delete", Self::Entity(OnEntity::Delete)),
        ("entity-query-1", Self::Entity(OnEntity::Query(1))),
        ("entity-query-100", Self::Entity(OnEntity::Query(100))),
        ("entity-collection-100", Self::Entity(OnEntity::Collection(100))),
        ("entity-batch-write", Self::Entity(OnEntity::BatchWrite)),
    ];

    /// Returns the workload of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|&(known, _)| known == name).map(|(_, workload)| workload)
    }

    /// Returns its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|&(_, workload)| workload == self).map_or("unnamed", |(name, _)| name)
    }

    /// Returns two numbers of rounds to profile: in the difference of their costs, what is done once cancels out.
    pub(crate) fn profiled_rounds(self) -> (usize, usize) {
        match self {
            // Callgrind slows a program down, so workloads with many items run few rounds.
            Self::Query(_, 2000) => (2, 4),
            Self::Query(_, 100)
            | Self::Select(_)
            | Self::BatchGet
            | Self::BatchWrite
            | Self::Entity(OnEntity::Query(100) | OnEntity::Collection(_) | OnEntity::BatchWrite) => (4, 20),
            _ => SINGLE,
        }
    }

    /// Returns the number of processes whose profiles are averaged. The seeds of hash maps differ from process to process, and with
    /// them the instructions of a request.
    pub(crate) fn profiled_processes(self) -> usize {
        // Sixteen conditions vary by two percent. Of a request with many items, the part that varies is small.
        if self.profiled_rounds() == SINGLE { 4 } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_is_found_by_its_name() {
        for (name, workload) in Workload::ALL {
            assert_eq!(workload.name(), name);
            assert_eq!(Workload::named(name), Some(workload));
        }
        assert_eq!(Workload::named("nothing"), None);
    }
}
