//! How the binary is linked.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by its environment what it builds for"
)]

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A binary that may be loaded anywhere has its tables of pointers patched whenever it starts: hundreds of pages
    // copied before the first instruction of ours. Heap, stack and libraries are still put at random addresses.
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bin=rhumb=-no-pie");
    }
}

fn is(variable: &str, value: &str) -> bool {
    var(variable).is_ok_and(|found| found == value)
}
