//! `<no value>`, which Go prints for what is missing and Helm takes out again.

use gotemplate::Str;

const NO_VALUE: &[u8] = b"<no value>";

/// The text without any `<no value>`, even one that stood in a value.
pub(super) fn without_no_value(text: Str) -> Str {
    if memchr::memmem::find(text.as_bytes(), NO_VALUE).is_none() {
        return text;
    }
    functions::text::replace(NO_VALUE, b"", text.as_bytes()).into()
}
