//! The declaration tells what a name is, so that filters by names from users can be checked first.

use dkmio::{DynamoTable, attr_name};

use crate::engine::db_with;
use crate::models::{Orders, Users};

#[test]
fn the_definition_tells_what_a_name_is() {
    let orders = Orders::definition();
    let of = |name: &str| {
        (orders.is_attribute(name), orders.is_key(name), orders.is_index_key(name), orders.is_key_anywhere(name))
    };
    assert_eq!(of("user_id"), (true, true, true, true), "the key, and that of `by_date`");
    assert_eq!(of("order_id"), (true, true, false, true));
    assert_eq!(of("status"), (true, false, true, true));
    assert_eq!(of("month"), (true, false, true, true), "a part of a sort key");
    assert_eq!(of("paid"), (true, false, false, false));
    assert_eq!(of("descr"), (true, false, false, false), "by its stored name");
    for undeclared in ["description", "extra", "note", "", "total "] {
        assert_eq!(of(undeclared), (false, false, false, false), "{undeclared}");
    }
    let by = |name| orders.indexes_by(name).map(|index| index.accessor).collect::<Vec<_>>();
    assert_eq!(by("status"), ["by_status"]);
    assert_eq!(by("user_id"), ["by_date", "by_amount", "by_priority"]);
    assert_eq!(by("country"), [""; 0], "it is the second part");
    let projected = |index, name| orders.index(index).expect("an index").projects(&orders, name);
    assert!(projected("gsi-status-date", "total") && projected("gsi-status-date", "order_id"));
    assert!(!projected("gsi-status-date", "paid") && !projected("gsi-region", "total"));
    assert!(projected("gsi-date", "anything"));
    assert!(orders.index("by_status").is_none(), "that is the accessor");
    assert!(Users::definition().is_attribute("age") && !Users::definition().is_attribute("total"));
}

#[tokio::test]
async fn a_name_from_a_user_is_only_a_name() {
    let db = db_with::<Orders>().await;
    Orders::sample("u", "o").put().send(&db).await.expect("put");
    for name in ["total = :v0 OR attribute_exists(user_id)", "#n0", ":v0", "a.b", "items[0]", "`", "\"", "size(total)"]
    {
        assert!(!Orders::definition().is_attribute(name));
        let filter = attr_name(name).eq(100);
        assert_eq!(Orders::scan().filter(filter).count(&db).await.expect("a count"), 0, "{name}");
    }
    assert_eq!(Orders::scan().filter(attr_name("total").eq(100)).count(&db).await.expect("a count"), 1);
}
