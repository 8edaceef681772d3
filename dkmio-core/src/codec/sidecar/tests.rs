use super::*;

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

/// Returns what is found for the number: its text, `exact` or `ambiguous`.
fn loaded(value: f64) -> String {
    match load_number(value) {
        LoadedNumber::Exact => "exact".to_owned(),
        LoadedNumber::Text(text) => text,
        LoadedNumber::Ambiguous => "ambiguous".to_owned(),
    }
}

#[test]
fn two_numbers_of_one_float_are_told_apart_by_no_guess() {
    let session = DecodeSession::enter();
    assert_eq!(loaded(1.5), "exact");
    store_number(1.5, "1.50");
    assert!(!session.has_looked_up());
    assert_eq!(loaded(2.5), "exact");
    assert!(!session.has_looked_up());
    assert_eq!(loaded(1.5), "1.50");
    assert!(session.has_looked_up());
    // Another spelling of the same number.
    store_number(1.5, "1.5");
    assert_eq!(loaded(1.5), "1.50");
    store_number(1.5, "1.50000000000000000001");
    assert_eq!(loaded(1.5), "ambiguous");
    store_number(1.5, "1.5");
    assert_eq!(loaded(1.5), "ambiguous");
    assert!(!stores_all_numbers());
    session.store_all_numbers();
    assert!(stores_all_numbers());
}

#[test]
fn each_decode_finds_only_what_it_has_stored() {
    let (name, copy) = ("name".to_owned(), "name".to_owned());
    assert!(load(&name).is_none() && !is_used());
    let outer = DecodeSession::enter();
    assert!(!outer.is_used());
    store(&name, n("1"));
    store("", n("2"));
    assert!(outer.is_used());
    // A copy of the name lies elsewhere.
    assert_eq!((load(&name), load(&copy), load("")), (Some(n("1")), None, None));
    {
        let inner = DecodeSession::enter();
        assert!(!inner.is_used() && load(&name).is_none());
        store(&copy, n("3"));
        assert_eq!((load(&name), load(&copy)), (None, Some(n("3"))));
    }
    assert_eq!((load(&name), load(&copy)), (Some(n("1")), None));
    drop(DecodeSession::enter());
    assert_eq!(load(&name), Some(n("1")));
    drop(outer);
    assert!(load(&name).is_none() && !is_used() && !stores_all_numbers());
}

#[test]
fn choices_are_noted_in_their_order_and_taken_as_told() {
    let session = DecodeSession::enter();
    let texts = ["a".to_owned(), "b".to_owned()];
    let met = || texts.each_ref().map(|text| wants_alternative(text));
    assert_eq!(met(), [false, false]);
    let choices = session.take_choices();
    assert_eq!(choices, texts.each_ref().map(|text| NameAddress::of(text)));
    assert!(session.take_choices().is_empty());
    session.set_alternatives(Alternatives::Always);
    assert_eq!(met(), [true, true]);
    session.set_alternatives(Alternatives::Only(choices[1..].to_vec()));
    assert_eq!(met(), [false, true]);
    session.set_alternatives(Alternatives::Never);
    assert_eq!(met(), [false, false]);
    assert_eq!(session.take_choices().len(), 6);
}

#[test]
fn the_text_of_a_number_is_wanted_once() {
    assert!(!text_wanted());
    assert_eq!(with_text_wanted(|| [text_wanted(), text_wanted()]), [true, false]);
    with_text_wanted(|| ());
    assert!(!text_wanted());
}

#[test]
fn a_map_that_nobody_takes_is_dropped() {
    let map = || wrap_value(n("1"));
    assert_eq!(pass_map(map(), take_map), Some(map()));
    pass_map(map(), || ());
    assert_eq!(take_map(), None);
}

#[test]
fn a_decode_while_its_thread_ends_finds_nothing() {
    use std::cell::OnceCell;
    use std::sync::mpsc::{Sender, channel};

    /// Decodes when the thread ends.
    struct Late(Sender<[bool; 5]>);
    impl Drop for Late {
        fn drop(&mut self) {
            let session = DecodeSession::enter();
            store("name", AttributeValue::Null(true));
            let found = [
                session.has_looked_up(),
                stores_all_numbers(),
                wants_alternative("text"),
                load("other").is_some(),
                text_wanted(),
            ];
            let _ = self.0.send(found);
        }
    }
    thread_local! {
        static LATE: OnceCell<Late> = const { OnceCell::new() };
    }
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // What is used later is destroyed earlier.
        LATE.with(|late| drop(late.set(Late(sender))));
        store("name", AttributeValue::Null(true));
    })
    .join()
    .unwrap();
    assert_eq!(receiver.recv(), Ok([false; 5]));
}
