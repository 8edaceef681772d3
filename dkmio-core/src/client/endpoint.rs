//! Host and port of the endpoint that a request goes to.

/// Returns the host of a URI, and its port unless that is the scheme's own.
pub(super) fn host_and_port(uri: &str) -> Option<(&str, Option<u16>)> {
    let (scheme, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address are inside of its brackets.
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
