//! A mocked client that works as aws-smithy-mocks 0.3 does: the HTTP client responds with status 418, and an interceptor
//! replaces the result of the attempt.

use std::fmt;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::FinalizerInterceptorContextMut;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output};
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use dkmio::DynamoDb;
use dkmio_embedded::{Engine, Faults, config_over};

/// What a rule responds with, once for each request; the last rule stays.
pub(crate) type Rule = Box<dyn Fn() -> Result<Output, Error> + Send + Sync>;

#[derive(Clone)]
struct Mock(Arc<Mutex<Vec<Rule>>>);

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mock")
    }
}

impl Intercept for Mock {
    fn name(&self) -> &'static str {
        "Mock"
    }

    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let mut rules = self.0.lock().unwrap();
        let result = rules.first().expect("a rule")();
        if rules.len() > 1 {
            drop(rules.remove(0));
        }
        if let Some(output) = context.output_or_error_mut() {
            *output = result.map_err(OrchestratorError::operation);
        }
        Ok(())
    }
}

/// A rule that gives an output, as `then_output` does.
pub(crate) fn output<O: fmt::Debug + Clone + Send + Sync + 'static>(output: O) -> Rule {
    Box::new(move || Ok(Output::erase(output.clone())))
}

/// A client that is mocked by rules, in their order.
pub(crate) fn mocked(rules: impl IntoIterator<Item = Rule>) -> DynamoDb {
    let faults = Faults::over(Engine::memory().unwrap());
    faults.on_any().always().respond::<&str, &str>(418, [], "Mock HTTP client dummy response");
    let mock = Mock(Arc::new(Mutex::new(rules.into_iter().collect())));
    let config = config_over(faults).retry_config(RetryConfig::disabled()).interceptor(mock).build();
    DynamoDb::from_client(aws_sdk_dynamodb::Client::from_conf(config))
}
