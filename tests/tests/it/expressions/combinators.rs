//! AND, OR and NOT.

use std::time::Duration;

use dkmio::{Condition, DynamoTable};

use super::{Subjects, assert_fail, assert_hold, one};

fn yes() -> Condition<Subjects> {
    Subjects::FLAG.eq(true)
}

fn no() -> Condition<Subjects> {
    Subjects::FLAG.eq(false)
}

#[tokio::test]
async fn conditions_are_joined_and_negated() {
    let db = one().await;
    assert_hold(
        &db,
        vec![
            yes().and(yes()),
            yes().or(no()),
            yes() & yes() & !no(),
            no() | yes(),
            !(no() & yes()),
            !no() | no(),
            Condition::all([yes(), yes()]),
            Condition::any([no(), yes()]),
            Condition::all([]),
            !!yes(),
            (no() | yes()) & (yes() | no()),
            no() & no() | yes(),
        ],
    )
    .await;
    assert_fail(
        &db,
        vec![
            yes() & no(),
            no() | no(),
            !yes(),
            !(yes() | no()),
            Condition::any([]),
            Subjects::TEXT.size().is_in(Vec::<u64>::new()),
            no() & (yes() | yes()),
            !Condition::all([]),
            Condition::all([yes(), Condition::any([])]),
        ],
    )
    .await;
}

#[test]
fn precedence_is_written_with_no_more_parentheses_than_needed() {
    let (a, b, c) = (|| Subjects::NUMBER.eq(1), || Subjects::NUMBER.eq(2), || Subjects::NUMBER.eq(3));
    let one = r#"number = {"N":"1"}"#;
    let two = r#"number = {"N":"2"}"#;
    let three = r#"number = {"N":"3"}"#;
    for (condition, text) in [
        (a() & b() & c(), format!("{one} AND {two} AND {three}")),
        (a() & (b() & c()), format!("{one} AND {two} AND {three}")),
        (a() | (b() | c()), format!("{one} OR {two} OR {three}")),
        (a() & b() | c(), format!("({one} AND {two}) OR {three}")),
        (a() & (b() | c()), format!("{one} AND ({two} OR {three})")),
        (!(a() | b()), format!("NOT ({one} OR {two})")),
        (!a() & b(), format!("NOT {one} AND {two}")),
        (!!a(), one.to_owned()),
    ] {
        let explained = Subjects::scan().filter(condition).explain().expect("explained");
        assert_eq!(explained.expressions[0].readable, text);
    }
}

/// The processor time of this thread, which other work on the machine does not change.
fn thread_time() -> Duration {
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let nanoseconds = schedule.split_whitespace().next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.expect("nanoseconds on the processor"))
}

/// How long it takes to join `count` conditions one by one; the best of three turns.
fn time_to_join(count: usize, join: impl Fn(Condition<Subjects>) -> Condition<Subjects>) -> Duration {
    let turn = || {
        let start = thread_time();
        let joined = (0..count).fold(yes(), |all, _| join(all));
        let took = thread_time() - start;
        drop(joined);
        took
    };
    (0..3).map(|_| turn()).min().expect("three turns")
}

#[test]
fn joining_many_conditions_takes_linear_time_on_either_side() {
    type Join = fn(Condition<Subjects>) -> Condition<Subjects>;
    let joins: [(&str, Join); 6] = [
        ("all & x", |all| all & yes()),
        ("x & all", |all| yes() & all),
        ("(x & x) & all", |all| (yes() & yes()) & all),
        ("all & (x & x)", |all| all & (yes() & yes())),
        ("x | all", |all| yes() | all),
        ("(x | x) | all", |all| (yes() | yes()) | all),
    ];
    for (text, join) in joins {
        // The system measures in steps of some milliseconds, so both times have to be long.
        let few = time_to_join(16_000, join).max(Duration::from_millis(5));
        let many = time_to_join(128_000, join);
        // 8 times as many conditions: linear time is about 8 times as long, quadratic time 64 times.
        assert!(many < few * 28, "{text}: {few:?} for 16,000, {many:?} for 128,000");
    }
}

#[tokio::test]
async fn an_empty_list_makes_a_write_unconditional() {
    let db = one().await;
    for condition in [Condition::all([]), no() | Condition::all([]), Condition::any([no(), Condition::all([])])] {
        Subjects::delete("s").condition(condition).send(&db).await.expect("nothing guards it");
    }
    let error = Subjects::delete("s").condition(Condition::any([])).send(&db).await.expect_err("it can never hold");
    assert!(error.is_validation() && error.attempts() == 0, "{error}");
    assert!(error.to_string().ends_with("the condition is never true: an `is_in` or `any` in it is empty"), "{error}");
}
