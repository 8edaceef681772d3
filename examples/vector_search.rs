//! Vector search: the notes whose embeddings are most similar to that of a question.
//!
//! A real program asks a model for the embeddings. Here a text becomes a vector by counting its letters, which is enough to tell similar
//! words.

use dkmio::{DynamoDb, DynamoTable, Hit, Vector};
use serde::{Deserialize, Serialize};

const DIMENSIONS: usize = 26;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "notes")]
#[vector(by_meaning, name = "notes-meaning", on = embedding, distance = COSINE, pk = user, filter = [topic])]
struct Notes {
    #[pk]
    user: String,
    #[sk]
    note_id: u32,
    topic: String,
    text: String,
    embedding: Vector<DIMENSIONS>,
}

/// Stands in for a model: how often each letter occurs.
fn embed(text: &str) -> Vector<DIMENSIONS> {
    let mut counts = [0.0; DIMENSIONS];
    for letter in text.bytes().filter(u8::is_ascii_alphabetic) {
        counts[usize::from(letter.to_ascii_lowercase() - b'a')] += 1.0;
    }
    counts.into()
}

fn note(note_id: u32, topic: &str, text: &str) -> Notes {
    Notes { user: "ana".to_owned(), note_id, topic: topic.to_owned(), text: text.to_owned(), embedding: embed(text) }
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Notes::create_table().send(&db).await?;
    let notes = [
        note(1, "garden", "Water the roses in the morning"),
        note(2, "garden", "Plant tulips before the first frost"),
        note(3, "work", "Write the report about water"),
    ];
    Notes::batch_put(notes).send(&db).await?;

    let question = embed("watering roses");
    let search = || Notes::by_meaning().search("ana", &question).top_k(2);
    for hit in search().send(&db).await? {
        println!("{:.3} {}: {}", hit.distance(), hit.item.topic, hit.item.text);
    }

    let in_garden: Vec<Hit<NotesByMeaning>> = search().filter_eq(Notes::TOPIC, "garden").send(&db).await?;
    assert!(in_garden.iter().all(|hit| hit.item.topic == "garden"));
    assert_eq!(in_garden[0].item.note_id, 1);
    Ok(())
}
