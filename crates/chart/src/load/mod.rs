//! A chart from a folder or an archive.
//!
//! | file | holds |
//! |---|---|
//! | `folder` | the files of a folder, links followed, `.helmignore` heeded |
//! | `archive` | the files of a .tgz, read in memory |
//! | `entry` | which names an archive may hold |
//! | `assemble` | from files to a chart with its subcharts |
//! | `values` | values.yaml, of several documents perhaps |
//! | `ignore`, `glob` | the rules of `.helmignore`, Go's `filepath.Match` |

mod archive;
mod assemble;
mod entry;
mod folder;
mod glob;
mod ignore;
mod values;

pub use archive::archive_files;
pub use glob::{BadPattern, Glob};
pub use values::{merge_tables, read_values};

/// Most bytes that the files of a chart may have together (`MaxDecompressedChartSize`).
pub const MAX_SIZE: u64 = 100 * 1024 * 1024;
