//! Mocked clients, which give outputs without any bytes.

use aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use dkmio::{DynamoDb, DynamoTable, Item};
use dkmio_embedded::{Engine, Faults, config_over};
use futures::TryStreamExt as _;

use super::Notes;

/// Sets an output in place of any response.
#[derive(Debug)]
struct Mocked(fn() -> Output);

impl Intercept for Mocked {
    fn name(&self) -> &'static str {
        "Mocked"
    }

    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        if let Some(output) = context.output_or_error_mut() {
            *output = Ok((self.0)());
        }
        Ok(())
    }
}

/// A client whose responses are errors, in whose place there is an output.
fn mocked(output: fn() -> Output) -> DynamoDb {
    let faults = Faults::over(Engine::memory().expect("engine"));
    faults.on_any().always().respond::<&str, &str>(418, [], "");
    let config = config_over(faults).interceptor(Mocked(output)).build();
    DynamoDb::from_client(aws_sdk_dynamodb::Client::from_conf(config))
}

fn item(number: u32) -> std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue> {
    Item::from_serialize(&Notes::sample(number)).expect("item").into_inner()
}

#[tokio::test]
async fn outputs_of_a_mocked_client_are_read() {
    let db = mocked(|| {
        Output::erase(QueryOutput::builder().items(item(1)).items(item(2)).count(2).scanned_count(5).build())
    });
    assert_eq!(Notes::query("ana").all(&db).await.unwrap(), [Notes::sample(1), Notes::sample(2)]);
    let page = Notes::query("ana").limit(1).page(&db).await.unwrap();
    assert_eq!((page.items.len(), page.count, page.scanned_count), (1, 1, 5));
    assert!(page.next.is_some());
    let streamed: Vec<Notes> = Notes::query("ana").stream(&db).try_collect().await.unwrap();
    assert_eq!(streamed.len(), 2);
    let db = mocked(|| Output::erase(GetItemOutput::builder().set_item(Some(item(2))).build()));
    assert_eq!(Notes::get(("ana", 2)).send(&db).await.unwrap(), Some(Notes::sample(2)));
}
