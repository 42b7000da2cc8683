//! What charts render to.

mod charts;
mod core;
mod errors;
mod functions;
mod order;
mod tera;

fn file(name: &str, text: &str) -> chart::File {
    chart::File { name: name.into(), data: text.as_bytes().into(), modified: None }
}
