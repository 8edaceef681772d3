//! AND, OR and NOT.

use dkmio::{Condition, DynamoTable};

use super::{Subjects, assert_fail, assert_hold, one};

fn yes() -> Condition<Subjects> {
    Subjects::FLAG.eq(true)
}

fn no() -> Condition<Subjects> {
    Subjects::FLAG.eq(false)
}

#[tokio::test]
async fn combinators_combine() {
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
