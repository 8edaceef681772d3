use super::attributes::{find_inside, is_null, read_value};
use crate::codec::PathStep;
use crate::codec::json::reader::Reader;

#[test]
fn the_value_that_a_path_leads_to_is_found() {
    let steps = |path: &[&str]| -> Vec<PathStep> {
        path.iter().map(|step| step.parse().map_or_else(|_| PathStep::from(*step), |at: usize| at.into())).collect()
    };
    let map = r#"{"M":{"a":{"N":"1"},"b":{"L":[{"S":"x"},{"M":{"c":{"BOOL":true}}},{"S":"z"}]},"d":{"S":""}}}"#;
    for (text, path, expected) in [
        (map, &[][..], Some(map)),
        (map, &["a"], Some(r#"{"N":"1"}"#)),
        (map, &["d"], Some(r#"{"S":""}"#)),
        (map, &["b", "0"], Some(r#"{"S":"x"}"#)),
        (map, &["b", "1", "c"], Some(r#"{"BOOL":true}"#)),
        (map, &["b", "2"], Some(r#"{"S":"z"}"#)),
        (map, &["b", "3"], None),
        (map, &["c"], None),
        (map, &["0"], None),
        (map, &["a", "b"], None),
        (map, &["b", "c"], None),
        (map, &["b", "0", "c"], None),
        // Of two entries of one name the last one counts.
        (r#"{"M":{"a":{"N":"1"},"a":{"N":"2"}}}"#, &["a"], Some(r#"{"N":"2"}"#)),
        (r#"{ "M" : { "a" : { "N":"1"}} }"#, &["a"], Some(r#"{ "N":"1"}"#)),
        (r#"{"SS":["a","b"]}"#, &["0"], None),
    ] {
        let whole = format!("{text},");
        let reader = Reader::new(&whole);
        let start = reader.mark();
        let found = find_inside(&reader, &steps(path)).unwrap();
        assert_eq!(&whole[reader.position()..], ",", "{path:?}");
        assert!(reader.is_balanced_since(start));
        let found = found.map(|at| {
            let at = Reader::starting(&whole, at);
            at.peek();
            let start = at.position();
            at.skip().unwrap();
            at.since(start)
        });
        assert_eq!(found, expected, "{path:?} in {text}");
    }
    for text in [r#"{"M":{"a"}}"#, r#"{"L":[{"S":"x"}"#, ""] {
        assert!(find_inside(&Reader::new(text), &steps(&["a"])).is_err(), "{text}");
        assert!(find_inside(&Reader::new(text), &steps(&["0"])).is_err(), "{text}");
    }
}

#[test]
fn null_is_seen_and_stays_unread() {
    for (text, expected) in [
        (r#"{"NULL":true}"#, true),
        (r#" { "NULL" : true }"#, true),
        (r#"{"N":"1"}"#, false),
        (r#"{"NS":["1"]}"#, false),
        (r#" {"S":"x"}"#, false),
        (r#"{"M":{}}"#, false),
    ] {
        let reader = Reader::new(text);
        assert_eq!(is_null(&reader).unwrap(), expected, "{text}");
        assert_eq!(reader.position(), 0);
    }
    assert!(is_null(&Reader::new(r#" {"X":true}"#)).is_err());
}

#[test]
fn a_value_is_decoded_from_the_text() {
    let text = r#"{"L":[{"N":"1"},{"N":"2"}]},"#;
    let reader = Reader::new(text);
    assert_eq!(read_value::<Vec<u8>>(&reader).unwrap(), [1, 2]);
    assert_eq!(&text[reader.position()..], ",");
    assert!(read_value::<String>(&Reader::new(text)).is_err());
}
