//! TOML as BurntSushi/toml 1.6 writes and reads it.

mod read;
mod write;

pub use read::{Item, from_toml};
pub use write::to_toml;
