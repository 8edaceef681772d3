//! Queries that choose: items by a filter of up to 16 conditions, and 4 or 12 attributes of each item.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use dkmio::{Condition, DynamoDb, DynamoTable as _};
use serde::Deserialize;

use super::Case;
use crate::items::{Numbers, PARTITION, Small, TABLE};
use crate::libraries::LibraryId;

/// A query with a filter.
pub(super) fn filter(library: LibraryId, client: Client, count: usize) -> Option<Case> {
    Some(match library {
        LibraryId::Sdk => Case::new((client, count), async |&(ref client, count)| filter_by_hand(client, count).await),
        LibraryId::Dkmio => Case::new((DynamoDb::from_client(client), count), async |&(ref db, count)| {
            Small::query(PARTITION).filter(conditions(count)).all(db).await.expect("a query")
        }),
        LibraryId::Peer(_) => return None,
    })
}

/// A query of some attributes.
pub(super) fn select(library: LibraryId, client: Client, count: usize) -> Option<Case> {
    Some(match library {
        LibraryId::Sdk if count == 4 => Case::new(client, async |client| select_4_by_hand(client).await),
        LibraryId::Sdk => Case::new(client, async |client| select_by_hand(client).await),
        LibraryId::Dkmio if count == 4 => Case::new(DynamoDb::from_client(client), async |db| {
            let selected = (Numbers::N1, Numbers::N2, Numbers::N3, Numbers::N4);
            Numbers::query(PARTITION).select(selected).all(db).await.expect("a query")
        }),
        LibraryId::Dkmio => Case::new(DynamoDb::from_client(client), async |db| {
            let selected = (
                Numbers::N1,
                Numbers::N2,
                Numbers::N3,
                Numbers::N4,
                Numbers::N5,
                Numbers::N6,
                Numbers::N7,
                Numbers::N8,
                Numbers::N9,
                Numbers::N10,
                Numbers::N11,
                Numbers::N12,
            );
            Numbers::query(PARTITION).select(selected).all(db).await.expect("a query")
        }),
        LibraryId::Peer(_) => return None,
    })
}

/// Returns the first `count` of the conditions, as a program writes them: joined by `&`.
fn conditions(count: usize) -> Condition<Small> {
    match count {
        1 => Small::TOTAL.gt(1),
        4 => Small::TOTAL.gt(1) & Small::TOTAL.lt(1_000_000) & Small::TOTAL.neq(7) & Small::DELTA.gte(-5),
        _ => {
            Small::TOTAL.gt(1)
                & Small::TOTAL.lt(1_000_000)
                & Small::TOTAL.neq(7)
                & Small::DELTA.gte(-5)
                & Small::DELTA.lt(100)
                & Small::DELTA.neq(1)
                & Small::RATIO.gt(0.5)
                & Small::RATIO.lte(99.5)
                & Small::RATIO.neq(1.5)
                & Small::CUSTOMER.begins_with("the customer")
                & Small::CUSTOMER.neq("nobody")
                & Small::CREATED_AT.gte("2025-01-01")
                & Small::CREATED_AT.lt("2026-01-01")
                & Small::PAID.eq(true)
                & Small::TAGS.exists()
                & Small::ADDRESS.exists()
        }
    }
}

const FILTER_1: &str = "#total > :v1";

const FILTER_4: &str = "#total > :v1 AND #total < :v2 AND #total <> :v3 AND #delta >= :v4";

const FILTER: &str = "#total > :v1 AND #total < :v2 AND #total <> :v3 AND #delta >= :v4 AND #delta < :v5 AND #delta <> :v6 \
    AND #ratio > :v7 AND #ratio <= :v8 AND #ratio <> :v9 AND begins_with(#customer, :v10) AND #customer <> :v11 \
    AND #created_at >= :v12 AND #created_at < :v13 AND #paid = :v14 AND attribute_exists(#tags) \
    AND attribute_exists(#address)";

fn number(number: &str) -> AttributeValue {
    AttributeValue::N(number.to_owned())
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

async fn filter_by_hand(client: &Client, count: usize) -> Vec<Small> {
    let mut request = client
        .query()
        .table_name(TABLE)
        .key_condition_expression("#pk = :pk")
        .filter_expression(match count {
            1 => FILTER_1,
            4 => FILTER_4,
            _ => FILTER,
        })
        .expression_attribute_names("#pk", "pk")
        .expression_attribute_names("#total", "total")
        .expression_attribute_values(":pk", text(PARTITION))
        .expression_attribute_values(":v1", number("1"));
    if count > 1 {
        request = request
            .expression_attribute_names("#delta", "delta")
            .expression_attribute_values(":v2", number("1000000"))
            .expression_attribute_values(":v3", number("7"))
            .expression_attribute_values(":v4", number("-5"));
    }
    if count > 4 {
        request = request
            .expression_attribute_names("#ratio", "ratio")
            .expression_attribute_names("#customer", "customer")
            .expression_attribute_names("#created_at", "created_at")
            .expression_attribute_names("#paid", "paid")
            .expression_attribute_names("#tags", "tags")
            .expression_attribute_names("#address", "address")
            .expression_attribute_values(":v5", number("100"))
            .expression_attribute_values(":v6", number("1"))
            .expression_attribute_values(":v7", number("0.5"))
            .expression_attribute_values(":v8", number("99.5"))
            .expression_attribute_values(":v9", number("1.5"))
            .expression_attribute_values(":v10", text("the customer"))
            .expression_attribute_values(":v11", text("nobody"))
            .expression_attribute_values(":v12", text("2025-01-01"))
            .expression_attribute_values(":v13", text("2026-01-01"))
            .expression_attribute_values(":v14", AttributeValue::Bool(true));
    }
    let page = request.send().await.expect("a query");
    serde_dynamo::from_items(page.items.unwrap_or_default()).expect("items")
}

#[derive(Deserialize)]
struct Selected {
    n1: u64,
    n2: i64,
    n3: f64,
    n4: u32,
    n5: u64,
    n6: i64,
    n7: f64,
    n8: u32,
    n9: u64,
    n10: i64,
    n11: f64,
    n12: u32,
}

/// The attributes of an item as dkmio returns them.
type Row = (u64, i64, f64, u32, u64, i64, f64, u32, u64, i64, f64, u32);

const PROJECTION: &str = "#n1, #n2, #n3, #n4, #n5, #n6, #n7, #n8, #n9, #n10, #n11, #n12";

async fn select_by_hand(client: &Client) -> Vec<Row> {
    let request = client
        .query()
        .table_name(TABLE)
        .key_condition_expression("#pk = :pk")
        .projection_expression(PROJECTION)
        .expression_attribute_names("#pk", "pk")
        .expression_attribute_names("#n1", "n1")
        .expression_attribute_names("#n2", "n2")
        .expression_attribute_names("#n3", "n3")
        .expression_attribute_names("#n4", "n4")
        .expression_attribute_names("#n5", "n5")
        .expression_attribute_names("#n6", "n6")
        .expression_attribute_names("#n7", "n7")
        .expression_attribute_names("#n8", "n8")
        .expression_attribute_names("#n9", "n9")
        .expression_attribute_names("#n10", "n10")
        .expression_attribute_names("#n11", "n11")
        .expression_attribute_names("#n12", "n12")
        .expression_attribute_values(":pk", AttributeValue::S(PARTITION.to_owned()));
    let page = request.send().await.expect("a query");
    let items: Vec<Selected> = serde_dynamo::from_items(page.items.unwrap_or_default()).expect("items");
    let row = |i: Selected| (i.n1, i.n2, i.n3, i.n4, i.n5, i.n6, i.n7, i.n8, i.n9, i.n10, i.n11, i.n12);
    items.into_iter().map(row).collect()
}

#[derive(Deserialize)]
struct SelectedFour {
    n1: u64,
    n2: i64,
    n3: f64,
    n4: u32,
}

async fn select_4_by_hand(client: &Client) -> Vec<(u64, i64, f64, u32)> {
    let request = client
        .query()
        .table_name(TABLE)
        .key_condition_expression("#pk = :pk")
        .projection_expression("#n1, #n2, #n3, #n4")
        .expression_attribute_names("#pk", "pk")
        .expression_attribute_names("#n1", "n1")
        .expression_attribute_names("#n2", "n2")
        .expression_attribute_names("#n3", "n3")
        .expression_attribute_names("#n4", "n4")
        .expression_attribute_values(":pk", text(PARTITION));
    let page = request.send().await.expect("a query");
    let items: Vec<SelectedFour> = serde_dynamo::from_items(page.items.unwrap_or_default()).expect("items");
    items.into_iter().map(|item| (item.n1, item.n2, item.n3, item.n4)).collect()
}
