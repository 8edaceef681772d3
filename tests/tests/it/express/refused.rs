//! Clients that need something that the express path does not have.

use aws_sdk_dynamodb::Client;
use dkmio::{DynamoDb, DynamoTable as _};
use dkmio_embedded::{Engine, config_over};
use tracing::Level;

use super::is_off;
use crate::models::Orders;
use crate::tables::captured::Captured;

#[tokio::test]
async fn an_event_tells_why_a_client_does_not_take_the_express_path() {
    let config = config_over(Engine::memory().unwrap()).capture_input_attributes(["TableName"]);
    let db = DynamoDb::from_client(Client::from_conf(config.build()));
    Orders::create_table().send(&db).await.unwrap();
    let (captured, _guard) = Captured::begin();
    for _ in 0..2 {
        assert_eq!(Orders::get(("u", "o")).send(&db).await.unwrap(), None);
    }
    assert_eq!(db.express_requests(), []);
    let reasons: Vec<_> = captured.events().into_iter().filter(|event| event.field("reason").is_some()).collect();
    if is_off() {
        assert_eq!(reasons.len(), 0);
        return;
    }
    // Once, and not with every request.
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!(reasons[0].level, Level::DEBUG);
    assert_eq!(reasons[0].field("operation"), Some("GetItem"));
    assert_eq!(reasons[0].field("reason"), Some("members of the request are captured for telemetry"));
}
