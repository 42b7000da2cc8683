//! Which proxy the environment wants a server to be reached through.

use std::net::IpAddr;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

/// What the environment says of proxies, each as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    /// HTTPS_PROXY: for servers that are reached over TLS.
    pub https: Option<String>,
    /// HTTP_PROXY: for the others.
    pub http: Option<String>,
    /// NO_PROXY: the servers that are spared.
    pub spared: Option<String>,
}

impl Proxies {
    /// The proxy for a server, by the rules of Go's `http.ProxyFromEnvironment`, which Helm follows: this machine is
    /// never reached through one, and without a scheme a proxy is one of HTTP.
    pub(super) fn of(&self, server: &Uri) -> Option<String> {
        if is_this_machine(server.host().unwrap_or_default()) {
            return None;
        }
        let written = if server.scheme_str() == Some("http") { &self.http } else { &self.https };
        let written = written.as_deref().filter(|proxy| !proxy.is_empty())?;
        let proxy = if written.contains("://") { written.to_owned() } else { format!("http://{written}") };
        let rules =
            Matcher::builder().all(proxy.as_str()).no(self.spared.as_deref().unwrap_or_default()).build();
        rules.intercept(server).map(|_| proxy)
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_are_those_of_go() {
        let proxies = |spared: &str| Proxies {
            https: Some("proxy:3128".into()),
            http: Some("socks5://proxy:1080".into()),
            spared: Some(spared.into()),
        };
        for (spared, server, expected) in [
            ("", "https://cluster.example:6443", Some("http://proxy:3128")),
            ("", "http://cluster.example", Some("socks5://proxy:1080")),
            ("", "https://localhost:6443", None),
            ("", "https://127.0.0.5", None),
            ("", "https://[::1]:6443", None),
            ("*", "https://cluster.example", None),
            ("example", "https://cluster.example", None),
            (".example", "https://cluster.example:6443", None),
            ("cluster.example", "https://another.example", Some("http://proxy:3128")),
            ("10.0.0.0/8, 192.0.2.7", "https://10.1.2.3:6443", None),
            ("10.0.0.0/8,192.0.2.7", "https://192.0.2.7", None),
            ("10.0.0.0/8,192.0.2.7", "https://192.0.2.8", Some("http://proxy:3128")),
        ] {
            let server: Uri = server.parse().unwrap();
            assert_eq!(proxies(spared).of(&server).as_deref(), expected, "{spared:?} {server}");
        }
        assert_eq!(Proxies::default().of(&"https://cluster.example".parse().unwrap()), None);
    }
}
