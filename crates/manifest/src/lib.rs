//! Kubernetes documents: split, identity, hooks, order.
//!
//! Takes rendered files and gives documents as Helm 4.3.1 does (pkg/release/v1/util), and prints them as
//! `helm template` does.
//!
//! | file | holds |
//! |---|---|
//! | `text` | texts that are cut without being copied |
//! | `split` | a rendered file into the texts of its documents |
//! | `document` | a document with its head |
//! | `head` | what is read of a document: kind, name, annotations |
//! | `hook` | documents that run at an event |
//! | `kinds` | the order of kinds |
//! | `sort` | files into hooks and documents in order |
//! | `deprecation` | API versions that Kubernetes gave up |
//! | `print` | the printed form |
//! | `annotate` | an annotation put into the text of a document, and taken out again |
//! | `list` | lists of objects into objects |
//! | `error` | a document that is no object |

mod annotate;
mod deprecation;
mod document;
mod error;
mod head;
mod hook;
mod kinds;
mod list;
mod print;
mod sort;
mod split;
mod text;

pub use annotate::{annotated, without_annotation};
pub use deprecation::{deprecation, removal};
pub use document::Document;
pub use error::Error;
pub use head::Head;
pub use hook::{DeletePolicy, Event, Hook, OutputLogPolicy, execution_order};
pub use kinds::{INSTALL_ORDER, KindOrder, UNINSTALL_ORDER};
pub use list::flatten;
pub use print::{Printed, manifest_text, show_only, template_output, write_document};
pub use sort::{Sorted, read_file, sort_files, sort_manifest};
pub use split::{Part, split};
pub use text::Text;
