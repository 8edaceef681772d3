//! Carries out a fault.

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::error::ConnectorError;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};

use super::codes::{CONFLICT, TRANSACTION_CONFLICT};
use super::kind::{Action, Reason, canceled, is_transaction};
use super::{batch, frames};
use crate::{RequestView, wire};

pub(crate) async fn perform(
    action: Action,
    request: &RequestView,
    http: HttpRequest,
    inner: &SharedHttpConnector,
) -> Result<HttpResponse, ConnectorError> {
    match action {
        Action::Respond { status, headers, body } => with_headers(wire::respond(status, body)?, headers),
        Action::Error { status, body } => wire::respond(status, body.to_string()),
        Action::Cancel(reasons) => wire::respond(400, canceled(request, &reasons).to_string()),
        Action::Conflict => wire::respond(400, conflict(request)),
        Action::Partial { keep } => batch::run(keep, request, http, inner).await,
        Action::RunThenRespond { status, body } => {
            inner.call(http).await?;
            wire::respond(status, body)
        }
        Action::LostResponse => {
            inner.call(http).await?;
            Err(ConnectorError::io("the connection was closed before a response".into()))
        }
        Action::RunLate(delay) => {
            let inner = inner.clone();
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                // The caller already has the timeout, but the request still changes the tables.
                let _ = inner.call(http).await;
            });
            Err(ConnectorError::timeout("no response in time".into()))
        }
        Action::RunTwice => {
            // The body has been read into memory by now, so it can be cloned.
            let second = http.try_clone();
            let response = inner.call(http).await?;
            match second {
                Some(second) => inner.call(second).await,
                None => Ok(response),
            }
        }
        Action::LostRequest => Err(ConnectorError::io("the connection was reset".into())),
        Action::Timeout => Err(ConnectorError::timeout("the connection timed out".into())),
        Action::Stall => std::future::pending().await,
        Action::Delay(delay) => {
            tokio::time::sleep(delay).await;
            inner.call(http).await
        }
        Action::Chunked { size } => frames::chunked(inner.call(http).await?, size).await,
    }
}

fn conflict(request: &RequestView) -> String {
    let body = if is_transaction(request.operation()) {
        canceled(request, &[Reason::conflict()])
    } else {
        wire::error_body(TRANSACTION_CONFLICT, CONFLICT)
    };
    body.to_string()
}

fn with_headers(mut response: HttpResponse, headers: Vec<(String, String)>) -> Result<HttpResponse, ConnectorError> {
    for (name, value) in headers {
        let set = response.headers_mut().try_insert(name, value);
        set.map_err(|error| ConnectorError::user(Box::new(error)))?;
    }
    Ok(response)
}
