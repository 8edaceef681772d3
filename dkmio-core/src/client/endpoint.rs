//! Host and port of the endpoint that a request goes to.

use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

/// Returns the host of a URI, and its port unless that is the scheme's own.
pub(super) fn host_and_port(uri: &str) -> Option<(&str, Option<u16>)> {
    // Bytes are searched, not patterns: the span of each request names its host.
    let (scheme, rest) = uri.split_once(':')?;
    let rest = rest.strip_prefix("//")?;
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    // The part before `@` may be a user and a password, which must not appear in errors.
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address are inside its brackets.
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
        _ => (authority, None),
    };
    let own = match scheme {
        "https" => 443,
        _ => 80,
    };
    (!host.is_empty()).then_some((host, port.filter(|port| *port != own)))
}

/// Returns the host of a URI as an error names it: with the port unless that is the scheme's own.
pub(super) fn host(uri: &str) -> Option<String> {
    let (host, port) = host_and_port(uri)?;
    Some(port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Returns the host of the endpoint that a configuration sets, with the SDK's rules of precedence. `None` means the
/// endpoint of the region.
pub(super) fn of_config(config: &SdkConfig) -> Option<String> {
    let of_service = || of_service(config, "DynamoDB");
    let is_explicit = config.get_origin("endpoint_url").is_client_config();
    // An endpoint set in code wins. A setting for DynamoDB wins over one for all services, which the SDK has already
    // resolved into `endpoint_url`.
    let url = match config.endpoint_url() {
        Some(url) if is_explicit => Some(url.to_owned()),
        url => of_service().or_else(|| url.map(str::to_owned)),
    };
    host(&url?)
}

/// Returns the endpoint that the environment or a profile sets for one service.
fn of_service(config: &SdkConfig, service_id: &str) -> Option<String> {
    let key =
        ServiceConfigKey::builder().service_id(service_id).env("AWS_ENDPOINT_URL").profile("endpoint_url").build();
    config.service_config()?.load_config(key.ok()?)
}

/// Returns whether the environment or a profile sets an endpoint for one service.
#[cfg(feature = "streams")]
pub(super) fn is_set_for_service(config: &SdkConfig, service_id: &str) -> bool {
    of_service(config, service_id).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_types::origin::Origin;

    #[test]
    fn the_port_of_the_scheme_is_left_out() {
        for (uri, wanted) in [
            ("https://dynamodb.us-east-1.amazonaws.com/", "dynamodb.us-east-1.amazonaws.com"),
            ("https://dynamodb.us-east-1.amazonaws.com:443/", "dynamodb.us-east-1.amazonaws.com"),
            ("http://localhost:8000", "localhost:8000"),
            ("http://localhost:80/path?query", "localhost"),
            ("http://[::1]:8000/", "[::1]:8000"),
            ("http://[::1]/", "[::1]"),
            ("http://user:password@host/", "host"),
        ] {
            assert_eq!(host(uri).as_deref(), Some(wanted), "{uri}");
        }
    }

    #[test]
    fn a_uri_without_a_host_has_none() {
        for uri in ["", "/", "localhost", "http://", "http:///path"] {
            assert_eq!(host(uri), None, "{uri}");
        }
    }

    /// What the environment or a profile sets: an endpoint for a service.
    #[derive(Debug)]
    struct OfServices(&'static [(&'static str, &'static str)]);

    impl aws_types::service_config::LoadServiceConfig for OfServices {
        fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
            assert_eq!((key.env(), key.profile()), ("AWS_ENDPOINT_URL", "endpoint_url"));
            self.0.iter().find(|(service, _)| *service == key.service_id()).map(|(_, url)| (*url).to_owned())
        }
    }

    const TABLES: (&str, &str) = ("DynamoDB", "http://tables:1");
    const STREAMS: (&str, &str) = ("DynamoDB Streams", "http://streams:1");

    /// A configuration with these settings, and one for all services.
    fn config(all: Option<&str>, origin: Origin, services: &'static [(&'static str, &'static str)]) -> SdkConfig {
        let mut config = SdkConfig::builder().service_config(OfServices(services));
        config.set_endpoint_url(all.map(str::to_owned));
        config.insert_origin("endpoint_url", origin);
        config.build()
    }

    #[test]
    fn an_endpoint_in_code_wins_over_one_for_dynamodb_and_that_over_one_for_all_services() {
        let all = Some("http://all:1");
        for (all, origin, services, expected) in [
            (None, Origin::unknown(), &[][..], None),
            (None, Origin::unknown(), &[STREAMS][..], None),
            (None, Origin::unknown(), &[TABLES][..], Some("tables:1")),
            (all, Origin::shared_environment_variable(), &[][..], Some("all:1")),
            (all, Origin::shared_environment_variable(), &[TABLES][..], Some("tables:1")),
            (all, Origin::shared_profile_file(), &[STREAMS][..], Some("all:1")),
            (all, Origin::shared_config(), &[][..], Some("all:1")),
            (all, Origin::shared_config(), &[TABLES][..], Some("all:1")),
        ] {
            assert_eq!(of_config(&config(all, origin, services)).as_deref(), expected, "{all:?} {services:?}");
        }
    }

    #[cfg(feature = "streams")]
    #[test]
    fn there_is_no_client_for_streams_if_an_endpoint_is_set_for_tables_alone() {
        for (all, services, has_streams) in [
            (None, &[][..], true),
            (None, &[TABLES][..], false),
            (None, &[STREAMS][..], true),
            (None, &[TABLES, STREAMS][..], true),
            (Some("http://all:1"), &[TABLES][..], true),
        ] {
            let config = config(all, Origin::unknown(), services);
            let config =
                config.into_builder().behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest()).build();
            let client = crate::client::streams_client::of_config(&config);
            assert_eq!(client.is_some(), has_streams, "{all:?} {services:?}");
        }
    }
}
