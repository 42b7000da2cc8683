use actions::Result;
use clap::{Args, ValueEnum};
use clap_complete::Shell;

use crate::session::Session;

/// Print a completion script for a shell
///
/// For bash: `source <(rhumb completion bash)`.
#[derive(Args)]
pub(crate) struct Completion {
    /// The shell
    shell: CompletionShell,

    /// Leave descriptions out; accepted for scripts that were written for Helm
    #[arg(long)]
    no_descriptions: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum CompletionShell {
    Bash,
    Fish,
    Powershell,
    Zsh,
}

impl Completion {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let shell = match self.shell {
            CompletionShell::Bash => Shell::Bash,
            CompletionShell::Fish => Shell::Fish,
            CompletionShell::Powershell => Shell::PowerShell,
            CompletionShell::Zsh => Shell::Zsh,
        };
        let mut script = vec![];
        let mut root = super::root(&session.invocation);
        clap_complete::generate(shell, &mut root, session.invocation.name(), &mut script);
        session.printer.data(&String::from_utf8_lossy(&script))
    }
}
