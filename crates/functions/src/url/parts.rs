//! The parts of a URL, and the text made of them.

use super::escape::{Part, escape, is_valid, unescape};

/// The parts of a URL, unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// What stands before the first `:`, in lower case.
    pub scheme: String,
    /// What follows the scheme where that is no path.
    pub opaque: String,
    /// Name and password.
    pub user: Option<User>,
    /// Host and port.
    pub host: String,
    /// The path, unescaped.
    pub path: Vec<u8>,
    /// The query, as written.
    pub query: String,
    /// What follows `#`, unescaped.
    pub fragment: Vec<u8>,
    /// The path as written, where its escapes are not the usual ones.
    pub(super) raw_path: String,
    /// The fragment as written, where its escapes are not the usual ones.
    pub(super) raw_fragment: String,
    pub(super) bare_question_mark: bool,
    pub(super) without_host: bool,
}

/// Name and password in a URL, unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: Vec<u8>,
    /// The password, if there is a colon.
    pub password: Option<Vec<u8>>,
}

impl Url {
    /// The host without its port and without brackets (URL.Hostname).
    pub fn hostname(&self) -> &str {
        let host = match self.host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.host,
        };
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
    }

    fn escaped_path(&self) -> String {
        if self.path == b"*" {
            return "*".to_owned();
        }
        escaped(&self.path, &self.raw_path, Part::Path)
    }
}

/// The text as it was written if it still says the same, or with the usual escapes.
fn escaped(value: &[u8], raw: &str, part: Part) -> String {
    let unchanged =
        !raw.is_empty() && is_valid(raw, part) && unescape(raw, part).is_ok_and(|plain| plain == value);
    if unchanged { raw.to_owned() } else { escape(value, part) }
}

impl std::fmt::Display for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&escape(&self.name, Part::User))?;
        if let Some(password) = &self.password {
            write!(f, ":{}", escape(password, Part::User))?;
        }
        Ok(())
    }
}

/// The text of the URL (URL.String).
impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::new();
        if !self.scheme.is_empty() {
            out.push_str(&self.scheme);
            out.push(':');
        }
        if self.opaque.is_empty() {
            let authority = !self.host.is_empty() || self.user.is_some();
            if authority || (!self.scheme.is_empty() && !self.without_host) {
                if authority || !self.path.is_empty() {
                    out.push_str("//");
                }
                if let Some(user) = &self.user {
                    out.push_str(&user.to_string());
                    out.push('@');
                }
                out.push_str(&escape(self.host.as_bytes(), Part::Host));
            }
            let path = self.escaped_path();
            if !path.is_empty() && !path.starts_with('/') && !self.host.is_empty() {
                out.push('/');
            }
            // A colon in the first segment of a relative path would make it a scheme.
            if out.is_empty() && path.split('/').next().is_some_and(|segment| segment.contains(':')) {
                out.push_str("./");
            }
            out.push_str(&path);
        } else {
            out.push_str(&self.opaque);
        }
        if self.bare_question_mark || !self.query.is_empty() {
            out.push('?');
            out.push_str(&self.query);
        }
        if !self.fragment.is_empty() {
            out.push('#');
            out.push_str(&escaped(&self.fragment, &self.raw_fragment, Part::Fragment));
        }
        f.write_str(&out)
    }
}
