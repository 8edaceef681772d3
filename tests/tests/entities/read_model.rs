//! Reads of random items of three entities, one nested under another, compared with the same selection over all items. Each read goes on
//! from cursors, as text, after a few items.

use dkmio::{Cursor, DynamoCollection, DynamoEntity, DynamoTable};
use serde::{Deserialize, Serialize};

use crate::engine::db_with;

#[derive(DynamoTable)]
#[dynamo(table = "rnd", pk = "PK", sk = "SK", entity_attribute = "_et", entities = [Doc, Sub, Note])]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
struct Rnd;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Rnd)]
#[pk = "T#{t}"]
#[sk = "D#{a:sorted}#{b}"]
#[index(by_c = Rnd::gsi1, pk = "C#{t}", sk = "{c:sorted}!{a}")]
struct Doc {
    t: String,
    a: String,
    b: String,
    c: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Rnd)]
#[pk = "T#{t}"]
#[sk = "D#{a:sorted}#{b}#S#{n:03}"]
#[index(by_c = Rnd::gsi1, pk = "C#{t}", sk = "{c:sorted}!{a}!{n:plain}")]
struct Sub {
    t: String,
    a: String,
    b: String,
    n: u16,
    c: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Rnd)]
#[pk = "T#{t}"]
#[sk = "N#{p:rest}"]
struct Note {
    t: String,
    p: String,
}

#[derive(Debug, Clone, PartialEq, DynamoCollection)]
#[dynamo(partition = Doc)]
enum Any {
    Doc(Doc),
    Sub(Sub),
    Note(Note),
}

#[derive(Debug, Clone, PartialEq, DynamoCollection)]
#[dynamo(partition = Doc::by_c)]
enum AnyC {
    Doc(Doc),
    Sub(Sub),
}

const LETTERS: [char; 9] = ['$', 'A', 'a', '~', 'é', '\u{D7FF}', '\u{E000}', '\u{10FFFE}', '%'];

fn word(rng: &mut fastrand::Rng) -> String {
    (0..rng.usize(1..3)).map(|_| LETTERS[rng.usize(0..LETTERS.len())]).collect()
}

macro_rules! walked {
    ($query:expr, $db:expr, $rng:expr) => {{
        let mut all = Vec::new();
        let mut cursor: Option<Cursor> = None;
        loop {
            let mut query = $query.limit($rng.usize(1..4)).page_size($rng.usize(1..4));
            if let Some(cursor) = cursor.take() {
                query = query.start_from(cursor);
            }
            let page = query.page($db).await.expect("a page");
            all.extend(page.items);
            match page.next {
                Some(next) => cursor = Some(next.to_string().parse().expect("a cursor")),
                None => break,
            }
        }
        all
    }};
}

#[tokio::test]
async fn every_range_reads_what_a_filter_of_all_items_selects() {
    let mut rng = fastrand::Rng::with_seed(7);
    let plain = db_with::<Rnd>().await;
    for db in [plain.clone(), plain.clone().with_cursor_key(&[7; 32])] {
        let (mut docs, mut subs, mut notes) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..60 {
            let c = rng.bool().then(|| word(&mut rng));
            let doc = Doc { t: "t".to_owned(), a: word(&mut rng), b: word(&mut rng), c: c.clone() };
            if !docs.iter().any(|known: &Doc| (&known.a, &known.b) == (&doc.a, &doc.b)) {
                docs.push(doc.clone());
            }
            let sub = Sub { t: "t".to_owned(), a: doc.a, b: doc.b, n: rng.u16(0..12), c };
            if !subs.iter().any(|known: &Sub| (&known.a, &known.b, known.n) == (&sub.a, &sub.b, sub.n)) {
                subs.push(sub);
            }
            let note = Note { t: "t".to_owned(), p: format!("{}#{}", word(&mut rng), word(&mut rng)) };
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        // Another partition, so that the deletes are simple.
        let t = format!("t{}", rng.u32(..));
        docs.iter_mut().for_each(|doc| doc.t = t.clone());
        subs.iter_mut().for_each(|doc| doc.t = t.clone());
        notes.iter_mut().for_each(|doc| doc.t = t.clone());
        Doc::batch_put(&docs).send(&db).await.expect("puts");
        Sub::batch_put(&subs).send(&db).await.expect("puts");
        Note::batch_put(&notes).send(&db).await.expect("puts");
        docs.sort_by_key(|doc| format!("D#{}#{}", doc.a, doc.b));
        subs.sort_by_key(|sub| format!("D#{}#{}#S#{:03}", sub.a, sub.b, sub.n));
        notes.sort();
        let t = t.as_str();
        assert_eq!(walked!(Doc::query(t), &db, rng), docs);
        assert_eq!(walked!(Sub::query(t), &db, rng), subs);
        assert_eq!(walked!(Note::query(t), &db, rng), notes);
        assert_eq!(Doc::query(t).count(&db).await.expect("a count"), docs.len());
        for _ in 0..6 {
            let (low, high) = (word(&mut rng), word(&mut rng));
            let (low, high) = (low.clone().min(high.clone()), low.max(high));
            let descending = rng.bool();
            let check = |found: Vec<Doc>, is: &dyn Fn(&Doc) -> bool, what: &str| {
                let mut wanted: Vec<_> = docs.iter().filter(|doc| is(doc)).cloned().collect();
                if descending {
                    wanted.reverse();
                }
                assert_eq!(found, wanted, "{what} {low:?} {high:?}");
            };
            macro_rules! q {
                ($q:expr) => {{
                    let q = || if descending { $q.descending() } else { $q };
                    walked!(q(), &db, rng)
                }};
            }
            check(q!(Doc::query(t).sk_gt(low.as_str())), &|d| d.a > low, "gt");
            check(q!(Doc::query(t).sk_gte(low.as_str())), &|d| d.a >= low, "gte");
            check(q!(Doc::query(t).sk_lt(low.as_str())), &|d| d.a < low, "lt");
            check(q!(Doc::query(t).sk_lte(low.as_str())), &|d| d.a <= low, "lte");
            check(q!(Doc::query(t).sk_between(low.as_str(), high.as_str())), &|d| d.a >= low && d.a <= high, "between");
            check(q!(Doc::query(t).sk_begins_with(low.as_str())), &|d| d.a.starts_with(&low), "begins");
            check(q!(Doc::query(t).sk_eq(low.as_str())), &|d| d.a == low, "eq");
            let doc = docs[rng.usize(0..docs.len())].clone();
            let a = doc.a.as_str();
            check(q!(Doc::query(t).sk_eq(a).sk_gt(low.as_str())), &|d| d.a == a && d.b > low, "eq gt");
            check(q!(Doc::query(t).sk_eq(a).sk_gte(low.as_str())), &|d| d.a == a && d.b >= low, "eq gte");
            check(q!(Doc::query(t).sk_eq(a).sk_lt(low.as_str())), &|d| d.a == a && d.b < low, "eq lt");
            check(q!(Doc::query(t).sk_eq(a).sk_lte(low.as_str())), &|d| d.a == a && d.b <= low, "eq lte");
            check(
                q!(Doc::query(t).sk_eq(a).sk_between(low.as_str(), high.as_str())),
                &|d| d.a == a && d.b >= low && d.b <= high,
                "eq between",
            );
            check(q!(Doc::query(t).sk_prefix((a, doc.b.as_str()))), &|d| d.a == a && d.b == doc.b, "prefix");
            let count = Doc::query(t).sk_gt(low.as_str()).count(&db).await.expect("a count");
            assert_eq!(count, docs.iter().filter(|d| d.a > low).count());
            let n = rng.u16(0..12);
            let found = walked!(Sub::query(t).sk_prefix((a, doc.b.as_str())).sk_lt(n), &db, rng);
            let wanted: Vec<_> = subs.iter().filter(|s| s.a == a && s.b == doc.b && s.n < n).cloned().collect();
            assert_eq!(found, wanted);
            // The index, whose sort keys begin with a part.
            let found = walked!(Doc::by_c().query(t).sk_gt(low.as_str()), &db, rng);
            let mut wanted: Vec<_> = docs.iter().filter(|d| d.c.as_ref().is_some_and(|c| *c > low)).cloned().collect();
            wanted.sort();
            let mut sorted = found.clone();
            sorted.sort();
            assert_eq!(sorted, wanted);
            let found = walked!(Sub::by_c().query(t).sk_lte(low.as_str()), &db, rng);
            assert_eq!(found.len(), subs.iter().filter(|d| d.c.as_ref().is_some_and(|c| *c <= low)).count());
            // Collections.
            let subtree = walked!(Any::query(t).sk_subtree(Doc::sort_key((a, doc.b.as_str()))), &db, rng);
            let below = subs.iter().filter(|s| s.a == a && s.b == doc.b).cloned().map(Any::Sub);
            let wanted: Vec<_> = std::iter::once(Any::Doc(doc.clone())).chain(below).collect();
            assert_eq!(subtree, wanted);
            assert_eq!(
                Any::query(t).sk_subtree(Doc::sort_key((a, doc.b.as_str()))).count(&db).await.expect("a count"),
                wanted.len()
            );
            let c = walked!(AnyC::query(t), &db, rng);
            assert_eq!(
                c.len(),
                docs.iter().filter(|d| d.c.is_some()).count() + subs.iter().filter(|d| d.c.is_some()).count()
            );
        }
        let all = walked!(Any::query(t), &db, rng);
        assert_eq!(all.len(), docs.len() + subs.len() + notes.len());
        let all = walked!(Any::query(t).descending().filter_entity(Doc::A.eq("a")), &db, rng);
        assert_eq!(all.len(), docs.iter().filter(|d| d.a == "a").count() + subs.len() + notes.len());
    }
}
