//! URLs as maps.

use functions::url::{Url, User};
use gotemplate::{Call, CallError, Function, MapId, Str, Type, Value};

use super::args::{MAP, Result, STRING, map, string, text};
use super::types;

pub(super) const FUNCTIONS: &[Function] =
    &[Function::new("urlParse", &[STRING], parse), Function::new("urlJoin", &[MAP], join)];

fn parse(call: &mut Call<'_>, args: &[Value]) -> Result {
    let url = Url::parse(&text(args, 0))
        .map_err(|error| CallError::new(format!("unable to parse url: {error}")))?;
    let user = url.user.as_ref().map(User::to_string).unwrap_or_default();
    let hostname = url.hostname().to_owned();
    let parts: [(&str, Str); 8] = [
        ("scheme", url.scheme.into()),
        ("host", url.host.into()),
        ("hostname", hostname.into()),
        ("path", url.path.into()),
        ("query", url.query.into()),
        ("opaque", url.opaque.into()),
        ("fragment", url.fragment.into()),
        ("userinfo", user.into()),
    ];
    let entries = parts.into_iter().map(|(key, value)| (key.into(), Value::Str(value))).collect();
    Ok(call.heap_mut().map_of(Type::ANY_MAP, entries).into())
}

fn join(call: &mut Call<'_>, args: &[Value]) -> Result {
    let parts = map(args, 0);
    let part = |key| part(call, parts, key);
    let text = |key| Ok::<_, CallError>(part(key)?.to_text().into_owned());
    let user = text("userinfo")?;
    let user = if user.is_empty() {
        None
    } else {
        let url = Url::parse(&format!("proto://{user}@host"))
            .map_err(|error| CallError::new(format!("unable to parse userinfo in dict: {error}")))?;
        url.user
    };
    let mut url = Url::default();
    url.scheme = text("scheme")?;
    url.host = text("host")?;
    url.path = part("path")?.as_bytes().to_vec();
    url.query = text("query")?;
    url.opaque = text("opaque")?;
    url.fragment = part("fragment")?.as_bytes().to_vec();
    url.user = user;
    string(url.to_string())
}

fn part(call: &Call<'_>, parts: Option<MapId>, key: &str) -> Result<Str> {
    let Some(value) = parts.and_then(|parts| call.heap().get(parts, key.as_bytes())) else {
        return Ok(Str::EMPTY);
    };
    value.as_str().cloned().ok_or_else(|| {
        let kind = types::kind_name(call.heap(), value);
        CallError::new(format!("unable to parse {key} key, must be of type string, but {kind} found"))
    })
}
