//! Measures what entities of a shared table cost: the code that they expand to, and the time to check it.

use std::fmt::Write as _;

use super::package::Package;
use crate::report::{count, duration, markdown};

/// The number of entities of the larger package.
const ENTITIES: usize = 20;
/// The number of attributes and of indexes of each of them.
const ATTRIBUTES: usize = 12;
const INDEXES: usize = 2;

const LINES_HEAD: [&str; 4] = ["lines of expanded code", "serde's derives alone", "with `DynamoEntity`", "added"];
const TIME_HEAD: [&str; 4] =
    ["entities of 12 attributes and 2 indexes in one table", "1 entity", "20 entities", "each"];

const LINES_NOTES: &str = "\
The code that the compiler prints after all macros are expanded. An entity has a key of two templates. The figures for an attribute and for an \
index are averages of 20 and of 4.\n";

const TIME_NOTES: &str = "\
`cargo check` of a package with one and with 20 entities, its dependencies checked before: processor time. The table lists its entities, so \
that the compiler also proves that no two of them can have the same key.\n";

/// The derives that are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Derives {
    Serde,
    Dkmio,
}

/// Measures both and returns the section's text.
pub(crate) fn measure() -> Result<String, String> {
    let dependencies = format!("serde = {{ version = \"1\", features = [\"derive\"] }}\n{}", Package::dkmio());
    let package = Package::new("entities", &dependencies)?;
    package.main("fn main() {}\n")?;
    // The dependencies are checked here, so that the measurements are of the package alone.
    package.cargo(&["check", "--offline"])?;
    let lines = markdown::table(&LINES_HEAD, &lines(&package)?);
    let times = markdown::table(&TIME_HEAD, &times(&package)?);
    Ok(format!("{LINES_NOTES}\n{lines}\n{TIME_NOTES}\n{times}"))
}

/// Returns the lines that an entity, an attribute and an index add.
fn lines(package: &Package) -> Result<Vec<Vec<String>>, String> {
    let lines = |derives, entities, attributes, indexes| {
        let lines = package.expanded_lines(&source(derives, entities, attributes, indexes))?;
        Ok::<_, String>(lines as f64)
    };
    let costs = |derives| {
        let small = lines(derives, 1, 6, 0)?;
        let entity = lines(derives, 2, 6, 0)? - small;
        let attribute = (lines(derives, 1, 26, 0)? - small) / 20.0;
        let index = (lines(derives, 1, 6, 4)? - small) / 4.0;
        Ok::<_, String>([entity, attribute, index])
    };
    let (serde, dkmio) = (costs(Derives::Serde)?, costs(Derives::Dkmio)?);
    let names =
        ["an entity of 6 attributes", "one more attribute, `Option<String>`", "one more index with two templates"];
    let rows = names.into_iter().zip(serde).zip(dkmio);
    let row = |((name, serde), dkmio): ((&str, f64), f64)| {
        [name.to_owned()].into_iter().chain([serde, dkmio, dkmio - serde].map(|lines| count(Some(lines)))).collect()
    };
    Ok(rows.map(row).collect())
}

/// Returns the times to check one and several entities.
fn times(package: &Package) -> Result<Vec<Vec<String>>, String> {
    let derives = [("serde's derives alone", Derives::Serde), ("with `DynamoEntity`", Derives::Dkmio)];
    let row = |(name, derives): (&str, Derives)| {
        let time = |entities| package.check_time(&source(derives, entities, ATTRIBUTES, INDEXES));
        let (one, several) = (time(1)?, time(ENTITIES)?);
        let each = (several - one) / (ENTITIES - 1) as f64;
        Ok([name.to_owned()].into_iter().chain([one, several, each].map(|took| duration(Some(took)))).collect())
    };
    derives.into_iter().map(row).collect()
}

/// A program with a shared table and its entities.
fn source(derives: Derives, entities: usize, attributes: usize, indexes: usize) -> String {
    let mut source = String::from("#![allow(dead_code)]\nfn main() {}\n");
    if derives == Derives::Dkmio {
        let names = (0..entities).map(|at| format!("Entity{at}")).collect::<Vec<_>>().join(", ");
        // Writing to a `String` cannot fail, here and below.
        let _ = write!(
            source,
            "#[derive(dkmio::DynamoTable)]\n\
             #[dynamo(table = \"items\", pk = \"PK\", sk = \"SK\", entity_attribute = \"_et\", entities = [{names}])]\n"
        );
        for at in 0..indexes {
            let _ = writeln!(source, "#[gsi(gsi{at}, name = \"GSI{at}\", pk = \"GSI{at}PK\", sk = \"GSI{at}SK\")]");
        }
        source += "struct Items;\n";
    }
    (0..entities).for_each(|at| source += &entity(derives, at, attributes, indexes));
    source
}

fn entity(derives: Derives, at: usize, attributes: usize, indexes: usize) -> String {
    let dkmio = derives == Derives::Dkmio;
    let mut text = format!(
        "#[derive(serde::Serialize, serde::Deserialize{})]\n",
        if dkmio { ", dkmio::DynamoEntity" } else { "" }
    );
    if dkmio {
        let _ = write!(text, "#[dynamo(table = Items)]\n#[pk = \"TENANT#{{a0}}\"]\n#[sk = \"E{at}#{{a1}}\"]\n");
        for index in 0..indexes {
            let _ = writeln!(
                text,
                "#[index(by_{index} = Items::gsi{index}, pk = \"E{at}#{{a2}}\", sk = \"{{a3:sorted}}#{{a1}}\")]"
            );
        }
    }
    let _ = writeln!(text, "struct Entity{at} {{");
    for attribute in 0..attributes {
        let kind = match attribute {
            0..4 => "String",
            4..6 => "u64",
            _ => "Option<String>",
        };
        let _ = writeln!(text, "    a{attribute}: {kind},");
    }
    text + "}\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_has_its_entities_attributes_and_indexes() {
        let text = source(Derives::Dkmio, 3, 12, 2);
        assert_eq!(text.matches("#[dynamo(table = Items)]").count(), 3);
        assert!(text.contains("entities = [Entity0, Entity1, Entity2]"), "{text}");
        assert_eq!((text.matches("#[gsi(").count(), text.matches("#[index(").count()), (2, 6));
        let plain = source(Derives::Serde, 3, 12, 2);
        assert_eq!((plain.matches("struct Entity").count(), plain.matches("    a").count()), (3, 36));
        assert!(!plain.contains("Items") && !plain.contains("dkmio"));
    }
}
