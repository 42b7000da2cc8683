//! Quoting, cases, cutting, regular expressions.

use functions::{cut, words};
use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::{defined, failed};

pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("quote", |value: &Value, _: Kwargs, _: &State| {
        let mut out = String::new();
        yaml::write_json_string(&mut out, &shown(value)?, false);
        Ok(out) as TeraResult<String>
    });
    tera.register_filter("squote", |value: &Value, _: Kwargs, _: &State| {
        Ok(format!("'{}'", shown(value)?.replace('\'', "''"))) as TeraResult<String>
    });
    tera.register_filter("kebabcase", |text: &str, _: Kwargs, _: &State| words::kebab_case(text));
    tera.register_filter("snakecase", |text: &str, _: Kwargs, _: &State| words::snake_case(text));
    tera.register_filter("camelcase", |text: &str, _: Kwargs, _: &State| {
        functions::case::untitle(&words::pascal_case(text))
    });
    tera.register_filter("trunc", |text: &str, arguments: Kwargs, _: &State| {
        let length = arguments.must_get::<i64>("length")?;
        Ok(String::from_utf8_lossy(cut::truncate(length, text.as_bytes())).into_owned()) as TeraResult<String>
    });
    tera.register_filter("trim_suffix", |text: &str, arguments: Kwargs, _: &State| {
        let suffix = arguments.must_get::<&str>("suffix")?;
        Ok(text.strip_suffix(suffix).unwrap_or(text).to_owned()) as TeraResult<String>
    });
    tera.register_filter("trim_prefix", |text: &str, arguments: Kwargs, _: &State| {
        let prefix = arguments.must_get::<&str>("prefix")?;
        Ok(text.strip_prefix(prefix).unwrap_or(text).to_owned()) as TeraResult<String>
    });
    tera.register_filter("dns_label", |text: &str, arguments: Kwargs, _: &State| {
        let length = arguments.get::<usize>("length")?.unwrap_or(63);
        Ok(dns_label(text, length)) as TeraResult<String>
    });
    tera.register_filter("regex_replace", |text: &str, arguments: Kwargs, _: &State| {
        let pattern = regex(arguments.must_get::<&str>("pattern")?)?;
        let with = arguments.must_get::<&str>("with")?;
        Ok(pattern.replace_all(text, with).into_owned()) as TeraResult<String>
    });
    tera.register_test("matching", |text: &str, arguments: Kwargs, _: &State| {
        Ok(regex(arguments.must_get::<&str>("pattern")?)?.is_match(text)) as TeraResult<bool>
    });
}

fn regex(pattern: &str) -> TeraResult<regex::Regex> {
    regex::RegexBuilder::new(pattern).size_limit(1 << 20).build().map_err(failed)
}

/// A value as it is printed.
fn shown(value: &Value) -> TeraResult<String> {
    Ok(defined(value)?.to_string())
}

/// Text as the name of a Kubernetes object: lower-case letters, digits and dashes, no dash at either end.
fn dns_label(text: &str, length: usize) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let label: String = text.chars().map(plain).skip_while(|c| *c == '-').take(length).collect();
    label.trim_end_matches('-').to_owned()
}
