//! The lines of a full export.

use std::error::Error as _;
use std::io::{self, BufReader, Read};

use dkmio::json::{self, MAX_LINE, lines};
use dkmio::{DynamoTable as _, Error, ErrorKind, Item};

use crate::models::Orders;
use crate::support::db;

/// What each line gives: the item's name, or the error.
fn read(text: &str) -> Vec<Result<String, String>> {
    read_from(text.as_bytes()).into_iter().map(|line| line.map_err(|error| error.to_string())).collect()
}

fn read_from(source: impl io::BufRead) -> Vec<Result<String, Error>> {
    lines::<Item>(source).map(|item| Ok(item?.read::<String>("id")?.unwrap_or_default())).collect()
}

fn line(id: &str) -> String {
    format!(r#"{{"Item":{{"id":{{"S":"{id}"}}}}}}"#)
}

fn id(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

#[test]
fn lines_end_in_any_way_and_blank_ones_are_skipped() {
    let text = format!("{}\n\n  \r\n{}\r\n{}", line("a"), line("b"), line("c"));
    assert_eq!(read(&text), [id("a"), id("b"), id("c")]);
    // Some editors and shells write a byte order mark.
    assert_eq!(read(&format!("\u{FEFF}{}\n{}", line("a"), line("b"))), [id("a"), id("b")]);
    assert!(read(&format!("{}\n\u{FEFF}{}", line("a"), line("b")))[1].is_err());
    assert_eq!(read(""), []);
    assert_eq!(read("\n"), []);
}

#[test]
fn a_line_is_read_in_pieces_of_any_size() {
    let text = format!("{}\n{}\n", line("a"), line(&"b".repeat(300)));
    for capacity in [1, 2, 7, 64, 4096] {
        let got = read_from(BufReader::with_capacity(capacity, text.as_bytes()));
        let ids: Vec<_> = got.into_iter().map(Result::unwrap).collect();
        assert_eq!(ids, ["a".to_owned(), "b".repeat(300)], "{capacity}");
    }
}

#[test]
fn an_undecodable_line_is_an_error_with_its_number_and_the_rest_is_delivered() {
    let good = line("x");
    for (bad, message) in [
        (r#"{"Item":{"id":{"N":"1"}}}"#, "id: expected a string, found a number"),
        (r#"{"Item":{"id":{"S":"a"}"#, "not DynamoDB JSON at byte 23"),
        (r#"{"Item":{"id":{"S":"a"}}} {}"#, "not DynamoDB JSON at byte 26"),
        (r#"{"id":{"S":"a"}}"#, "expected `Item`, as in a full export"),
        (r#"{"Keys":{"id":{"S":"a"}}}"#, "this is an incremental export; read it with `json::changes`"),
        ("not json", "not DynamoDB JSON at byte 0"),
    ] {
        for position in 0..3 {
            let mut text = vec![good.as_str(); 2];
            text.insert(position, bad);
            let got: Vec<_> = lines::<Named>(text.join("\n").as_bytes()).collect();
            assert_eq!(got.len(), 3, "{bad}");
            for (at, result) in got.iter().enumerate() {
                let Err(error) = result else {
                    assert_ne!(at, position, "{bad}");
                    continue;
                };
                assert_eq!((at, error.line()), (position, Some(position as u64 + 1)), "{bad}");
                assert_eq!(error.kind(), ErrorKind::Decode);
                assert_eq!(error.to_string(), format!("cannot be read: line {}: {message}", position + 1));
            }
        }
    }
}

#[test]
fn a_line_that_is_no_utf8_is_an_error_of_that_line() {
    let text = [line("a").as_bytes(), b"\n{\"Item\":\xff}\n", line("b").as_bytes()].concat();
    let got = read_from(text.as_slice());
    assert_eq!(got.len(), 3);
    assert_eq!(got[1].as_ref().unwrap_err().line(), Some(2));
}

#[test]
fn an_ion_export_is_refused_at_once() {
    let got = read("$ion_1_0 {Item:{id:\"a\"}}\n{Item:{id:\"b\"}}\n");
    let message = "cannot be read: line 1: this is an Amazon Ion export; export as DYNAMODB_JSON";
    assert_eq!(got, [Err(message.to_owned())]);
}

#[test]
fn a_line_above_the_limit_is_an_error_and_the_next_one_is_read() {
    let mut text = line("a") + "\n{\"Item\":{\"id\":{\"S\":\"";
    text.push_str(&"x".repeat(MAX_LINE));
    text.push_str("\"}}}\n");
    text.push_str(&line("b"));
    let message = format!("cannot be read: line 2: the line has more than {MAX_LINE} bytes");
    assert_eq!(read(&text), [id("a"), Err(message), id("b")]);
}

/// Fails after some bytes.
struct Failing<'t>(&'t [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "truncated archive")),
            read => Ok(read),
        }
    }
}

#[test]
fn an_error_of_the_reader_is_the_last_one_and_its_source() {
    let text = line("a") + "\n{\"It";
    let got = read_from(BufReader::new(Failing(text.as_bytes())));
    let [Ok(_), Err(error)] = got.as_slice() else { panic!("{got:?}") };
    assert_eq!((error.kind(), error.line()), (ErrorKind::Other, Some(2)));
    assert_eq!(error.to_string(), "error: line 2: truncated archive");
    let source = error.source().and_then(|line| line.source()).unwrap();
    assert_eq!(source.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::UnexpectedEof);
}

#[derive(Debug, serde::Serialize)]
struct Unstorable {
    value: f64,
}

#[test]
fn an_item_that_cannot_be_written_is_an_error_with_its_line() {
    let items = [Unstorable { value: 1.5 }, Unstorable { value: f64::NAN }];
    let mut out = Vec::new();
    let error = json::write_lines(&mut out, &items).unwrap_err();
    assert_eq!((error.kind(), error.line()), (ErrorKind::Encode, Some(2)));
    assert_eq!(error.to_string(), "cannot be stored: line 2: value: cannot store NaN or infinity");
    assert_eq!(out, b"{\"Item\":{\"value\":{\"N\":\"1.5\"}}}\n");
}

#[tokio::test]
async fn a_batch_stops_at_a_line_that_cannot_be_read() {
    let db = db().await;
    Orders::create_table().send(&db).await.unwrap();
    let mut text = Vec::new();
    json::write_lines(&mut text, [Orders::sample("ana", "o1"), Orders::sample("ana", "o2")]).unwrap();
    let text = String::from_utf8(text).unwrap() + "{}\n";
    let error = Orders::batch_put(lines::<Orders>(text.as_bytes())).send(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.line()), (ErrorKind::Decode, Some(3)), "{error}");

    let readable = lines::<Orders>(text.as_bytes()).filter_map(Result::ok);
    let done = Orders::batch_put(readable).send(&db).await.unwrap();
    assert_eq!(done.items, 2);
}

#[derive(Debug, serde::Deserialize)]
struct Named {
    #[allow(dead_code, reason = "only its type matters")]
    id: String,
}
