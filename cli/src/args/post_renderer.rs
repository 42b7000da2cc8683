//! A program that changes rendered documents.

use actions::{PostRenderer, Result, Settings};
use clap::Args;

/// A program that changes rendered documents before they are used.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Rendering")]
pub(crate) struct PostRendererFlags {
    /// Change the rendered documents with a program, or with a plugin of the type postrenderer/v1: it reads them on its
    /// standard input and prints what is to be used
    #[arg(long, value_name = "PROGRAM")]
    post_renderer: Option<String>,

    /// An argument for the post-renderer; may be given several times
    #[arg(long, value_name = "ARGUMENT", allow_hyphen_values = true)]
    post_renderer_args: Vec<String>,
}

impl PostRendererFlags {
    /// The program, found.
    pub(crate) fn find(&self, settings: &Settings) -> Result<Option<PostRenderer>> {
        let name = self.post_renderer.as_deref().filter(|name| !name.is_empty());
        name.map(|name| PostRenderer::find(settings, name, self.post_renderer_args.clone())).transpose()
    }
}
