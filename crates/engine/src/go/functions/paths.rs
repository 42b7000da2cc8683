//! Paths.

use functions::path;
use gotemplate::{Call, Function, Value};

use super::args::{Result, STRING, string, text};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base", &[STRING], base),
    Function::new("osBase", &[STRING], base),
    Function::new("dir", &[STRING], dir),
    Function::new("osDir", &[STRING], dir),
    Function::new("clean", &[STRING], clean),
    Function::new("osClean", &[STRING], clean),
    Function::new("ext", &[STRING], ext),
    Function::new("osExt", &[STRING], ext),
    Function::new("isAbs", &[STRING], is_abs),
    Function::new("osIsAbs", &[STRING], is_abs),
];

fn base(_: &mut Call<'_>, args: &[Value]) -> Result {
    string(path::base(&text(args, 0)))
}

fn dir(_: &mut Call<'_>, args: &[Value]) -> Result {
    string(path::dir(&text(args, 0)))
}

fn clean(_: &mut Call<'_>, args: &[Value]) -> Result {
    string(path::clean(&text(args, 0)))
}

fn ext(_: &mut Call<'_>, args: &[Value]) -> Result {
    string(path::ext(&text(args, 0)))
}

fn is_abs(_: &mut Call<'_>, args: &[Value]) -> Result {
    Ok(path::is_abs(&text(args, 0)).into())
}
