//! All forms of events are read alike.

use std::time::{Duration, UNIX_EPOCH};

use dkmio::changes::{Change, ChangeRecord, Changes, RemovalReason};
use dkmio::{DynamoTable as _, Item};

use super::events::{EXPIRED, Record, event, kinesis_record};
use crate::models::{Events, Orders};

/// Reads an event as `lambda_runtime` does, and from its bytes; both have to give the same.
fn read(text: &str) -> Vec<ChangeRecord<Orders>> {
    let by_serde: Changes<Orders> = serde_json::from_str(text).unwrap();
    let from_value: Changes<Orders> = serde_json::from_value(serde_json::from_str(text).unwrap()).unwrap();
    let changes = Changes::<Orders>::from_slice(text.as_bytes()).unwrap();
    assert_eq!(changes.skipped(), 0);
    let records = |changes: Changes<Orders>| changes.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    let read = records(changes);
    for other in [records(by_serde), records(from_value)] {
        assert_eq!(other.len(), read.len());
        for (one, other) in read.iter().zip(&other) {
            assert_eq!((&one.change, one.key(), one.time()), (&other.change, other.key(), other.time()));
            assert_eq!(
                (one.sequence_number(), one.event_id(), one.size(), one.region()),
                (other.sequence_number(), other.event_id(), other.size(), other.region()),
            );
        }
    }
    read
}

fn order(number: u32, total: u64) -> Orders {
    Orders { total, ..Orders::sample("ana", &format!("o{number}")) }
}

#[test]
fn a_lambda_event_gives_typed_changes_with_what_the_record_says() {
    let expired = Record { identity: EXPIRED, ..Record::new("REMOVE", 4) };
    let texts = [Record::new("INSERT", 1), Record::new("MODIFY", 2), Record::new("REMOVE", 3), expired];
    let read = read(&event(&texts.map(|record| record.text())));
    let changes: Vec<_> = read.iter().map(|record| record.change.clone()).collect();
    assert_eq!(
        changes,
        [
            Change::insert(order(1, 2)),
            Change::modify(order(2, 1), order(2, 2)),
            Change::remove(order(3, 1)),
            Change::expire(order(4, 1)),
        ]
    );
    let first = &read[0];
    assert_eq!(*first.key(), order(1, 0).key());
    assert_eq!(first.sequence_number(), Some("400000000000000000001"));
    assert_eq!(first.event_id(), Some("e400000000000000000001"));
    assert_eq!((first.size(), first.region()), (Some(59), Some("eu-west-1")));
    assert_eq!(first.time(), Some(UNIX_EPOCH + Duration::from_secs(1_479_499_740)));
}

#[test]
fn only_the_service_itself_makes_a_removal_an_expiry() {
    let user = r#""userIdentity":{"type":"AssumedRole","principalId":"AIDA"},"#;
    let other = r#""userIdentity":{"type":"Service","principalId":"other.amazonaws.com"},"#;
    let by_get_records = r#""userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"},"#;
    let null = r#""userIdentity":null,"#;
    for (identity, expected) in [
        (user, RemovalReason::Deleted),
        (other, RemovalReason::Deleted),
        (null, RemovalReason::Deleted),
        ("", RemovalReason::Deleted),
        (EXPIRED, RemovalReason::Expired),
        (by_get_records, RemovalReason::Expired),
    ] {
        let read = read(&event(&[Record { identity, ..Record::new("REMOVE", 1) }.text()]));
        let Change::Remove { reason, .. } = read[0].change else { panic!("a removal") };
        assert_eq!(reason, expected, "{identity}");
    }
    let read = read(&event(&[Record { identity: EXPIRED, ..Record::new("MODIFY", 1) }.text()]));
    assert!(matches!(read[0].change, Change::Modify { .. }));
}

#[test]
fn a_bare_list_is_read_as_pipes_pass_it_on() {
    let text = format!("[{},{}]", Record::new("INSERT", 1).text(), Record::new("REMOVE", 2).text());
    assert_eq!(read(&text).len(), 2);
    assert_eq!(read("[]").len(), 0);
    assert_eq!(read(r#"{"Records":[]}"#).len(), 0);
}

#[test]
fn a_kinesis_record_has_the_sequence_number_of_kinesis_and_the_id_of_the_change() {
    let texts: Vec<_> = [("1640276115123", 3), ("1640276115123456", 6)]
        .into_iter()
        .map(|(time, digits)| {
            let data = Record { time, ..Record::new("MODIFY", 1) }.in_kinesis();
            let precision = if digits == 6 { "MICROSECOND" } else { "MILLISECOND" };
            let precision = format!(r#""ApproximateCreationDateTimePrecision":"{precision}","Keys""#);
            (kinesis_record(&data, "49"), kinesis_record(&data.replace("\"Keys\"", &precision), "50"))
        })
        .collect();
    let read = read(&event(&[texts[0].0.clone(), texts[0].1.clone(), texts[1].1.clone()]));
    for record in &read {
        assert_eq!(record.change, Change::modify(order(1, 1), order(1, 2)));
        assert_eq!(record.event_id(), Some("k400000000000000000001"));
        assert_eq!(record.region(), Some("eu-west-1"));
    }
    let numbers: Vec<_> = read.iter().map(|record| record.sequence_number().unwrap()).collect();
    assert_eq!(numbers, ["49", "50", "50"]);
    let times: Vec<_> = read.iter().map(|record| record.time().unwrap().duration_since(UNIX_EPOCH).unwrap()).collect();
    let [millis, micros] = [Duration::from_millis(1_640_276_115_123), Duration::from_micros(1_640_276_115_123_456)];
    assert_eq!(times, [millis, millis, micros]);
}

#[test]
fn pipes_pass_kinesis_records_on_without_a_member_around_them() {
    let data = super::events::base64(Record::new("INSERT", 1).in_kinesis().as_bytes());
    let text = format!(
        r#"[{{"kinesisSchemaVersion":"1.0","sequenceNumber":"51","data":"{data}","eventSource":"aws:kinesis"}}]"#
    );
    let read = read(&text);
    assert_eq!((read[0].sequence_number(), &read[0].change), (Some("51"), &Change::insert(order(1, 2))));
}

#[test]
fn numbers_sets_and_undeclared_attributes_are_exact() {
    let image = r#"{"device":{"S":"d\u00e9\ud83d\ude00"},"ts":{"N":"-5"},"wide":{"N":"9.9999999999999999999999999999999999999E+125"},"tags":{"SS":["a","b"]},"raw":{"B":"AAEC"},"deep":{"M":{"l":{"L":[{"NULL":true},{"NS":["1","2.50"]}]}}}}"#;
    let keys = r#"{"device":{"S":"dé😀"},"ts":{"N":"-5"}}"#;
    let record = Record { keys: keys.to_owned(), new: Some(image.to_owned()), ..Record::new("INSERT", 1) };
    let text = event(&[record.text()]);
    let by_serde: Changes<Events> = serde_json::from_str(&text).unwrap();
    for changes in [by_serde, Changes::from_slice(text.as_bytes()).unwrap()] {
        let [record] = changes.into_iter().map(Result::unwrap).collect::<Vec<_>>().try_into().unwrap();
        let Change::Insert { new } = record.change else { panic!("an insert") };
        let expected: Item = dkmio::json::from_str(image).unwrap();
        let mut got = new.rest.clone();
        got.set("device", &new.device).unwrap().set("ts", new.ts).unwrap();
        assert_eq!(got, expected);
    }
}

#[test]
fn an_attribute_may_have_the_name_of_an_exact_number_of_serde_json() {
    let image =
        r#"{"device":{"S":"d"},"ts":{"N":"1"},"m":{"M":{"$serde_json::private::Number":{"S":"7"},"n":{"N":"8"}}}}"#;
    let keys = r#"{"device":{"S":"d"},"ts":{"N":"1"}}"#;
    let record = Record { keys: keys.to_owned(), new: Some(image.to_owned()), ..Record::new("INSERT", 1) };
    // With its feature `arbitrary_precision`, serde_json passes a number like this.
    let text = event(&[record.text()]).replace("1479499740", r#"{"$serde_json::private::Number":"1479499740"}"#);
    let changes: Changes<Events> = serde_json::from_str(&text).unwrap();
    let record = changes.into_iter().next().unwrap().unwrap();
    assert_eq!(record.time(), Some(UNIX_EPOCH + Duration::from_secs(1_479_499_740)));
    let Change::Insert { new } = record.change else { panic!("an insert") };
    let expected: Item = dkmio::json::from_str(image).unwrap();
    assert_eq!(new.rest.get("m"), expected.get("m"));
}

#[test]
fn an_event_of_another_kind_is_an_error() {
    for text in [r#"{"records":[]}"#, "{}", r#""text""#, "17"] {
        assert!(Changes::<Orders>::from_slice(text.as_bytes()).is_err(), "{text}");
        assert!(serde_json::from_str::<Changes<Orders>>(text).is_err(), "{text}");
    }
    let error = Changes::<Orders>::from_slice(b"{}").unwrap_err();
    assert_eq!(error.to_string(), "expected an event with `Records`, or a list of records");
    let cut = event(&[Record::new("INSERT", 1).text()]);
    assert!(Changes::<Orders>::from_slice(&cut.as_bytes()[..cut.len() - 2]).is_err());
}

#[test]
fn an_event_made_by_hand_is_read_back() {
    let orders = [order(1, 5), order(2, 6), order(3, 7), order(4, 8)];
    let [one, two, three, four] = orders;
    let changes = [
        Change::insert(one.clone()),
        Change::modify(one, Orders { paid: 9, ..two }),
        Change::remove(three),
        Change::expire(four),
    ];
    let made = Changes::of(changes.clone());
    let read = read(&made.to_event_json().unwrap());
    assert_eq!(read.iter().map(|record| record.change.clone()).collect::<Vec<_>>(), changes);
    for (made, read) in made.iter().map(|record| record.as_ref().unwrap()).zip(&read) {
        assert_eq!((made.key(), made.sequence_number()), (read.key(), read.sequence_number()));
        assert_eq!(made.event_id(), read.event_id());
    }
}
