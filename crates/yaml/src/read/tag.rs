//! Values with a tag.

use std::borrow::Cow;

use diagnostic::Span;
use granit_parser::Tag;

use crate::scalar::{Resolved, resolve};
use crate::{Error, ErrorKind, Scalar};

/// A resolved value with its text.
pub(super) fn from_resolved<'t>(resolved: Resolved, text: Cow<'t, str>) -> Scalar<'t> {
    match resolved {
        Resolved::Null => Scalar::Null,
        Resolved::Bool(value) => Scalar::Bool(value),
        Resolved::Int(value) => Scalar::Int(value),
        Resolved::Uint(value) => Scalar::Uint(value),
        Resolved::Float(value) => Scalar::Float(value),
        Resolved::Timestamp | Resolved::String => Scalar::String(text),
    }
}

/// A value with a tag: one of YAML's own must fit, any other makes it a string (resolve.go).
pub(super) fn tagged<'t>(tag: &Tag, text: Cow<'t, str>, span: Span) -> Result<Scalar<'t>, Error> {
    let name =
        if tag.handle() == "tag:yaml.org,2002:" { tag.suffix() } else { tag.core_suffix().unwrap_or("") };
    let resolved = resolve(&text);
    let fits = match (name, resolved) {
        ("bool", Resolved::Bool(_))
        | ("int", Resolved::Int(_) | Resolved::Uint(_))
        | ("null", Resolved::Null)
        | ("float", Resolved::Float(_))
        | ("timestamp", Resolved::Timestamp) => true,
        #[expect(clippy::cast_precision_loss, reason = "Go converts in the same way")]
        ("float", Resolved::Int(value)) => return Ok(Scalar::Float(value as f64)),
        ("null", _) if text.is_empty() => return Ok(Scalar::Null),
        ("bool" | "int" | "null" | "float" | "timestamp", _) => false,
        ("binary", _) => return binary(&text, span),
        _ => return Ok(Scalar::String(text)),
    };
    if fits {
        return Ok(from_resolved(resolved, text));
    }
    let found = match resolved {
        Resolved::Null => "null",
        Resolved::Bool(_) => "bool",
        Resolved::Int(_) | Resolved::Uint(_) => "int",
        Resolved::Float(_) => "float",
        Resolved::Timestamp => "timestamp",
        Resolved::String => "str",
    };
    let what = format!("cannot decode !!{found} `{text}` as a !!{name}");
    Err(Error::new(ErrorKind::Value, what.clone(), span, format!("yaml: {what}")))
}

fn binary<'t>(text: &str, span: Span) -> Result<Scalar<'t>, Error> {
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let mut count = 0_u32;
    let body: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\n' | b'\r')).collect();
    let padding = body.iter().rev().take_while(|b| **b == b'=').count();
    let mut valid = body.len().is_multiple_of(4) && padding <= 2;
    for byte in &body[..body.len() - padding] {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => {
                valid = false;
                break;
            }
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
        }
    }
    if !valid {
        let what = "!!binary value contains invalid base64 data";
        return Err(Error::new(ErrorKind::Value, what, span, format!("yaml: {what}")));
    }
    // Bytes that are no UTF-8 become U+FFFD on the way through JSON.
    Ok(Scalar::String(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())))
}
