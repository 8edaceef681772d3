use aws_sdk_dynamodb::types::AttributeValue;

use super::fingerprint::{checksum, key_condition_fingerprint, text_fingerprint, write_bytes};
use super::*;
use crate::expression::{KeyCondition, KeyRange};

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

/// Returns a key of all three types, given in another order than that of its names.
fn key() -> LastKey {
    let binary = AttributeValue::B(vec![1, 2].into());
    LastKey::new([("c", binary), ("a", s("x")), ("b", n("1.0"))].map(|(name, value)| (name.to_owned(), value)))
}

fn key_bytes() -> Vec<u8> {
    b"\0\0\0\x01aS\0\0\0\x01x\0\0\0\x01bN\0\0\0\x031.0\0\0\0\x01cB\0\0\0\x02\x01\x02".to_vec()
}

fn scope() -> CursorScope {
    CursorScope {
        table: "orders".to_owned(),
        index: None,
        descending: false,
        condition: 0x0102_0304_0506_0708,
        segments: None,
    }
}

/// Returns cursors of every kind, and their bytes without the checksum. Users store cursors, so these bytes must stay.
fn cursors() -> Vec<(Cursor, Vec<u8>)> {
    let plain = |scope, positions| Cursor::new(CursorPayload { scope, positions }, None).unwrap();
    let after = || Position::After(key());
    let segments = vec![Position::Start, after(), Position::End];
    let by_index = || CursorScope { index: Some("by_date".to_owned()), ..scope() };
    let descending = CursorScope { descending: true, ..by_index() };
    let parallel = CursorScope { segments: Some(3), ..scope() };
    let condition = b"\x01\x02\x03\x04\x05\x06\x07\x08";
    let of_key = |table: Option<&str>, exact| {
        UnscopedKey::read(
            &[
                &[u8::from(table.is_some()) + 2 * u8::from(exact)][..],
                &table.map(|table| [&[0, 0, 0, table.len() as u8][..], table.as_bytes()].concat()).unwrap_or_default(),
                &key_bytes(),
            ]
            .concat(),
        )
        .unwrap()
    };
    let unscoped = |key| Cursor(Repr::Unscoped(Ok(key), Origin::Text));
    vec![
        (plain(scope(), vec![after()]), [b"\x01\0\0\0\x06orders\0", &condition[..], &key_bytes()].concat()),
        (
            plain(by_index(), vec![after()]),
            [b"\x01\0\0\0\x06orders\x01\0\0\0\x07by_date", &condition[..], &key_bytes()].concat(),
        ),
        (
            plain(descending, vec![after()]),
            [b"\x01\0\0\0\x06orders\x03\0\0\0\x07by_date", &condition[..], &key_bytes()].concat(),
        ),
        (
            plain(parallel, segments),
            [b"\x01\0\0\0\x06orders\x04", &condition[..], b"->\0\0\0\x24", &key_bytes(), b"."].concat(),
        ),
        (unscoped(of_key(Some("orders"), true)), [b"\x04\x03\0\0\0\x06orders", &key_bytes()[..]].concat()),
        (unscoped(of_key(Some("orders"), false)), [b"\x04\x01\0\0\0\x06orders", &key_bytes()[..]].concat()),
        (Cursor::from_last_evaluated_key(key().to_map()), [b"\x04\x02", &key_bytes()[..]].concat()),
        (Cursor(Repr::Unscoped(Err(CursorError::KeyAttributes), Origin::Program)), b"\x04\x02".to_vec()),
    ]
}

fn text_of(bytes: &[u8]) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string([bytes, &checksum(bytes).to_be_bytes()].concat())
}

#[test]
fn a_cursor_is_the_same_text_in_every_version() {
    for (cursor, bytes) in cursors() {
        assert_eq!(cursor.encode(), text_of(&bytes), "{}", String::from_utf8_lossy(&bytes));
        let read = Cursor::decode(&cursor.encode()).unwrap();
        assert_eq!(read.encode(), cursor.encode());
        assert!(read == cursor || matches!(cursor.0, Repr::Unscoped(Err(_), _)));
    }
    assert_eq!(cursors()[6].0.encode(), "BAIAAAABYVMAAAABeAAAAAFiTgAAAAMxLjAAAAABY0IAAAACAQKrzh0u");
    let all = cursors();
    for (at, (cursor, _)) in all.iter().enumerate() {
        assert!(all.iter().enumerate().all(|(other, (one, _))| (one == cursor) == (at == other)));
    }
}

#[test]
fn a_cut_cursor_is_no_other_cursor() {
    for (cursor, bytes) in cursors() {
        for end in 1..bytes.len() {
            // With a checksum of its own, as one who knows the form may write it.
            let cut = Cursor::decode(&text_of(&bytes[..end]));
            assert!(cut.is_err() || cut.is_ok_and(|cut| cut != cursor), "{end} of {bytes:?}");
            assert!(Cursor::decode(&base64_simd::URL_SAFE_NO_PAD.encode_to_string(&bytes[..end])).is_err());
        }
    }
    let malformed: [&[u8]; 7] = [
        b"",
        b"\x01",
        b"\x01\0\0\0\x06orders\0\x01\x02\x03\x04\x05\x06\x07",
        // One name twice, a value of no key type, a length beyond the end, and a segment of no kind.
        b"\x04\x02\0\0\0\x01aS\0\0\0\x01x\0\0\0\x01aS\0\0\0\x01y",
        b"\x04\x02\0\0\0\x01a?\0\0\0\0",
        b"\x04\x02\0\0\0\x01aS\0\0\0\x02x",
        b"\x01\0\0\0\x06orders\x04\x01\x02\x03\x04\x05\x06\x07\x08-!",
    ];
    for bytes in malformed {
        assert_eq!(
            Cursor::decode(&text_of(bytes)).err(),
            Some(if bytes.is_empty() {
                // Only a checksum is left of an empty cursor, and its first byte is not a known version.
                CursorError::Version
            } else {
                CursorError::Malformed
            }),
            "{bytes:?}"
        );
    }
    // A sealed cursor has a nonce, a tag, and something between them.
    let sealed =
        |bytes: usize| base64_simd::URL_SAFE_NO_PAD.encode_to_string([&[SEALED][..], &vec![0; bytes]].concat());
    assert_eq!(Cursor::decode(&sealed(SEAL_BYTES)).err(), Some(CursorError::Malformed));
    let text = sealed(SEAL_BYTES + 1);
    // Without its key, a sealed cursor is passed on as it is.
    assert_eq!(Cursor::decode(&text).map(|cursor| cursor.encode()), Ok(text));
    assert_eq!(Cursor::decode("").err(), Some(CursorError::Malformed));
}

#[test]
fn fingerprints_are_the_same_in_every_version() {
    assert_eq!([checksum(b""), checksum(b"abc")], [0x80dd_c1f7, 0xbf48_0594]);
    assert_eq!([text_fingerprint(""), text_fingerprint("abc")], [0xa8c7_f832_281a_39c5, 0x42e4_f5ca_fdac_f05e]);
    let of = |name: &'static str, value: AttributeValue, range: Option<KeyRange>| {
        let mut condition = KeyCondition::default();
        condition.equal(name, value);
        range.into_iter().for_each(|range| condition.range("c", range));
        key_condition_fingerprint(&condition)
    };
    let between = |low, high| Some(KeyRange::Between(n(low), n(high)));
    let different = [
        of("a", s("1"), None),
        of("a", n("1"), None),
        of("b", s("1"), None),
        of("a", s("2"), None),
        of("a", s("1"), Some(KeyRange::Compare("<", n("1")))),
        of("a", s("1"), Some(KeyRange::Compare("<=", n("1")))),
        of("a", s("1"), between("1", "2")),
        of("a", s("1"), between("2", "1")),
        of("a", s("1"), Some(KeyRange::BeginsWith(s("1")))),
    ];
    for (at, one) in different.iter().enumerate() {
        assert!(different.iter().enumerate().all(|(other, two)| (one == two) == (at == other)), "{at}");
    }
    assert_eq!(of("a", n("1.0"), between("1", "20")), of("a", n("1"), between("1E0", "2E1")));
    // Name, operator and value, each with its length, as in the text of a cursor.
    let mut value = vec![b'S'];
    write_bytes(b"1", &mut value);
    let mut hash = fingerprint::Fnv::default();
    [b"a", b"=", &value[..]].into_iter().for_each(|part| hash.write(part));
    assert_eq!(of("a", s("1"), None), hash.finish());
    let statement = |statement, parameters| StatementPosition { table: "orders", index: None, statement, parameters };
    let cursor = |position: StatementPosition<'_>| position.cursor("token", None).unwrap().encode();
    let parameters = [s("x"), n("1")];
    let expected = CursorScope {
        condition: text_fingerprint("SELECT") ^ text_fingerprint(r#"{"0":{"S":"x"},"1":{"N":"1"}}"#).rotate_left(1),
        ..scope()
    };
    let token = LastKey::of_token("token");
    let expected = CursorPayload { scope: expected, positions: vec![Position::After(token)] };
    assert_eq!(cursor(statement("SELECT", &parameters)), Cursor::new(expected, None).unwrap().encode());
    assert_ne!(cursor(statement("SELECT", &parameters)), cursor(statement("SELECT", &parameters[..1])));
}

#[test]
fn a_key_is_one_text_whatever_the_order_of_its_attributes() {
    let text = r#"{"a":{"S":"x"},"b":{"N":"1.0"},"c":{"B":"AQI="}}"#;
    assert_eq!(&*key().json(), text);
    assert_eq!(LastKey::from_json(r#"{ "c":{"B":"AQI="}, "a":{"S":"x"}, "b":{"N":"1.0"} }"#).unwrap(), key());
    assert_eq!(key().attributes().iter().map(|(name, _)| name.as_str()).collect::<String>(), "abc");
    assert_eq!(&*LastKey::new([]).json(), "{}");
    assert_eq!(LastKey::new(key().to_map()), key());
}

#[test]
fn a_read_refuses_the_cursors_of_all_others() {
    let read = scope();
    assert_eq!(scope().check(&read), Ok(()));
    for (other, error) in [
        (CursorScope { table: "others".to_owned(), index: Some("i".to_owned()), ..scope() }, CursorError::Table),
        (CursorScope { index: Some("i".to_owned()), condition: 1, ..scope() }, CursorError::Index),
        (CursorScope { condition: 1, descending: true, ..scope() }, CursorError::KeyCondition),
        (CursorScope { descending: true, segments: Some(1), ..scope() }, CursorError::Direction),
        (CursorScope { segments: Some(1), ..scope() }, CursorError::Segments),
    ] {
        assert_eq!(other.check(&read), Err(error));
        assert_eq!(read.check(&other), Err(error));
    }
}
