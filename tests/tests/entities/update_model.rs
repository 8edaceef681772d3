//! Random writes of two writers, of which each knows only what it read last. After each write every stored index key is the one
//! that the stored parts render to.

use dkmio::{DynamoDb, DynamoTable as _, ErrorKind, Item};

use crate::models::App;
use crate::updates::Ticket;

const WRITES: u32 = 3_200;
const IDS: [&str; 3] = ["t1", "t2", "t3"];

/// A linear congruential generator: the same writes in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn team(&mut self) -> &'static str {
        ["infra", "sales", "Straße", "in-fra"][self.below(4) as usize]
    }

    fn due(&mut self) -> String {
        format!("2025-0{}-01", 1 + self.below(9))
    }

    fn maybe<T>(&mut self, value: T) -> Option<T> {
        (self.below(3) > 0).then_some(value)
    }
}

async fn read(db: &DynamoDb, id: &str) -> Option<Ticket> {
    Ticket::get(("acme", id)).consistent().send(db).await.expect("a read")
}

/// One random write of a writer that read `seen`. Says whether it was carried out.
async fn write(db: &DynamoDb, random: &mut Random, id: &str, seen: Option<&Ticket>) -> bool {
    let (team, due, priority) = (random.team(), random.due(), random.below(99) as u8);
    let update = Ticket::update(("acme", id));
    let result = match random.below(20) {
        0 => {
            let (team, due) = (random.maybe(team.to_owned()), random.maybe(due));
            let priority = random.maybe(priority);
            let (tenant, ticket_id) = ("acme".to_owned(), id.to_owned());
            let ticket = Ticket { tenant, ticket_id, team, priority, due, title: None };
            match random.below(4) {
                0 => ticket.put().send(db).await,
                1 => ticket.create().send(db).await,
                2 => ticket.replace().send(db).await,
                _ => ticket.upsert().condition(Ticket::TITLE.not_exists()).send(db).await,
            }
        }
        11 => match seen {
            Some(seen) => Ticket { team: random.maybe(team.to_owned()), ..seen.clone() }.upsert().send(db).await,
            None => Ticket::patch(("acme", id)).set(Ticket::DUE, due.as_str()).send(db).await,
        },
        13 | 14 => match seen {
            Some(seen) => {
                let update = seen.guarded().update();
                match random.below(4) {
                    0 => update.set(Ticket::PRIORITY, priority).send(db).await,
                    1 => update.set_or_remove(Ticket::TEAM, random.maybe(team)).send(db).await,
                    2 => update.set(Ticket::TEAM, team).set(Ticket::DUE, due.as_str()).send(db).await,
                    _ => update.remove(Ticket::PRIORITY).set(Ticket::TITLE, "guarded").send(db).await,
                }
            }
            None => Ticket::update(("acme", id)).set(Ticket::TITLE, "new").send(db).await,
        },
        15 => match seen {
            Some(seen) => {
                let changed = Ticket { priority: random.maybe(priority), ..seen.clone() };
                seen.guarded().replace(&changed).send(db).await
            }
            None => Ticket::delete(("acme", id)).send(db).await,
        },
        12 => Ticket::patch(("acme", id)).set_or_remove(Ticket::DUE, random.maybe(due.as_str())).send(db).await,
        1 => Ticket::delete(("acme", id)).send(db).await,
        2 => update.set(Ticket::TEAM, team).set(Ticket::PRIORITY, priority).send(db).await,
        3 => update.set(Ticket::DUE, due.as_str()).send(db).await,
        4 => update.set_or_remove(Ticket::DUE, random.maybe(due.as_str())).if_exists().send(db).await,
        5 => update.remove(Ticket::TEAM).send(db).await,
        6 => update.remove(Ticket::PRIORITY).set(Ticket::TEAM, team).send(db).await,
        7 => update.set(Ticket::TITLE, "new").send(db).await,
        8 | 9 => match seen.map(|seen| seen.team.as_deref()) {
            Some(Some(seen)) => update.set(Ticket::PRIORITY, priority).assuming(Ticket::TEAM, seen).send(db).await,
            _ => update.set(Ticket::PRIORITY, priority).assuming_absent(Ticket::TEAM).send(db).await,
        },
        10 => match seen.map(|seen| seen.priority) {
            Some(Some(seen)) => update.set(Ticket::TEAM, team).condition(Ticket::PRIORITY.eq(seen)).send(db).await,
            _ => update.set(Ticket::TEAM, team).condition(Ticket::PRIORITY.not_exists()).send(db).await,
        },
        _ => update.set_or_remove(Ticket::TEAM, random.maybe(team)).send(db).await,
    };
    match result {
        Ok(()) => true,
        Err(error) if error.is_condition_failed() => false,
        // The last kind of write, if it sets the part.
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
            false
        }
    }
}

fn check(item: &Item) {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str);
    let digits = item.get("priority").and_then(|value| value.as_n().ok());
    let queue = text("team").zip(digits).map(|(team, priority)| format!("QUEUE#{team}#{priority:0>2}"));
    assert_eq!(text("GSI1PK"), queue.as_deref(), "{item:?}");
    let place = text("due").zip(text("ticket_id")).map(|(due, id)| format!("{due}#{id}"));
    assert_eq!(text("GSI1SK"), place.as_deref(), "{item:?}");
    assert_eq!((text("_et"), text("_v"), text("tenant")), (Some("Ticket"), Some("1"), Some("acme")), "{item:?}");
    assert_eq!(text("SK"), text("ticket_id").map(|id| format!("TICKET#{id}")).as_deref(), "{item:?}");
}

#[tokio::test]
async fn index_keys_are_right_after_every_write_of_two_writers() {
    let db = crate::engine::db_with::<App>().await;
    let mut random = Random(7);
    let mut seen: [[Option<Ticket>; 3]; 2] = [const { [const { None }; 3] }; 2];
    let (mut written, mut items) = (0, 0);
    for _ in 0..WRITES {
        let (writer, at) = (random.below(2) as usize, random.below(3) as usize);
        if random.below(3) == 0 {
            seen[writer][at] = read(&db, IDS[at]).await;
        }
        written += u32::from(write(&db, &mut random, IDS[at], seen[writer][at].as_ref()).await);
        let stored = Ticket::get(("acme", IDS[at])).free_form().consistent().send(&db).await.expect("a read");
        items += u32::from(stored.is_some());
        stored.iter().for_each(check);
    }
    // Most writes happen, and most leave an item. Some are refused because what the writer knew was outdated.
    assert!(written > WRITES / 2 && written < WRITES && items > WRITES / 2, "{written} {items}");
}
