//! `-f`, `--set` and its family.

use std::io::Read;
use std::sync::Arc;

use actions::{Failure, Result};
use clap::Args;
use diagnostic::{Kind, Source};
use values::{Overrides, UserValues};

use crate::session::Session;

/// Where values come from. Whatever their order on the line, files come first, then `--set-json`, `--set`,
/// `--set-string`, `--set-file` and `--set-literal`, as in Helm.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Values")]
pub(crate) struct ValueFlags {
    /// Values in a YAML file, at a URL, or on standard input (`-`); may be given several times
    #[arg(short = 'f', long = "values", value_name = "FILE", value_delimiter = ',')]
    pub(crate) values: Vec<String>,

    /// Set a value: `a.b=1,c[0]=x`
    #[arg(long, value_name = "PATH=VALUE", allow_hyphen_values = true)]
    pub(crate) set: Vec<String>,

    /// Set a value that stays a string
    #[arg(long, value_name = "PATH=TEXT", allow_hyphen_values = true)]
    pub(crate) set_string: Vec<String>,

    /// Set a value to the content of a file
    #[arg(long, value_name = "PATH=FILE", allow_hyphen_values = true)]
    pub(crate) set_file: Vec<String>,

    /// Set a value as JSON
    #[arg(long, value_name = "PATH=JSON", allow_hyphen_values = true)]
    pub(crate) set_json: Vec<String>,

    /// Set a value to everything after the equals sign
    #[arg(long, value_name = "PATH=TEXT", allow_hyphen_values = true)]
    pub(crate) set_literal: Vec<String>,
}

impl ValueFlags {
    /// Reads and merges everything that the flags name.
    pub(crate) fn collect(&self, session: &Session) -> Result<UserValues> {
        let named = self.values.iter().filter(|name| !name.is_empty());
        let files = named.map(|name| read(session, name)).collect::<Result<_>>()?;
        let overrides = Overrides {
            files,
            json: self.set_json.clone(),
            set: self.set.clone(),
            string: self.set_string.clone(),
            file: self.set_file.clone(),
            literal: self.set_literal.clone(),
        };
        let mut read_file = |name: &str| match read(session, name) {
            Ok(source) => Ok(source.text.clone()),
            Err(failure) => Err(failure.helm_text()),
        };
        Ok(overrides.collect(&mut read_file)?)
    }
}

/// The text of a file, of a URL, or of standard input.
fn read(session: &Session, name: &str) -> Result<Arc<Source>> {
    let name = name.trim();
    if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::io("cannot read values from standard input", &error))?;
        return Ok(Source::file("standard input", text("standard input", bytes)?));
    }
    if name.starts_with("http://") || name.starts_with("https://") {
        let text = session.block_on(actions::fetch_text(&session.context, name))?;
        return Ok(Source::file(name, text));
    }
    let path = session.settings().working_dir.join(name);
    let bytes = std::fs::read(path).map_err(|error| {
        let helm = match error.kind() {
            std::io::ErrorKind::NotFound => format!("open {name}: no such file or directory"),
            std::io::ErrorKind::IsADirectory => format!("read {name}: is a directory"),
            _ => format!("open {name}: {error}"),
        };
        let failure = Failure::io(format!("cannot read {name}"), &error).in_helms_words(helm);
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                failure.hint("check the path, which starts in the current folder")
            }
            _ => failure,
        }
    })?;
    Ok(Source::file(name, text(name, bytes)?))
}

/// Values are text in UTF-8; some shells write redirected output in UTF-16, which Helm does not read either.
fn text(name: &str, bytes: Vec<u8>) -> Result<String> {
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    String::from_utf8(bytes).map_err(|_| {
        let found = if wide { "it is UTF-16" } else { "its bytes are no UTF-8" };
        Failure::new(Kind::Yaml, format!("cannot read {name} as YAML: {found}"))
            .hint("is it the right file? If so, save it as UTF-8")
    })
}
