//! `-f`, `--set` and its family.

use clap::Args;

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
