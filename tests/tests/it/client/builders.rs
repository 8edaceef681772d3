//! Builders of requests: what they keep, and what they show.

use dkmio::{DynamoTable, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::support::faulty;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
struct Notes {
    #[pk]
    id: String,
    text: String,
    #[serde(default)]
    history: Vec<String>,
    #[serde(default, with = "dkmio::set")]
    tags: std::collections::BTreeSet<String>,
}

fn note(id: &str) -> Notes {
    Notes { id: id.to_owned(), text: "SECRET".to_owned(), history: Vec::new(), tags: Default::default() }
}

#[test]
fn an_update_says_whether_it_has_an_action() {
    let update = || Notes::update("n");
    assert!(update().is_empty());
    assert!(update().condition(Notes::TEXT.eq("x")).is_empty());
    assert!(update().append(Notes::HISTORY, Vec::<String>::new()).add(Notes::TAGS, Vec::<String>::new()).is_empty());
    assert!(!update().set(Notes::TEXT, "x").is_empty());
    assert!(!update().append(Notes::HISTORY, ["x"]).is_empty());
    assert!(!update().remove(dkmio::attr("x")).is_empty());
    // `send` reports a deferred error.
    assert!(!update().remove(dkmio::attr("x[")).is_empty());
    assert!(!Notes::update("").is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_first_deferred_error_of_a_builder_is_reported() {
    let (db, faults) = faulty();
    let get = Notes::get("").select_paths(["a["]).consistent();
    assert_eq!(get.send(&db).await.unwrap_err().kind(), ErrorKind::InvalidKey);
    let get = Notes::get("n").select_paths(["a["]).consistent();
    assert_eq!(get.send(&db).await.unwrap_err().kind(), ErrorKind::Validation);
    for error in [
        note("").put().if_not_exists().return_old().send(&db).await.unwrap_err(),
        Notes::update("").set(Notes::TEXT, "x").return_new().send(&db).await.unwrap_err(),
        Notes::delete("").if_exists().send(&db).await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.table()), (ErrorKind::InvalidKey, Some("notes")), "{error}");
    }
    assert_eq!(faults.calls().len(), 0);
}

#[test]
fn the_debug_text_of_a_request_has_no_key_and_no_value() {
    let key = || "SECRET-KEY";
    let texts = [
        format!("{:?}", Notes::get(key()).consistent().select(Notes::TEXT)),
        format!("{:?}", Notes::get(key())),
        format!("{:?}", note(key()).put().if_not_exists()),
        format!("{:?}", Notes::update(key()).set(Notes::TEXT, "SECRET")),
        format!("{:?}", Notes::delete(key()).return_old()),
    ];
    for text in texts {
        assert!(!text.contains("SECRET"), "{text}");
        assert!(text.contains("notes"), "{text}");
    }
}
