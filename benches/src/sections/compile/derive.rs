//! Measures what one derive of a large struct costs.

use std::fmt::Write as _;

use super::package::Package;
use crate::report::duration;

/// The number of structs in the larger package.
const COPIES: usize = 9;
/// The number of attributes of each struct, and the number of indexes.
const ATTRIBUTES: usize = 60;
const INDEXES: usize = 8;

/// The derives that are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Derives {
    Serde,
    Dkmio,
}

/// Checks packages with one and with several structs.
pub(super) fn measure() -> Result<Vec<Vec<String>>, String> {
    let dependencies = format!("serde = {{ version = \"1\", features = [\"derive\"] }}\n{}", Package::dkmio());
    let package = Package::new("derives", &dependencies)?;
    package.main("fn main() {}\n")?;
    // The dependencies are checked here, so that the measurements are of the package alone.
    package.cargo(&["check", "--offline"])?;
    [("serde's derives alone", Derives::Serde), ("with `DynamoTable`", Derives::Dkmio)]
        .into_iter()
        .map(|(name, derives)| {
            let [one, several] = [1, COPIES].map(|copies| package.check_time(&source(derives, copies)));
            let (one, several) = (one?, several?);
            let each = (several - one) / (COPIES - 1) as f64;
            Ok([name.to_owned()].into_iter().chain([one, several, each].map(|took| duration(Some(took)))).collect())
        })
        .collect()
}

fn source(derives: Derives, copies: usize) -> String {
    let mut source = String::from("#![allow(dead_code)]\nfn main() {}\n");
    for copy in 0..copies {
        // Writing to a `String` cannot fail, here and below.
        let _ = writeln!(source, "mod copy{copy} {{\n{}}}", structure(derives));
    }
    source
}

fn structure(derives: Derives) -> String {
    let dkmio = derives == Derives::Dkmio;
    let mut text =
        format!("#[derive(serde::Serialize, serde::Deserialize{})]\n", if dkmio { ", dkmio::DynamoTable" } else { "" });
    if dkmio {
        text += "#[dynamo(table = \"items\")]\n";
        for index in 0..INDEXES {
            let (pk, first, second) = (index + 2, index + 20, index + 30);
            let _ = writeln!(
                text,
                "#[gsi(by_a{pk}, name = \"gsi-{index}\", pk = a{pk}, sk = a1, projection = [a{first}, a{second}])]"
            );
        }
    }
    text += "pub struct Items {\n";
    for at in 0..ATTRIBUTES {
        let (mark, kind) = match at {
            0 => ("#[pk] ", "String"),
            1 => ("#[sk] ", "String"),
            2..20 => ("", "String"),
            20..40 => ("", "u64"),
            _ => ("", "Option<String>"),
        };
        let _ = writeln!(text, "    {}pub a{at}: {kind},", if dkmio { mark } else { "" });
    }
    text + "}\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_struct_has_its_attributes_and_indexes() {
        let text = structure(Derives::Dkmio);
        assert_eq!(text.matches("pub a").count(), ATTRIBUTES);
        assert_eq!(text.matches("#[gsi(").count(), INDEXES);
        let plain = structure(Derives::Serde);
        assert_eq!(plain.matches("pub a").count(), ATTRIBUTES);
        assert!(!plain.contains("gsi") && !plain.contains("#[pk]"));
    }
}
