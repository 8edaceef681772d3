//! Bodies that arrive whole, however they arrive.

use bytes::Bytes;
use dkmio::{DynamoTable, Item};

use super::Notes;
use super::canned::{Canned, CannedClient, Step, frames, plainly};
use super::reads::{Read, json};

/// A response of about 100 KB, in which characters of several bytes and escapes fall on the ends of frames.
fn large(read: Read) -> (Vec<Notes>, String) {
    let mut notes = read.notes();
    for note in &mut notes {
        note.text = "é\n\u{1F600}\"漢".repeat(4_000);
    }
    let items: Vec<_> = notes.iter().map(|note| json(&Item::from_serialize(note).expect("item"))).collect();
    (notes, read.body(&items))
}

#[tokio::test]
async fn in_frames_of_every_size() {
    for read in Read::ALL {
        let (want, body) = large(read);
        for size in [7, 1_000, 16 * 1_024, body.len() - 1, body.len()] {
            let client = CannedClient::new([Canned::in_frames(&body, size)]);
            assert_eq!(read.run(&client.db()).await.expect("read"), want, "{read:?} in frames of {size}");
            assert_eq!(client.requests(), 1);
        }
    }
}

#[tokio::test]
async fn byte_by_byte() {
    for read in Read::ALL {
        let client = CannedClient::new([Canned::in_frames(&read.response(), 1)]);
        assert_eq!(read.run(&client.db()).await.expect("read"), read.notes(), "{read:?}");
    }
}

#[tokio::test]
async fn with_empty_frames_and_trailers() {
    for read in Read::ALL {
        let empty = || Step::Data(Bytes::new());
        let mut steps = vec![empty(), empty()];
        for frame in frames(&read.response(), 30) {
            steps.extend([frame, empty()]);
        }
        steps.push(Step::Trailers);
        let (got, requests) = plainly(read, &[Canned::in_steps(steps)]).await;
        assert_eq!((got.expect("read"), requests), (read.notes().len(), 1), "{read:?}");
    }
}

#[tokio::test]
async fn under_any_status_of_success_and_whatever_the_headers_say() {
    for read in Read::ALL {
        for status in [200, 201, 203, 206] {
            let response = Canned::new(status, read.response()).header("content-type", "text/html");
            let response = response.header("content-length", "3").header("x-amz-crc32", "1");
            let (got, requests) = plainly(read, &[response]).await;
            assert_eq!((got.expect("read"), requests), (read.notes().len(), 1), "{read:?}: {status}");
        }
    }
}

/// An HTTP client decompresses what it has requested compressed. Neither the SDK nor dkmio decompresses a body.
#[tokio::test]
async fn a_header_that_says_compressed_changes_nothing() {
    for read in Read::ALL {
        let response = Canned::new(200, read.response()).header("content-encoding", "gzip");
        let (got, requests) = plainly(read, &[response]).await;
        assert_eq!((got.expect("read"), requests), (read.notes().len(), 1), "{read:?}");
    }
}

#[tokio::test]
async fn pages_that_arrive_in_pieces_are_read_one_after_another() {
    let page = |number: u32, last: &str| {
        let item = json(&Item::from_serialize(&Notes::sample(number)).expect("item"));
        Canned::in_frames(&format!(r#"{{"Count":1,"Items":[{item}],"ScannedCount":1{last}}}"#), 11)
    };
    let key = r#","LastEvaluatedKey":{"author":{"S":"ana"},"number":{"N":"1"}}"#;
    let client = CannedClient::new([page(1, key), page(2, "")]);
    assert_eq!(Notes::query("ana").all(&client.db()).await.expect("read"), [Notes::sample(1), Notes::sample(2)]);
    assert_eq!(client.requests(), 2);
}
