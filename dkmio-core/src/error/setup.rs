//! Settings without which no request can succeed: credentials, the region, the HTTP client, the endpoint.

use std::error::Error as StdError;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_dynamodb::error::ConnectorError;

use super::ErrorKind;
use super::message::chain;
use crate::codec::OneLine;

/// Returns the kind and the message of a request that could not be sent because the connection lacks something.
///
/// `None` means that the network is at fault, so that sending the request again may help.
pub(super) fn missing(error: &(dyn StdError + 'static)) -> Option<(ErrorKind, String)> {
    if let Some(credentials) = chain(error).find_map(|error| error.downcast_ref::<CredentialsError>()) {
        return missing_credentials(credentials);
    }
    // Systems use the same words: on Linux a broken connection is a `Transport endpoint` that `is not connected`.
    if chain(error).any(|error| error.is::<io::Error>() || is_network(error)) {
        return None;
    }
    // The SDK's own types for these errors are private, so only their texts tell them apart.
    chain(error).find_map(of_link)
}

/// Returns whether the HTTP client failed on the network.
fn is_network(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref::<ConnectorError>().is_some_and(|error| error.is_io() || error.is_timeout())
}

fn missing_credentials(error: &CredentialsError) -> Option<(ErrorKind, String)> {
    let message = match error {
        // The last source that is asked is the metadata service of the machine; a laptop has none and cannot reach it.
        CredentialsError::CredentialsNotLoaded(_) => {
            "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `DynamoDb::builder().credentials(..)`"
                .to_owned()
        }
        // A provider that cannot be reached may have credentials, so this is another error.
        CredentialsError::ProviderTimedOut(_) => return None,
        _ if chain(error).any(is_network) => return None,
        // Any other error means that a source is configured and wrong. Asking again does not help until that is
        // corrected.
        _ => reasons(error),
    };
    Some((ErrorKind::Credentials, format!("no credentials: {message}")))
}

/// Returns the texts of the error's sources. The error itself says no more than that there are no credentials.
///
/// They name profiles, files and URLs, which the reader needs, and no part of an item. The output of a credential
/// process is left out, since it may be a credential.
fn reasons(error: &CredentialsError) -> String {
    let text = |error: &(dyn StdError + 'static)| {
        let text = error.to_string();
        // The SDK appends the standard error of a credential process, which may hold secrets.
        let shown = text.split("Stderr:").next().unwrap_or_default();
        OneLine(shown.trim_end()).to_string()
    };
    let texts: Vec<_> = chain(error).skip(1).map(text).collect();
    if texts.is_empty() { error.to_string() } else { texts.join(": ") }
}

/// Judges one error of the chain by its text.
fn of_link(error: &(dyn StdError + 'static)) -> Option<(ErrorKind, String)> {
    let text = error.to_string();
    let (kind, message) = match &*text {
        text if text.contains("Missing Region") => {
            (ErrorKind::Configuration, "no region: set AWS_REGION or `DynamoDb::builder().region(..)`".to_owned())
        }
        text if text.starts_with("No HTTP client was available") => (
            ErrorKind::Configuration,
            "no HTTP client: enable the feature `rustls` or `ring` of dkmio or set `DynamoDb::builder().http_client(..)`"
                .to_owned(),
        ),
        text if text.contains("select an auth scheme") => (
            ErrorKind::Credentials,
            "no credentials: the client has no credentials provider; set one with \
             `DynamoDb::builder().credentials(..)`"
                .to_owned(),
        ),
        // Last, because other messages may contain the word too.
        text if text.contains("endpoint") => {
            // If the endpoint is not a URL, this text shows the endpoint, which may contain a password, and the whole
            // request with its item. The last error of the chain gives the reason alone.
            let reason = chain(error).last().map(ToString::to_string).unwrap_or_default();
            (ErrorKind::Configuration, format!("invalid endpoint: {}", OneLine(&reason)))
        }
        _ => return None,
    };
    Some((kind, message))
}

/// Returns whether the code of a response says that the credentials are refused.
pub(super) fn is_credentials(code: &str) -> bool {
    matches!(
        code,
        "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "IncompleteSignatureException"
            | "IncompleteSignature"
            | "MissingAuthenticationTokenException"
            | "MissingAuthenticationToken"
            | "ExpiredTokenException"
            | "ExpiredToken"
    )
}

/// Returns what to do about an error with this code, if it is about credentials.
pub(super) fn hint(code: &str) -> Option<&'static str> {
    match code {
        "ExpiredTokenException" | "ExpiredToken" => Some("sign in again or renew the credentials"),
        code if is_credentials(code) => Some("check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_breaks_is_no_fault_of_the_configuration() {
        let broken = || io::Error::new(io::ErrorKind::NotConnected, "Transport endpoint is not connected");
        for error in [ConnectorError::io(broken().into()), ConnectorError::other(broken().into(), None)] {
            assert_eq!(missing(&error), None);
        }
        let message = "invalid endpoint: endpoint must contain scheme".to_owned();
        let error = ConnectorError::other("endpoint must contain scheme".into(), None);
        assert_eq!(missing(&error), Some((ErrorKind::Configuration, message)));
    }
}
