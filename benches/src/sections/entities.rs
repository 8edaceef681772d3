//! Measures requests on an entity of a shared table beside the same requests on a table with attribute keys.

use tokio::runtime::Runtime;

use crate::cases::{OnEntity, Run, Shape, Workload};
use crate::libraries::LibraryId;
use crate::measure::{Measured, counted};
use crate::report::{count, markdown, ratio};

/// A request on attribute keys, the same on an entity, and the most that the second may cost of the first: instructions and
/// allocations.
struct Pair {
    name: &'static str,
    plain: Workload,
    entity: OnEntity,
    limit: (f64, f64),
}

const fn pair(name: &'static str, plain: Workload, entity: OnEntity, limit: (f64, f64)) -> Pair {
    Pair { name, plain, entity, limit }
}

/// The pairs. A bound is a hundredth above what was measured, and up to four hundredths where many items are read or written:
/// there builds differ by more.
const PAIRS: [Pair; 8] = [
    pair("get", Workload::Get, OnEntity::Get, (1.09, 1.02)),
    pair("put", Workload::Put, OnEntity::Put, (1.08, 1.06)),
    pair("update", Workload::Update, OnEntity::Update, (1.05, 1.07)),
    pair("delete", Workload::Delete, OnEntity::Delete, (1.02, 1.02)),
    pair("query of 1", Workload::Query(Shape::Small, 1), OnEntity::Query(1), (1.07, 1.04)),
    pair("query of 100", Workload::Query(Shape::Small, 100), OnEntity::Query(100), (1.50, 1.02)),
    pair(
        "query of 100, as a collection of four entities",
        Workload::Query(Shape::Small, 100),
        OnEntity::Collection(100),
        (1.51, 1.02),
    ),
    pair("batch write of 25", Workload::BatchWrite, OnEntity::BatchWrite, (1.57, 1.78)),
];

const HEAD: [&str; 5] = ["work", "attribute keys: instructions", "their allocations", "entity", "limit"];

const NOTES: &str = "\
By dkmio alone: the small item with its attributes as keys, and the same item as an entity of a shared table. The entity renders both \
keys of the table and both keys of an index from templates, and stores its name: five more attributes in every item. \
Ratios to attribute keys: *instructions / allocations*.\n";

/// Measures the pairs and returns the section's text.
///
/// # Errors
///
/// Returns an error if valgrind is missing or fails, or if a workload does not return what it must.
pub(super) fn measure(runtime: &Runtime) -> Result<String, String> {
    let (instructions, allocations) = counted::measure(runtime, &runs())?;
    Ok(format!("{NOTES}\n{}", table(&instructions, &allocations)))
}

/// Returns everything that has to be measured for the pairs.
pub(super) fn runs() -> Vec<Run> {
    PAIRS.iter().flat_map(|pair| [plain(pair), entity(pair)]).collect()
}

const fn plain(pair: &Pair) -> Run {
    Run { workload: pair.plain, library: LibraryId::Dkmio }
}

const fn entity(pair: &Pair) -> Run {
    Run { workload: Workload::Entity(pair.entity), library: LibraryId::Dkmio }
}

fn of(measured: &Measured, pair: &Pair) -> Option<f64> {
    Some(measured.of(entity(pair))? / measured.of(plain(pair))?)
}

pub(super) fn table(instructions: &Measured, allocations: &Measured) -> String {
    let line = |pair: &Pair| {
        vec![
            pair.name.to_owned(),
            count(instructions.of(plain(pair))),
            count(allocations.of(plain(pair))),
            format!("{} / {}", ratio(of(instructions, pair)), ratio(of(allocations, pair))),
            format!("{:.2} / {:.2}", pair.limit.0, pair.limit.1),
        ]
    };
    markdown::table(&HEAD, &PAIRS.iter().map(line).collect::<Vec<_>>())
}

/// Returns one line for each figure that is above its limit.
pub(super) fn exceeded(instructions: &Measured, allocations: &Measured) -> Vec<String> {
    let mut lines = Vec::new();
    for pair in &PAIRS {
        for (what, measured, most) in
            [("instructions", instructions, pair.limit.0), ("allocations", allocations, pair.limit.1)]
        {
            match of(measured, pair) {
                // A ratio counts as the table shows it, to two places.
                Some(figure) if (figure * 100.0).round() / 100.0 <= most => {}
                Some(figure) => {
                    lines.push(format!("{} of an entity: {what} {figure:.2}, at most {most:.2}", pair.name))
                }
                None => lines.push(format!("{} of an entity: {what} not measured", pair.name)),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns figures by which each entity costs `times` what attribute keys cost.
    fn costing(times: f64) -> Measured {
        PAIRS.iter().flat_map(|pair| [(plain(pair), 100.0), (entity(pair), 100.0 * times)]).collect()
    }

    #[test]
    fn a_figure_above_its_limit_is_named() {
        assert_eq!(exceeded(&costing(1.0), &costing(1.0)), Vec::<String>::new());
        assert_eq!(exceeded(&costing(9.0), &costing(1.0)).len(), PAIRS.len());
        assert_eq!(exceeded(&Measured::default(), &costing(1.0)).len(), PAIRS.len());
    }
}
