//! Changes of entities: those of other entities of the table are skipped.

use dkmio::changes::{Change, ChangeItem, Changes, KeysOnly, NewAndOldImages, NewImage, OldImage, StreamView};
use dkmio::{Error, ErrorKind, json};

use crate::models::{Account, AccountKey, Order, Tenant, TenantKey, account, order, tenant};

const TENANT_KEYS: &str = r#"{"PK":{"S":"TENANT#acme"},"SK":{"S":"PROFILE"}}"#;
const TENANT: &str =
    r#"{"PK":{"S":"TENANT#acme"},"SK":{"S":"PROFILE"},"_et":{"S":"Tenant"},"tenant":{"S":"acme"},"name":{"S":"ACME"}}"#;
const ACCOUNT_KEYS: &str = r#"{"PK":{"S":"ACCOUNT#ana@example.org"},"SK":{"S":"ACCOUNT"}}"#;
const ACCOUNT: &str = r#"{"PK":{"S":"ACCOUNT#ana@example.org"},"SK":{"S":"ACCOUNT"},"_et":{"S":"Account"},"email":{"S":"Ana@example.org"},"age":{"N":"30"}}"#;
const ORDER_KEYS: &str = r#"{"PK":{"S":"TENANT#acme"},"SK":{"S":"ORDER#2025-01-01T12:00:00.000000000Z#o1"}}"#;
const ORDER: &str = r#"{"PK":{"S":"TENANT#acme"},"SK":{"S":"ORDER#2025-01-01T12:00:00.000000000Z#o1"},"_et":{"S":"Order"},"GSI1PK":{"S":"TENANT#acme#Open"},"tenant":{"S":"acme"},"placed":{"S":"2025-01-01T12:00:00.000000000Z"},"order_id":{"S":"o1"},"status":{"S":"Open"},"total":{"N":"30"}}"#;

/// The members of a record after its keys.
fn images(old: Option<&str>, new: Option<&str>) -> String {
    let image = |name: &str, text: Option<&str>| text.map_or_else(String::new, |text| format!(r#","{name}":{text}"#));
    image("OldImage", old) + &image("NewImage", new)
}

fn read<T: ChangeItem, V: StreamView>(name: &str, keys: &str, old: Option<&str>, new: Option<&str>) -> Changes<T, V> {
    let (images, view) = (images(old, new), V::NAME);
    let text = format!(
        r#"[{{"eventName":"{name}","dynamodb":{{"Keys":{keys}{images},"SequenceNumber":"1","StreamViewType":"{view}"}}}}]"#
    );
    Changes::from_slice(text.as_bytes()).expect("an event")
}

fn one<T: ChangeItem, V: StreamView>(changes: Changes<T, V>) -> (Change<T, V>, T::Key)
where
    T::Key: Clone,
{
    assert_eq!((changes.len(), changes.skipped()), (1, 0));
    let record = changes.into_iter().next().expect("a record").expect("a change");
    let key = record.key().clone();
    (record.change, key)
}

#[test]
fn every_view_skips_the_changes_of_other_entities() {
    let keys = ACCOUNT_KEYS;
    let both = read::<Tenant, NewAndOldImages>("MODIFY", keys, Some(ACCOUNT), Some(ACCOUNT));
    assert_eq!((both.len(), both.skipped()), (0, 1));
    for (name, image) in [("INSERT", Some(ACCOUNT)), ("MODIFY", Some(ACCOUNT)), ("REMOVE", None)] {
        let new = read::<Tenant, NewImage>(name, keys, None, image);
        assert_eq!((new.len(), new.skipped()), (0, 1), "{name}");
        let only = read::<Tenant, KeysOnly>(name, keys, None, None);
        assert_eq!((only.len(), only.skipped()), (0, 1), "{name}");
    }
    for (name, image) in [("INSERT", None), ("MODIFY", Some(ACCOUNT)), ("REMOVE", Some(ACCOUNT))] {
        let old = read::<Tenant, OldImage>(name, keys, image, None);
        assert_eq!((old.len(), old.skipped()), (0, 1), "{name}");
    }
    let export = format!(r#"{{"Keys":{keys}{}}}"#, images(None, Some(ACCOUNT)));
    assert_eq!(json::changes::<Tenant, NewImage>(export.as_bytes()).count(), 0);
}

#[test]
fn every_view_has_the_changes_of_its_entity() {
    let key = TenantKey { tenant: "acme".to_owned() };
    let modified = one(read::<Tenant, NewImage>("MODIFY", TENANT_KEYS, None, Some(TENANT)));
    assert_eq!(modified, (Change::Modify { old: key.clone(), new: tenant("acme") }, key.clone()));
    let modified = one(read::<Tenant, OldImage>("MODIFY", TENANT_KEYS, Some(TENANT), None));
    assert_eq!(modified, (Change::Modify { old: tenant("acme"), new: key.clone() }, key.clone()));
    let inserted = one(read::<Tenant, KeysOnly>("INSERT", TENANT_KEYS, None, None));
    assert_eq!(inserted, (Change::Insert { new: key.clone() }, key));
}

#[test]
fn a_part_that_a_key_does_not_tell_is_read_from_the_image() {
    let key = AccountKey { email: "Ana@example.org".to_owned() };
    let ana = account("Ana@example.org", 30);
    let inserted = one(read::<Account, NewAndOldImages>("INSERT", ACCOUNT_KEYS, None, Some(ACCOUNT)));
    assert_eq!(inserted, (Change::insert(ana.clone()), key.clone()));
    let modified = one(read::<Account, NewImage>("MODIFY", ACCOUNT_KEYS, None, Some(ACCOUNT)));
    assert_eq!(modified, (Change::Modify { old: key.clone(), new: ana }, key));
}

#[test]
fn a_flattened_item_of_a_change_is_that_of_a_read() {
    let (change, key) = one(read::<Order, NewAndOldImages>("INSERT", ORDER_KEYS, None, Some(ORDER)));
    let first = order("acme", 1, "o1", 30);
    assert_eq!(key, dkmio::DynamoTable::key(&first));
    assert_eq!(change, Change::insert(first));
}

#[test]
fn an_item_that_replaces_one_of_another_entity_is_an_error_of_its_record() {
    let other = TENANT.replace(r#""_et":{"S":"Tenant"}"#, r#""_et":{"S":"Account"}"#);
    for (old, new, path) in [(TENANT, other.as_str(), "new"), (other.as_str(), TENANT, "old")] {
        let changes = read::<Tenant, NewAndOldImages>("MODIFY", TENANT_KEYS, Some(old), Some(new));
        assert_eq!((changes.len(), changes.skipped()), (1, 0));
        let error = changes.into_iter().next().expect("a record").expect_err("an error");
        assert_eq!((error.sequence_number(), error.decode_error().path()), (Some("1"), format!("app[0].{path}")));
        assert!(!format!("{error} {error:?}").contains("acme"), "{error:?}");
        assert_eq!(Error::from(error).kind(), ErrorKind::UnexpectedEntity);

        let export = format!(r#"{{"Keys":{TENANT_KEYS}{}}}"#, images(Some(old), Some(new)));
        let records: Vec<_> = json::changes::<Tenant, NewAndOldImages>(export.as_bytes()).collect();
        let [Err(error)] = records.as_slice() else { panic!("{} records", records.len()) };
        assert_eq!((error.kind(), error.line()), (ErrorKind::UnexpectedEntity, Some(1)));
    }
}
