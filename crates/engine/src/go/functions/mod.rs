//! The functions that Helm gives Go templates: Sprig 3.3 without `env` and `expandenv`, and Helm's own.
//!
//! Each file is a table of one family, thin over the crate `functions`; what needs the heap (lists, maps, merging)
//! is written here.

mod args;
mod crypto;
mod data;
mod dates;
mod deep;
mod defaults;
mod durations;
mod encodings;
mod lists;
mod maps;
mod math;
mod merge;
mod paths;
mod random;
mod regexes;
mod semver;
mod strings;
mod templates;
mod types;
mod urls;

use std::sync::{Arc, LazyLock};

use gotemplate::{Function, Functions};

pub(super) use data::to_yaml;
pub(super) use templates::TemplateCache;

/// Go's builtins and the functions of Sprig that Helm keeps.
pub(crate) fn sprig() -> Arc<Functions> {
    static TABLE: LazyLock<Arc<Functions>> = LazyLock::new(|| {
        let mut functions = Functions::builtins();
        SPRIG.iter().for_each(|family| functions.add(family));
        functions.share()
    });
    Arc::clone(&TABLE)
}

/// The same with Helm's own, in the order in which they replace each other.
pub(crate) fn table() -> Arc<Functions> {
    static TABLE: LazyLock<Arc<Functions>> = LazyLock::new(|| {
        let mut functions = Functions::clone(&sprig());
        [durations::FUNCTIONS, data::FUNCTIONS, templates::FUNCTIONS]
            .iter()
            .for_each(|family| functions.add(family));
        functions.share()
    });
    Arc::clone(&TABLE)
}

const SPRIG: [&[Function]; 16] = [
    strings::FUNCTIONS,
    math::FUNCTIONS,
    defaults::FUNCTIONS,
    types::FUNCTIONS,
    lists::FUNCTIONS,
    maps::FUNCTIONS,
    dates::FUNCTIONS,
    regexes::FUNCTIONS,
    semver::FUNCTIONS,
    paths::FUNCTIONS,
    urls::FUNCTIONS,
    encodings::FUNCTIONS,
    random::FUNCTIONS,
    crypto::FUNCTIONS,
    data::JSON,
    templates::SPRIG,
];
