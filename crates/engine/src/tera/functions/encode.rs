//! JSON, YAML, base64, digests.

use diagnostic::Source;
use functions::{digest, encoding};
use tera::{Kwargs, State, Tera, TeraResult, Value};
use yaml::{JsonStyle, Node};

use super::{defined, failed};
use crate::tera::value::{TeraTree, from_node};

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State| json(value, None));
    tera.register_filter("json_pretty", |value: &Value, _: Kwargs, _: &State| json(value, Some("  ")));
    tera.register_filter("yaml", |value: &Value, _: Kwargs, _: &State| {
        yaml::to_block(TeraTree(defined(value)?)).map_err(failed)
    });
    tera.register_filter("from_json", |text: &str, _: Kwargs, _: &State| read(text, yaml::parse_json));
    tera.register_filter("from_yaml", |text: &str, _: Kwargs, _: &State| read(text, yaml::parse_one));
    tera.register_filter("b64encode", |value: &Value, _: Kwargs, _: &State| {
        Ok(encoding::base64_encode(bytes(value)?)) as TeraResult<String>
    });
    tera.register_filter("b64decode", |text: &str, _: Kwargs, _: &State| {
        let decoded = encoding::base64_decode(text.as_bytes()).map_err(failed)?;
        Ok(String::from_utf8(decoded).map_or_else(|error| Value::bytes(error.into_bytes()), Value::from))
            as TeraResult<Value>
    });
    tera.register_filter("sha1", |value: &Value, _: Kwargs, _: &State| hash(value, digest::sha1));
    tera.register_filter("sha256", |value: &Value, _: Kwargs, _: &State| hash(value, digest::sha256));
    tera.register_filter("sha512", |value: &Value, _: Kwargs, _: &State| hash(value, digest::sha512));
}

/// A value as JSON, which is YAML too: keys in their order, nothing escaped for HTML.
fn json(value: &Value, indent: Option<&str>) -> TeraResult<String> {
    let style = JsonStyle { escape_html: false, indent, sorted: false };
    yaml::to_json(TeraTree(defined(value)?), style).map_err(failed)
}

fn read<E: ToString>(
    text: &str,
    parse: impl Fn(&std::sync::Arc<Source>) -> Result<Node, E>,
) -> TeraResult<Value> {
    parse(&Source::file("text", text)).map(|node| from_node(&node)).map_err(failed)
}

fn hash(value: &Value, digest: impl Fn(&[u8]) -> String) -> TeraResult<String> {
    Ok(digest(bytes(value)?))
}

/// The bytes of text; anything else has none.
fn bytes(value: &Value) -> TeraResult<&[u8]> {
    let value = defined(value)?;
    value.as_str().map(str::as_bytes).or_else(|| value.as_bytes()).ok_or_else(|| {
        failed(format!("text is needed, not {}; print it first, with `| json` for one", value.name()))
    })
}
