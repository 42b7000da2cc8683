//! What rhumb does, one file per verb: typed options in, a typed result and a stream of events out.
//!
//! Nothing here prints, reads the environment or ends the process, so that the command line and a server call
//! the same code. A verb is a function of its name that takes a [`Context`] and an options struct; what it has
//! to tell while it works goes to [`Events`], what it failed on comes back as a [`Failure`].
//!
//! | file | holds |
//! |---|---|
//! | `context` | settings and the sink of events, handed to every verb |
//! | `settings` | what the user's environment says, as data |
//! | `event` | what is told on the way |
//! | `failure` | what a verb failed on: diagnostics, and Helm's words for the same |
//! | `namespace` | the namespace that a command means |
//! | `transfer` | transfers as events |
//! | `fetch` | texts from the network |
//! | `form` | launch forms |
//! | `locate` | from what the user calls a chart to its files |
//! | `pack_folder` | a folder of charts, packed |
//! | `pull`, `push` | charts from and to registries |
//! | `registry_login` | logins of registries |
//! | `load` | a chart on disk, loaded |
//! | `render` | a chart and values to documents, for every verb that renders |
//! | `unrendered` | why a chart does not render, and how far it came |
//! | `post_render` | a program that changes rendered documents |
//! | `create`, `show`, `package`, `dependency` | charts on disk |
//! | `json_path` | templates that pick values out of a chart |
//! | `template` | what a chart renders to |
//! | `lifecycle` | what happens to releases on a cluster |
//! | `lint` | everything that is wrong with a chart |
//! | `keyring`, `verify` | who signed an archive, or is to sign it |
//! | `repository`, `repository_index`, `search` | classic repositories |
//! | `values_why` | which file, flag or default set a value |

mod context;
mod create;
mod dependency;
mod event;
mod failure;
mod fetch;
mod form;
mod json_path;
mod keyring;
pub mod lifecycle;
mod lint;
mod load;
pub mod locate;
mod namespace;
mod pack_folder;
mod package;
mod post_render;
mod pull;
mod push;
mod registry_login;
pub mod render;
mod repository;
mod repository_index;
mod search;
mod settings;
mod show;
mod template;
mod transfer;
mod unrendered;
mod values_why;
mod verify;

pub use context::Context;
pub use create::{Create, Scaffold, create};
pub use dependency::{
    DependencyList, DependencyRow, DependencyUpdate, dependency_build, dependency_list, dependency_update,
};
pub use event::{Event, Events, Silent};
pub use failure::{Failure, Result};
pub use fetch::fetch_text;
pub use form::{LaunchForm, Launched, launch_form};
pub use keyring::{Signing, signing_key};
pub use lint::{Lint, LintMessage, LintReport, lint};
pub use namespace::namespace;
pub use pack_folder::pack_folder;
pub use package::{Package, package};
pub use post_render::PostRenderer;
pub use pull::{Pull, Pulled, pull};
pub use push::{Push, push};
pub use registry_login::{RegistryLogin, registry_login, registry_logout};
pub use render::name_from_template;
pub use repository::{Added, repository_add, repository_list, repository_remove, repository_update};
pub use repository_index::{RepositoryIndex, repository_index};
pub use search::{Found, Search, search_repositories};
pub use settings::{ClusterSettings, Driver, Paths, Proxies, Settings};
pub use show::{Part, show, show_values_at};
pub use template::{Template, Templated, template};
pub use unrendered::{Stage, Unrendered};
pub use values_why::{SetBy, Why, values_why};
pub use verify::verify;
