//! Filters and functions: thin adapters over the crate `functions`.
//!
//! | file | holds |
//! |---|---|
//! | `encode` | JSON, YAML, base64, digests |
//! | `text` | quoting, cases, cutting, regular expressions |
//! | `tables` | merging |
//! | `versions` | version ranges, what the cluster serves |
//! | `secrets` | passwords, identifiers, certificates |
//! | `checks` | what stops a render |
//! | `cluster` | live objects |
//! | `include` | Go templates |
//! | `time` | the clock |

mod checks;
mod cluster;
mod encode;
mod include;
mod secrets;
mod tables;
mod text;
mod time;
mod versions;

use std::sync::{Arc, Mutex, PoisonError};

use functions::moment::Moment;
use functions::random::Random;
use tera::{Error, ErrorKind, Tera, TeraResult, Value};

use crate::go::Includes;
use crate::{Capabilities, Cluster, RenderInput};

/// The source of randomness of a render, shared by its charts.
pub(super) type SharedRandom = Arc<Mutex<Random>>;

/// What functions may see of a render.
#[derive(Clone)]
pub(super) struct Surroundings {
    cluster: Arc<dyn Cluster>,
    random: SharedRandom,
    now: Moment,
    capabilities: Arc<Capabilities>,
    lenient: bool,
    /// The Go templates, where one may be included.
    includes: Option<Arc<Includes>>,
    /// The path of the chart.
    path: Arc<str>,
}

impl Surroundings {
    pub(super) fn new(
        input: &RenderInput<'_>,
        random: &SharedRandom,
        includes: Option<&Arc<Includes>>,
        path: &str,
    ) -> Self {
        Self {
            cluster: Arc::clone(&input.cluster),
            random: Arc::clone(random),
            now: input.now.clone(),
            capabilities: Arc::new(input.capabilities.clone()),
            lenient: input.lenient,
            includes: includes.cloned(),
            path: path.into(),
        }
    }

    fn draw<T>(&self, draw: impl FnOnce(&mut Random) -> T) -> T {
        draw(&mut self.random.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Adds everything to an instance.
pub(super) fn register(tera: &mut Tera, surroundings: &Surroundings) {
    encode::register(tera);
    text::register(tera);
    tables::register(tera);
    versions::register(tera, surroundings);
    secrets::register(tera, surroundings);
    checks::register(tera, surroundings);
    cluster::register(tera, surroundings);
    include::register(tera, surroundings);
    time::register(tera, surroundings);
}

/// Refuses a value that does not exist; the report then points at the expression.
fn defined(value: &Value) -> TeraResult<&Value> {
    if value.is_undefined() {
        return Err(Error::new(ErrorKind::InvalidArgument {
            expected_type: "a value".to_owned(),
            actual_type: "undefined".to_owned(),
        }));
    }
    Ok(value)
}

fn failed(error: impl ToString) -> Error {
    Error::message(error)
}

/// Every filter there is, for the nearest name of a misspelt one.
pub(super) const FILTERS: &[&str] = &[
    "abs",
    "b64decode",
    "b64encode",
    "bcrypt",
    "camelcase",
    "capitalize",
    "default",
    "dns_label",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "from_json",
    "from_yaml",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "json",
    "json_pretty",
    "kebabcase",
    "keys",
    "last",
    "length",
    "lower",
    "merge",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "quote",
    "regex_replace",
    "replace",
    "required",
    "reverse",
    "round",
    "safe",
    "semver_matches",
    "sha1",
    "sha256",
    "sha512",
    "snakecase",
    "sort",
    "split",
    "squote",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_prefix",
    "trim_start",
    "trim_suffix",
    "trunc",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
    "yaml",
];

/// Every function there is.
pub(super) const FUNCTIONS: &[&str] = &[
    "fail",
    "has_api",
    "htpasswd",
    "include",
    "lookup",
    "now",
    "random_hex",
    "random_password",
    "range",
    "required",
    "semver_matches",
    "throw",
    "uuid",
];

/// Every test there is.
pub(super) const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "matching",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];
