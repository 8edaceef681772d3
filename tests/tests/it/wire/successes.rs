//! Responses with a status of success that have no items or are malformed. Whatever is not certain is a typed error, and never
//! a second request.

use dkmio::{Error, ErrorKind};

use super::canned::{Canned, CannedClient, plainly};
use super::reads::Read;

/// A decode error in full, which is that of one request.
fn assert_decode(read: Read, error: &Error, want: &str) {
    assert_eq!(error.to_string(), want, "{read:?}");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(!error.is_retryable() && !error.maybe_applied());
}

#[tokio::test]
async fn a_response_without_a_body_or_members_has_no_items() {
    for read in Read::ALL {
        for response in [Canned::new(200, ""), Canned::new(204, ""), Canned::new(200, "{}"), Canned::new(200, " {\n} ")]
        {
            if read == Read::TransactGet {
                continue; // Its response has a member for every part.
            }
            let (got, requests) = plainly(read, &[response]).await;
            assert_eq!((got.expect("nothing"), requests), (0, 1), "{read:?}");
        }
    }
}

#[tokio::test]
async fn a_transaction_without_a_response_for_each_part_is_an_error() {
    for body in ["", "{}", r#"{"Responses":[]}"#, r#"{"Responses":[{}]}"#] {
        let client = CannedClient::new([Canned::new(200, body)]);
        let error = Read::TransactGet.run(&client.db()).await.expect_err("a response is missing");
        assert_eq!((error.kind(), client.requests()), (ErrorKind::Decode, 1), "{body}: {error}");
    }
}

#[tokio::test]
async fn what_is_no_json_is_an_error() {
    for read in Read::ALL {
        let bodies = [
            "<html><body>hello</body></html>",
            "[",
            "[]",
            "\"Items\"",
            "null",
            "{}x",
            "{\"Items\"",
            "\u{1F600}",
            "\0\0\0",
            "{}\0",
        ];
        for body in bodies {
            let (got, requests) = plainly(read, &[Canned::new(200, body)]).await;
            assert_decode(read, &got.expect_err(body), &read.malformed());
            assert_eq!(requests, 1, "{read:?}: {body}");
        }
    }
}

#[tokio::test]
async fn what_is_no_utf_8_is_an_error_wherever_it_stands() {
    for read in Read::ALL {
        let whole = read.response().into_bytes();
        for at in [0, 1, whole.len() / 2, whole.len() - 1] {
            let mut body = whole.clone();
            body.splice(at..at, [0xFF]);
            let (got, requests) = plainly(read, &[Canned::new(200, body)]).await;
            assert_decode(read, &got.expect_err("no UTF-8"), &read.malformed());
            assert_eq!(requests, 1, "{read:?}: {at}");
        }
    }
}

/// The header does not change how the bytes are read: neither the SDK nor dkmio requests compressed responses.
#[tokio::test]
async fn a_compressed_body_is_an_error() {
    for read in Read::ALL {
        let response = Canned::new(200, gzip(read.response().as_bytes())).header("content-encoding", "gzip");
        let (got, requests) = plainly(read, &[response]).await;
        assert_decode(read, &got.expect_err("compressed"), &read.malformed());
        assert_eq!(requests, 1, "{read:?}");
    }
}

/// As `gzip` writes what it does not compress: RFC 1951, 3.2.4, in RFC 1952.
fn gzip(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("a short body");
    let mut out = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(body);
    out.extend(crc32(body).to_le_bytes());
    out.extend(u32::from(length).to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}

/// HTTP cannot tell such a body from a complete one. A response that is cut anywhere is an error.
#[tokio::test]
async fn a_response_that_ends_early_is_an_error_wherever_it_ends() {
    for read in Read::ALL {
        let whole = read.response();
        for end in (1..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let (got, requests) = plainly(read, &[Canned::new(200, whole[..end].to_owned())]).await;
            let error = got.expect_err("a response that ends early");
            assert_eq!((error.kind(), requests), (ErrorKind::Decode, 1), "{read:?}: {error}: {}", &whole[..end]);
            let text = error.to_string();
            let places: &[&str] =
                if read == Read::TransactGet { &["", ", part 0", ", part 1"] } else { &["", ", entry 0", ", entry 1"] };
            let mut starts = places.iter().map(|at| format!("{} on `notes`{at}: cannot be", read.operation()));
            assert!(starts.any(|start| text.starts_with(&start)), "{text}");
            assert!(text.ends_with(": malformed response"), "{text}");
        }
    }
}

/// Of two items the second does not fit: the error has its position in the response and the path to the attribute.
#[tokio::test]
async fn an_item_that_does_not_fit_is_an_error_that_says_where() {
    let first = r#"{"author":{"S":"ana"},"number":{"N":"1"},"text":{"S":"x"},"scan":{"B":""}}"#;
    let cases = [
        (r#""text":{"BOOL":true},"scan":{"B":""}"#, ".text: expected a string, found a boolean"),
        (r#""text":{"S":"x"},"scan":{"B":""},"stars":{"S":"secret"}"#, ".stars: expected a number, found a string"),
        (r#""text":{"S":"x"},"scan":{"L":[{"N":"300"}]}"#, ".scan[0]: expected u8, found a number out of its range"),
        (r#""scan":{"B":""}"#, ".text: missing"),
    ];
    for read in Read::ALL {
        for (attributes, want) in cases {
            let second = format!(r#"{{"author":{{"S":"ana"}},"number":{{"N":"2"}},{attributes}}}"#);
            let items = if read == Read::Get { vec![second] } else { vec![first.to_owned(), second] };
            let client = CannedClient::new([Canned::new(200, read.body(&items))]);
            let error = read.run(&client.db()).await.expect_err("an item that does not fit");
            assert_decode(read, &error, &format!("{}{want}", read.last_item()));
            assert_eq!(client.requests(), 1, "{read:?}");
        }
    }
}
