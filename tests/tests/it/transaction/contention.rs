//! Many tasks that move amounts between the same items, with random faults.

use std::collections::BTreeMap;

use dkmio::{CancellationCode, DynamoDb, DynamoTable, Error, TransactGet, TransactWrite};
use dkmio_embedded::{Faults, Probabilities};

use super::setup::{Accounts, tables};

const ACCOUNTS: u64 = 4;
const TASKS: u64 = 8;
const MOVES: u64 = 8;
const START: u64 = 50;

/// One move: from where to where, and how much.
#[derive(Debug, Clone)]
struct Move {
    from: String,
    to: String,
    amount: u64,
    name: String,
}

impl Move {
    fn of(task: u64, n: u64) -> Self {
        let from = (task + n) % ACCOUNTS;
        let to = (from + 1 + n % (ACCOUNTS - 1)) % ACCOUNTS;
        let amount = 1 + (task * 7 + n * 5) % 40;
        Self { from: from.to_string(), to: to.to_string(), amount, name: format!("{task}-{n}") }
    }
}

fn random_faults(faults: &Faults, seed: u64) {
    let probabilities = Probabilities {
        lost_response: 0.12,
        lost_request: 0.05,
        applied_then_error: 0.08,
        error: 0.04,
        throttle: 0.05,
        conflict: 0.1,
        ..Probabilities::default()
    };
    faults.random(seed, probabilities);
}

async fn opened() -> (DynamoDb, Faults) {
    let (db, faults) = tables().await;
    for id in 0..ACCOUNTS {
        Accounts::of(&id.to_string(), START).put().send(&db).await.expect("put");
    }
    (db, faults)
}

async fn accounts(db: &DynamoDb) -> BTreeMap<String, Accounts> {
    let gets = (0..ACCOUNTS).map(|id| Accounts::get(id.to_string()));
    let found = TransactGet::all(gets).send(db).await.expect("read");
    found.into_iter().flatten().map(|account| (account.id.clone(), account)).collect()
}

/// Runs the moves of all tasks at once and returns those that were done.
async fn run<F: Future<Output = bool> + Send>(one: impl Fn(Move) -> F + Clone + Send + 'static) -> Vec<Move> {
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let one = one.clone();
        tasks.push(async move {
            let mut done = Vec::new();
            for moved in (0..MOVES).map(|n| Move::of(task, n)) {
                if one(moved.clone()).await {
                    done.push(moved);
                }
            }
            done
        });
    }
    futures::future::join_all(tasks).await.concat()
}

fn expected(done: &[Move]) -> BTreeMap<String, u64> {
    let mut balances: BTreeMap<_, _> = (0..ACCOUNTS).map(|id| (id.to_string(), i128::from(START))).collect();
    for moved in done {
        *balances.entry(moved.from.clone()).or_default() -= i128::from(moved.amount);
        *balances.entry(moved.to.clone()).or_default() += i128::from(moved.amount);
    }
    balances.into_iter().map(|(id, balance)| (id, u64::try_from(balance).expect("not overdrawn"))).collect()
}

fn failed_condition(error: &Error) -> bool {
    error.cancellation_reasons().iter().any(|reason| reason.code == CancellationCode::ConditionalCheckFailed)
}

/// By updates in one transaction: every move is done exactly once or not at all, and the output says which.
#[tokio::test(start_paused = true)]
async fn transactional_updates_are_done_once_or_not_at_all() {
    for seed in 0..2 {
        let (db, faults) = opened().await;
        random_faults(&faults, seed);
        let connection = db.clone();
        let done = run(move |moved| by_updates(connection.clone(), moved)).await;
        faults.clear_rules();
        let balances: BTreeMap<_, _> = accounts(&db).await.into_iter().map(|(id, a)| (id, a.balance)).collect();
        assert_eq!(balances, expected(&done), "seed {seed}");
        assert!(done.len() > 20 && faults.calls().iter().any(|call| call.fault().is_some()));
    }
}

async fn by_updates(db: DynamoDb, Move { from, to, amount, name }: Move) -> bool {
    let take = Accounts::update(from)
        .decrement(Accounts::BALANCE, amount)
        .set(Accounts::LAST, name)
        .condition(Accounts::BALANCE.gte(amount));
    let give = Accounts::update(to).increment(Accounts::BALANCE, amount).if_exists();
    match TransactWrite::new().update(take).update(give).send(&db).await {
        Ok(()) => true,
        Err(error) => {
            assert!(failed_condition(&error) && !error.maybe_applied(), "{error:?}");
            false
        }
    }
}

/// By reading both items and putting both back on condition that nobody else did.
#[tokio::test(start_paused = true)]
async fn puts_on_condition_of_a_version_lose_nothing() {
    for seed in 10..12 {
        let (db, faults) = opened().await;
        random_faults(&faults, seed);
        let connection = db.clone();
        let done = run(move |moved| by_puts(connection.clone(), moved)).await;
        faults.clear_rules();
        let balances: BTreeMap<_, _> = accounts(&db).await.into_iter().map(|(id, a)| (id, a.balance)).collect();
        assert_eq!(balances, expected(&done), "seed {seed}");
        assert!(done.len() > 20);
    }
}

async fn by_puts(db: DynamoDb, Move { from, to, amount, name }: Move) -> bool {
    for round in 0..200 {
        let both = TransactGet::new((Accounts::get(from.as_str()), Accounts::get(to.as_str())));
        // Tasks that read the same item share its faults, so that there can be more faults than attempts of the SDK.
        let Ok((Some(mut from), Some(mut to))) = both.send(&db).await else { continue };
        let Some(rest) = from.balance.checked_sub(amount) else { return false };
        let versions = (from.version, to.version);
        (from.balance, to.balance) = (rest, to.balance + amount);
        for account in [&mut from, &mut to] {
            account.version += 1;
            account.last = Some(format!("{name} {round}"));
        }
        let put = |account: &Accounts, version| account.put().condition(Accounts::VERSION.eq(version));
        let write = TransactWrite::new().put(put(&from, versions.0)).put(put(&to, versions.1));
        match write.send(&db).await {
            Ok(()) => return true,
            Err(error) => assert!(failed_condition(&error) && !error.maybe_applied(), "{error:?}"),
        }
    }
    false
}

/// Within one item, by plain conditional writes and by idempotent ones: the sum stays, and those that say that they were
/// done were done once.
#[tokio::test(start_paused = true)]
async fn single_writes_keep_the_sum() {
    for seed in 20..22 {
        let (db, faults) = opened().await;
        random_faults(&faults, seed);
        let connection = db.clone();
        let done = run(move |moved| into_reserve(connection.clone(), moved)).await;
        faults.clear_rules();
        let found = accounts(&db).await;
        let sum: u64 = found.values().map(|account| account.balance + account.reserve).sum();
        assert_eq!(sum, ACCOUNTS * START, "seed {seed}");
        let reserved: u64 = found.values().map(|account| account.reserve).sum();
        assert_eq!(reserved, done.iter().map(|moved| moved.amount).sum::<u64>(), "seed {seed}");
    }
}

/// Every other move is idempotent. A plain one that may have been done is looked up in the item that failed its
/// condition, and the condition keeps it from being done twice.
async fn into_reserve(db: DynamoDb, Move { from, amount, name, .. }: Move) -> bool {
    let reserve = Accounts::update(from)
        .decrement(Accounts::BALANCE, amount)
        .increment(Accounts::RESERVE, amount)
        .append(Accounts::MOVES, [name.as_str()])
        .condition(Accounts::BALANCE.gte(amount));
    if name.ends_with(['0', '2', '4', '6', '8']) {
        let result = reserve.idempotent().send(&db).await;
        assert!(result.as_ref().err().is_none_or(|error| error.is_condition_failed() && !error.maybe_applied()));
        return result.is_ok();
    }
    let reserve = reserve.condition(Accounts::MOVES.not_contains(name.as_str()));
    loop {
        match reserve.clone().send(&db).await {
            Ok(()) => return true,
            Err(error) if error.is_condition_failed() => {
                let old: Accounts = error.old_item().expect("fits").expect("the account is there");
                let done = old.moves.contains(&name);
                assert!(!done || error.maybe_applied(), "nobody else can have done it");
                return done;
            }
            // A conflict after an attempt with an unknown outcome: the next request finds out.
            Err(error) => assert!(error.is_transaction_conflict() && error.maybe_applied(), "{error:?}"),
        }
    }
}
