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
        // Nor are the functions that rendering uses strewn over the whole of it: CONTRIBUTING.md, `cargo xtask layout`.
        println!("cargo::rerun-if-changed=layout.ld");
        if is("PROFILE", "release") && !has_linker_of_its_own() {
            let folder = var("CARGO_MANIFEST_DIR").unwrap_or_default();
            println!("cargo::rustc-link-arg-bin=rhumb=-Wl,-T,{folder}/layout.ld");
        }
    }
}

/// Whether the flags name a linker: not every one knows how to insert a section.
fn has_linker_of_its_own() -> bool {
    let flags = var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    flags.contains("linker") || flags.contains("fuse-ld")
}

fn is(variable: &str, value: &str) -> bool {
    var(variable).is_ok_and(|found| found == value)
}
