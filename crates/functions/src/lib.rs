//! What both template dialects call, on plain types: no dialect is known here.
//!
//! Texts that a function may cut or look at inside a character are bytes, as Go's strings are; all others are
//! `str`. The clock, the time zone and randomness are arguments, so that a render can be repeated.
//!
//! | family | files |
//! |---|---|
//! | text | `case`, `words`, `cut`, `text`, `regex` |
//! | numbers | `cast`, `decimal`, `numbers` |
//! | time | `duration`, `moment`, `layout` |
//! | encodings | `encoding`, `digest`, `url`, `path`, `glob`, `toml` |
//! | secrets | `random`, `password`, `cipher`, `key`, `certificate` |

pub mod case;
pub mod cast;
pub mod certificate;
pub mod cipher;
pub mod cut;
pub mod decimal;
pub mod digest;
pub mod duration;
pub mod encoding;
mod error;
pub mod glob;
pub mod key;
pub mod layout;
pub mod moment;
pub mod numbers;
pub mod password;
pub mod path;
mod prime;
pub mod random;
pub mod regex;
pub mod text;
pub mod toml;
pub mod url;
pub mod words;

pub use error::Error;
