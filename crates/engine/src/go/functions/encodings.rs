//! Encodings and hashes. Sprig returns the text of a decoding error as the result.

use functions::{digest, encoding};
use gotemplate::{Function, Str};

use super::args::{STRING, bytes, string};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("b64enc", &[STRING], |_, a| string(encoding::base64_encode(bytes(a, 0)))),
    Function::new("b64dec", &[STRING], |_, a| string(or_its_error(encoding::base64_decode(bytes(a, 0))))),
    Function::new("b32enc", &[STRING], |_, a| string(encoding::base32_encode(bytes(a, 0)))),
    Function::new("b32dec", &[STRING], |_, a| string(or_its_error(encoding::base32_decode(bytes(a, 0))))),
    Function::new("sha1sum", &[STRING], |_, a| string(digest::sha1(bytes(a, 0)))),
    Function::new("sha256sum", &[STRING], |_, a| string(digest::sha256(bytes(a, 0)))),
    Function::new("sha512sum", &[STRING], |_, a| string(digest::sha512(bytes(a, 0)))),
    Function::new("adler32sum", &[STRING], |_, a| string(digest::adler32(bytes(a, 0)))),
];

/// The text, or that of the error.
pub(super) fn or_its_error<T: Into<Str>>(result: Result<T, functions::Error>) -> Str {
    result.map_or_else(|error| error.to_string().into(), Into::into)
}
