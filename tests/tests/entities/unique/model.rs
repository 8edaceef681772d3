//! Random writes of two writers against a map from each value to its owner.

use std::collections::BTreeMap;

use dkmio::{DynamoTable as _, Error, ErrorKind, TransactWrite};

use super::{Accounts, User, user};

const WRITES: u32 = 1_500;
const IDS: [&str; 4] = ["u1", "u2", "u3", "u4"];
const EMAILS: [&str; 5] = ["ana@x", "Ana@X", "eve@x", "bob@x", "BOB@x"];

/// A linear congruential generator: the same writes in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn user(&mut self) -> User {
        let phone = (self.below(3) > 0).then(|| self.below(3));
        User { phone, ..user(IDS[self.below(4) as usize], EMAILS[self.below(5) as usize]) }
    }
}

/// What is stored, and who owns each value.
#[derive(Default)]
struct Model {
    users: BTreeMap<String, User>,
}

fn values(user: &User) -> Vec<String> {
    let email = format!("UNIQUE#User#email#{}", user.email.to_lowercase());
    let phone = user.phone.map(|phone| format!("UNIQUE#User#phone#acme#{phone}"));
    std::iter::once(email).chain(phone).collect()
}

impl Model {
    fn owners(&self) -> Vec<(String, String)> {
        let owned = self
            .users
            .values()
            .flat_map(|user| values(user).into_iter().map(|value| (value, format!("USER#{}", user.user_id))));
        let mut owners: Vec<_> = owned.collect();
        owners.sort_unstable();
        owners
    }

    /// Returns whether an item can have the values of `new`.
    fn is_free(&self, new: &User) -> bool {
        let others = self.users.values().filter(|user| user.user_id != new.user_id);
        others.flat_map(values).all(|taken| !values(new).contains(&taken))
    }

    /// Returns whether the stored user has the unique values that the writer read.
    fn is_as_read(&self, read: &User) -> bool {
        self.users.get(&read.user_id).is_some_and(|stored| stored.email == read.email && stored.phone == read.phone)
    }

    /// Writes `new` in place of `read`, and returns the kind of the error that is expected.
    fn write(&mut self, read: Option<&User>, new: Option<&User>) -> Option<ErrorKind> {
        let is_current = match (read, new) {
            (Some(read), _) => self.is_as_read(read),
            (None, Some(new)) => !self.users.contains_key(&new.user_id),
            (None, None) => false,
        };
        if !is_current {
            return Some(ErrorKind::ConditionFailed);
        }
        if new.is_some_and(|new| !self.is_free(new)) {
            return Some(ErrorKind::UniqueViolation);
        }
        if let Some(read) = read {
            self.users.remove(&read.user_id);
        }
        if let Some(new) = new {
            self.users.insert(new.user_id.clone(), new.clone());
        }
        None
    }
}

#[tokio::test]
async fn every_value_has_the_owner_of_the_model() {
    let db = crate::engine::db_with::<Accounts>().await;
    let mut random = Random(7);
    let mut model = Model::default();
    // What two writers read last, which may be stale.
    let mut seen: [BTreeMap<String, User>; 2] = Default::default();
    let mut done = BTreeMap::<&str, u32>::new();
    for turn in 0..WRITES {
        let writer = random.below(2) as usize;
        let new = random.user();
        let read = seen[writer].get(&new.user_id).cloned();
        // An update keeps what it does not set.
        let name = model.users.get(&new.user_id).and_then(|stored| stored.name.clone());
        let kept = User { name, ..new.clone() };
        let (result, wanted): (Result<(), Error>, Option<ErrorKind>) = match (random.below(6), &read) {
            (0, _) | (_, None) => (new.create().send(&db).await, model.write(None, Some(&new))),
            (1, Some(read)) => (read.guarded().delete().send(&db).await, model.write(Some(read), None)),
            (2, Some(read)) => (read.guarded().replace(&new).send(&db).await, model.write(Some(read), Some(&new))),
            (3, Some(read)) => {
                let update =
                    read.guarded().update().set_or_remove(User::PHONE, new.phone).set(User::EMAIL, new.email.as_str());
                (update.send(&db).await, model.write(Some(read), Some(&kept)))
            }
            (4, Some(read)) => {
                let update =
                    read.guarded().update().set(User::EMAIL, new.email.as_str()).set_or_remove(User::PHONE, new.phone);
                let sent = TransactWrite::new().update(update).send(&db).await;
                let sent = sent.map_err(|error| error.cancellation_reasons()[0].code.clone());
                let wanted = model.write(Some(read), Some(&kept));
                let code = wanted.map(|kind| match kind {
                    ErrorKind::UniqueViolation => "UniqueViolation",
                    _ => "ConditionalCheckFailed",
                });
                assert_eq!(sent.err().map(|code| code.to_string()).as_deref(), code, "write {turn}");
                continue;
            }
            // It does not touch unique values.
            (_, Some(read)) => {
                let exists = model.users.get_mut(&read.user_id).map(|stored| stored.name = Some(turn.to_string()));
                let update = read.guarded().update().set(User::NAME, turn.to_string());
                (update.send(&db).await, exists.is_none().then_some(ErrorKind::ConditionFailed))
            }
        };
        assert_eq!(result.as_ref().err().map(Error::kind), wanted, "write {turn}: {result:?}");
        *done
            .entry(match wanted {
                None => "ok",
                Some(ErrorKind::UniqueViolation) => "taken",
                _ => "stale",
            })
            .or_default() += 1;
        if random.below(2) == 0 {
            match User::get(("acme", new.user_id.as_str())).consistent().send(&db).await.expect("a read") {
                Some(user) => seen[writer].insert(new.user_id.clone(), user),
                None => seen[writer].remove(&new.user_id),
            };
        }
        if turn % 16 == 0 {
            check(&db, &model, turn).await;
        }
    }
    check(&db, &model, WRITES).await;
    assert!(done.len() == 3 && done.values().all(|count| *count > WRITES / 20), "{done:?}");
}

async fn check(db: &dkmio::DynamoDb, model: &Model, turn: u32) {
    assert_eq!(super::sentinels(db).await, model.owners(), "after write {turn}");
    let mut users = User::scan().consistent().all(db).await.expect("a scan");
    users.sort_unstable_by(|one, other| one.user_id.cmp(&other.user_id));
    assert_eq!(users, model.users.values().cloned().collect::<Vec<_>>(), "after write {turn}");
}
