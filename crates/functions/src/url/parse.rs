//! The parts of a text.

use std::net::IpAddr;

use super::escape::{Part, escape, unescape};
use super::{Url, User};
use crate::Error;

impl Url {
    /// Takes a text apart (url.Parse).
    ///
    /// # Errors
    /// [`Error::Url`] in Go's words.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fail = |whole: &str, cause: String| Error::Url(format!("parse {}: {cause}", quoted(whole)));
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let mut url = parse(before).map_err(|cause| fail(before, cause))?;
        url.fragment = unescape(fragment, Part::Fragment).map_err(|cause| fail(text, cause))?;
        if escape(&url.fragment, Part::Fragment) != fragment {
            fragment.clone_into(&mut url.raw_fragment);
        }
        Ok(url)
    }
}

fn parse(text: &str) -> Result<Url, String> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    let mut url = Url::default();
    if text == "*" {
        url.path = b"*".to_vec();
        return Ok(url);
    }
    let (scheme, mut rest) = scheme(text)?;
    url.scheme = scheme.to_ascii_lowercase();
    if rest.ends_with('?') && rest.matches('?').count() == 1 {
        url.bare_question_mark = true;
        rest = &rest[..rest.len() - 1];
    } else if let Some((before, query)) = rest.split_once('?') {
        query.clone_into(&mut url.query);
        rest = before;
    }
    if !rest.starts_with('/') {
        if !url.scheme.is_empty() {
            rest.clone_into(&mut url.opaque);
            return Ok(url);
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    if rest.starts_with("//") && (!url.scheme.is_empty() || !rest.starts_with("///")) {
        let after = &rest[2..];
        let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
        (url.user, url.host) = self::authority(&url.scheme, authority)?;
        rest = path;
    } else if !url.scheme.is_empty() && rest.starts_with('/') {
        url.without_host = true;
    }
    url.path = unescape(rest, Part::Path)?;
    if escape(&url.path, Part::Path) != rest {
        rest.clone_into(&mut url.raw_path);
    }
    Ok(url)
}

/// The scheme, which may be empty, and what follows it.
fn scheme(text: &str) -> Result<(&str, &str), String> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

fn authority(scheme: &str, text: &str) -> Result<(Option<User>, String), String> {
    let Some((user, host)) = text.rsplit_once('@') else { return Ok((None, self::host(scheme, text)?)) };
    let host = self::host(scheme, host)?;
    let valid = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !user.chars().all(valid) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let (name, password) =
        user.split_once(':').map_or((user, None), |(name, password)| (name, Some(password)));
    let name = unescape(name, Part::User)?;
    let password = password.map(|password| unescape(password, Part::User)).transpose()?;
    Ok((Some(User { name, password }), host))
}

fn host(scheme: &str, text: &str) -> Result<String, String> {
    let port = |text: &str| {
        let valid = text.is_empty()
            || text.strip_prefix(':').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        if valid { Ok(()) } else { Err(format!("invalid port {} after host", quoted(text))) }
    };
    let plain =
        |text: &str, part| unescape(text, part).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    match text.rfind('[') {
        Some(0) => {
            let end = text.rfind(']').ok_or("missing ']' in host")?;
            port(&text[end + 1..])?;
            let name = &text[1..end];
            let name = match name.find("%25") {
                Some(zone) => plain(&name[..zone], Part::Host)? + &plain(&name[zone..], Part::Zone)?,
                None => plain(name, Part::Host)?,
            };
            let address = name.split('%').next().unwrap_or(&name);
            return match address.parse::<IpAddr>() {
                Ok(IpAddr::V6(_)) => Ok(format!("[{name}]{}", &text[end + 1..])),
                Ok(IpAddr::V4(_)) => Err("invalid IP-literal".to_owned()),
                Err(_) => Err(format!("invalid host: ParseAddr({}): unable to parse IP", quoted(&name))),
            };
        }
        Some(_) => return Err("invalid IP-literal".to_owned()),
        None => {}
    }
    // Databases list several hosts with ports; http takes one only.
    let colon = if matches!(scheme, "http" | "https") { text.find(':') } else { text.rfind(':') };
    if let Some(colon) = colon {
        port(&text[colon..])?;
    }
    plain(text, Part::Host)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_default())
}
