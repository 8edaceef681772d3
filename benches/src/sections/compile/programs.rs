//! The quickstart's program, by dkmio and by the SDK with serde_dynamo.

use super::package::{Package, SDK, Took};
use crate::report::{count, duration, ratio};

const COMMON: &str = "serde = { version = \"1\", features = [\"derive\"] }\n\
                      tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";

const SERDE_DYNAMO: &str = r#"serde_dynamo = { version = "4", features = ["aws-sdk-dynamodb+1"] }"#;

/// Builds both programs.
pub(super) fn measure() -> Result<Vec<Vec<String>>, String> {
    let by_hand = build("by-hand", &format!("{COMMON}{SDK}\n{SERDE_DYNAMO}"), include_str!("by_hand.txt"))?;
    let dkmio = build("by-dkmio", &format!("{COMMON}{}", Package::dkmio()), include_str!("by_dkmio.txt"))?;
    Ok(rows([("SDK + serde_dynamo", by_hand), ("dkmio, `derive` alone", dkmio)]))
}

fn rows(programs: [(&str, (usize, Took)); 2]) -> Vec<Vec<String>> {
    let row = |(name, (packages, took)): (&str, (usize, Took))| {
        vec![name.to_owned(), count(Some(packages as f64)), duration(Some(took.processor)), duration(Some(took.wall))]
    };
    let [(_, (_, by_hand)), (_, (_, dkmio))] = programs;
    let mut rows = programs.map(row).to_vec();
    let ratios = [dkmio.processor / by_hand.processor, dkmio.wall / by_hand.wall].map(|figure| ratio(Some(figure)));
    rows.push([vec!["ratio".to_owned(), String::new()], ratios.to_vec()].concat());
    rows
}

fn build(name: &str, dependencies: &str, source: &str) -> Result<(usize, Took), String> {
    let package = Package::new(name, dependencies)?;
    package.main(source)?;
    Ok((package.packages()?, package.cargo(&["build", "--offline"])?))
}
