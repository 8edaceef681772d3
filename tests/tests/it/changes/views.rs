//! Where a stream has no image, the type has the key.

use dkmio::DynamoTable as _;
use dkmio::changes::{Change, Changes, KeysOnly, NewAndOldImages, NewImage, OldImage, RemovalReason, StreamView};

use super::events::{Record, event, kinesis_record};
use crate::models::Orders;

/// The records of an insert, a modification and a removal in a stream with this view.
fn records(view: &'static str) -> Vec<String> {
    let kinds = [Record::new("INSERT", 1), Record::new("MODIFY", 2), Record::new("REMOVE", 3)];
    let of_view = kinds.map(|record| {
        let new = record.new.clone().filter(|_| matches!(view, "NEW_IMAGE" | "NEW_AND_OLD_IMAGES"));
        let old = record.old.clone().filter(|_| matches!(view, "OLD_IMAGE" | "NEW_AND_OLD_IMAGES"));
        Record { view: Some(view), new, old, ..record }.text()
    });
    of_view.into()
}

fn read<V: StreamView>(view: &'static str) -> Vec<Change<Orders, V>> {
    let changes = Changes::<Orders, V>::from_slice(event(&records(view)).as_bytes()).unwrap();
    changes.into_iter().map(|record| record.unwrap().change).collect()
}

fn order(number: u32, total: u64) -> Orders {
    Orders { total, ..Orders::sample("ana", &format!("o{number}")) }
}

#[test]
fn each_view_has_an_image_or_the_key_on_each_side() {
    let key = |number| order(number, 0).key();
    let reason = RemovalReason::Deleted;
    let new: [Change<Orders, NewImage>; 3] = [
        Change::Insert { new: order(1, 2) },
        Change::Modify { old: key(2), new: order(2, 2) },
        Change::Remove { old: key(3), reason },
    ];
    assert_eq!(read::<NewImage>("NEW_IMAGE"), new);
    let old: [Change<Orders, OldImage>; 3] = [
        Change::Insert { new: key(1) },
        Change::Modify { old: order(2, 1), new: key(2) },
        Change::Remove { old: order(3, 1), reason },
    ];
    assert_eq!(read::<OldImage>("OLD_IMAGE"), old);
    let keys: [Change<Orders, KeysOnly>; 3] = [
        Change::Insert { new: key(1) },
        Change::Modify { old: key(2), new: key(2) },
        Change::Remove { old: key(3), reason },
    ];
    assert_eq!(read::<KeysOnly>("KEYS_ONLY"), keys);
}

fn errors<V: StreamView>(records: &[String]) -> Vec<String> {
    let changes = Changes::<Orders, V>::from_slice(event(records).as_bytes()).unwrap();
    changes.into_iter().map(|record| record.unwrap_err().to_string()).collect()
}

#[test]
fn a_record_of_another_view_is_an_error() {
    let wrong = errors::<NewAndOldImages>(&records("KEYS_ONLY"));
    assert_eq!(wrong.len(), 3);
    assert_eq!(wrong[1], "orders[1]: the stream view is KEYS_ONLY, the type expects NEW_AND_OLD_IMAGES");
    assert_eq!(errors::<KeysOnly>(&records("NEW_IMAGE")).len(), 3);
    let kinesis = kinesis_record(&Record::new("INSERT", 1).in_kinesis(), "1");
    let message = "orders[0]: the stream view is NEW_AND_OLD_IMAGES, the type expects NEW_IMAGE";
    assert_eq!(errors::<NewImage>(&[kinesis]), [message]);
}

#[test]
fn a_record_without_a_view_is_read_by_its_images() {
    let bare = Record { view: None, ..Record::new("MODIFY", 1) };
    let text = event(&[bare.text()]);
    let changes = Changes::<Orders, KeysOnly>::from_slice(text.as_bytes()).unwrap();
    assert!(changes.iter().all(Result::is_ok));
    let without = Record { old: None, ..bare };
    assert_eq!(errors::<NewAndOldImages>(&[without.text()]), ["orders[0].old: the record has no such image"]);
}
