//! Vectors: lists of a fixed number of `f32`.

use dkmio_core::codec::{Item, Vector, from_value, to_value};
use serde::Deserialize;

use crate::{l, n};

#[derive(Debug, Deserialize)]
struct Embedded {
    #[expect(dead_code, reason = "only the error matters")]
    vector: Vector<1>,
}

#[derive(Debug, Deserialize)]
struct Flattened {
    #[serde(flatten)]
    #[expect(dead_code, reason = "only the error matters")]
    embedded: Embedded,
}

#[test]
fn a_vector_has_as_many_elements_as_its_type_says() {
    let vector = Vector::from([0.5, -1.0, 3.0]);
    let stored = l([n("0.5"), n("-1"), n("3")]);
    assert_eq!(to_value(&vector).unwrap(), Some(stored.clone()));
    assert_eq!(from_value::<Vector<3>>(&stored).unwrap(), vector);
    assert_eq!(vector.to_search_vector().unwrap(), [n("0.5"), n("-1"), n("3")]);
    assert_eq!(vector.as_ref(), [0.5, -1.0, 3.0]);
    let long = from_value::<Vector<2>>(&stored).unwrap_err().to_string();
    assert_eq!(long, "expected a list of 2 numbers, found 3 elements");
    let short = from_value::<Vector<4>>(&stored).unwrap_err().to_string();
    assert_eq!(short, "expected a list of 4 numbers, found 3 elements");
    assert!(from_value::<Vector<1>>(&l([n("1E39")])).is_err());
    // serde's buffer holds the number as an `f64`, which becomes an infinite `f32`.
    let flattened = Item::from([("vector", l([n("1E39")]))]).decode::<Flattened>().unwrap_err().to_string();
    assert!(
        flattened.ends_with("expected a number in the range of `f32`, found a number that does not fit"),
        "{flattened}"
    );
    // So do other formats.
    let wide = serde_json::from_str::<Vector<1>>("[1e39]").unwrap_err().to_string();
    assert!(wide.contains("expected a number in the range of `f32`"), "{wide}");
    assert_eq!(serde_json::from_str::<Vector<1>>("[1e38]").unwrap(), Vector::from([1e38]));
}
