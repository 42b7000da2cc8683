//! `html`, `js`, `urlquery`.

use crate::call::Call;
use crate::error::CallError;
use crate::fmt::{is_print, sprint_emitted};
use crate::value::{Str, Value};

/// The arguments as one text.
fn text(call: &Call<'_>, args: &[Value]) -> Str {
    match args {
        [Value::Str(text)] => text.clone(),
        args => sprint_emitted(call.heap(), args).into(),
    }
}

pub(super) fn html(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Str(html_escape(text(call, args).as_bytes()).into()))
}

pub(super) fn js(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Str(js_escape(text(call, args).as_bytes()).into()))
}

pub(super) fn urlquery(call: &mut Call<'_>, args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::Str(url_query_escape(text(call, args).as_bytes()).into()))
}

/// `template.HTMLEscapeString`.
pub fn html_escape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            0 => out.extend_from_slice("\u{fffd}".as_bytes()),
            b'"' => out.extend_from_slice(b"&#34;"),
            b'\'' => out.extend_from_slice(b"&#39;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            byte => out.push(byte),
        }
    }
    out
}

/// `template.JSEscapeString`.
pub fn js_escape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' | '\'' | '"' => out.extend_from_slice(&[b'\\', c as u8]),
                '<' | '>' | '&' | '=' => out.extend_from_slice(format!("\\u{:04X}", u32::from(c)).as_bytes()),
                c if c < ' ' || !c.is_ascii() && !is_print(c) => {
                    out.extend_from_slice(format!("\\u{:04X}", u32::from(c)).as_bytes());
                }
                c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        // A byte that is not UTF-8 decodes to U+FFFD, which is printable, and stands as it is.
        out.extend_from_slice(chunk.invalid());
    }
    out
}

/// `url.QueryEscape`.
pub fn url_query_escape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte),
            b' ' => out.push(b'+'),
            byte => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    out
}
