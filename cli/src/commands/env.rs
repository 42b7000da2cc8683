use actions::Result;
use clap::Args;

use crate::session::Session;

/// Print the settings that come from the environment
#[derive(Args)]
pub(crate) struct Env {
    /// One name only, without quotes
    name: Option<String>,
}

impl Env {
    pub(crate) fn run(self, session: &Session) -> Result<()> {
        let variables = session.settings().variables(session.invocation.name());
        match self.name {
            Some(name) => {
                let value = variables.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
                session.printer.line(value)
            }
            None => session.printer.data(
                &variables.iter().map(|(name, value)| format!("{name}=\"{value}\"\n")).collect::<String>(),
            ),
        }
    }
}
