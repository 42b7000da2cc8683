//! `--post-renderer`: a program that changes rendered documents before they are used.
//!
//! | file | holds |
//! |---|---|
//! | `plugin` | Helm's plugins of the type `postrenderer/v1` |
//! | `stream` | rendered files as one stream of documents, and back |
//! | `run` | the program, run |

mod plugin;
mod run;
mod stream;

use engine::RenderedFile;

use crate::{Context, Result, Settings};

/// A program that changes rendered documents before they are used: it reads them as one stream on its standard input and
/// writes what is to be used to its standard output. Hooks are among them, as in Helm 4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRenderer {
    /// How the user called it.
    name: String,
    /// The program: a path, or a name on the search path.
    program: String,
    /// Its arguments.
    arguments: Vec<String>,
    /// Variables it gets beside those that we have ourselves.
    variables: Vec<(String, String)>,
}

impl PostRenderer {
    /// Finds what a user means: a plugin of that name, as in Helm 4, else a program, as in Helm 3.
    ///
    /// # Errors
    /// Plugins that cannot be read; a plugin of that name that is no post-renderer.
    pub fn find(settings: &Settings, name: &str, arguments: Vec<String>) -> Result<Self> {
        if let Some(found) = plugin::find(settings, name, &arguments)? {
            return Ok(found);
        }
        let program = if name.contains('/') {
            settings.working_dir.join(name).to_string_lossy().into_owned()
        } else {
            name.to_owned()
        };
        Ok(Self { name: name.to_owned(), program, arguments, variables: vec![] })
    }

    /// Changes rendered files.
    ///
    /// # Errors
    /// The program cannot be started, fails, or prints what is no YAML or nothing at all.
    pub(crate) fn apply(&self, cx: &Context, files: &[RenderedFile]) -> Result<Vec<RenderedFile>> {
        let output = self.run(cx, &stream::merge(files)?)?;
        stream::split(&output, &self.name)
    }
}
