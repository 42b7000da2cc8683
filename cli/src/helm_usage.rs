//! What Helm's libraries for flags and commands (pflag, cobra) say of wrong arguments, where a script might look for it.

use std::error::Error;
use std::ffi::OsString;
use std::num::{IntErrorKind, ParseFloatError, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Command};

use crate::args::go_duration_error;

/// The words for an error of `arguments`, the program's name first, under `root`.
pub(crate) fn words(error: &clap::Error, root: &Command, arguments: &[OsString]) -> String {
    let typed = Typed::new(root, arguments);
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.as_str(),
        Some(ContextValue::Strings(texts)) => texts.first().map_or("", String::as_str),
        _ => "",
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let expected = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with("--") => Some(format!("unknown flag: {argument}")),
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            let letter = argument.trim_start_matches('-').chars().next().unwrap_or('-');
            Some(format!("unknown shorthand flag: '{letter}' in {}", typed.shorthands_from(letter)))
        }
        ErrorKind::UnknownArgument | ErrorKind::TooManyValues | ErrorKind::MissingRequiredArgument => {
            typed.wrong_count()
        }
        ErrorKind::InvalidSubcommand => {
            let name = text(ContextKind::InvalidSubcommand);
            Some(format!("unknown command {name:?} for \"helm\"\nRun 'helm --help' for usage."))
        }
        ErrorKind::InvalidValue if value.is_empty() && !error.to_string().contains("''") => {
            Some(typed.without_value(argument))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => invalid_value(error, &typed, argument, value),
        _ => None,
    };
    expected.unwrap_or_else(|| error.to_string().trim_start_matches("error: ").trim_end().to_owned())
}

/// A value that its flag or argument does not take.
fn invalid_value(error: &clap::Error, typed: &Typed, argument: &str, value: &str) -> Option<String> {
    let source = error.source();
    let integer = source.and_then(|source| source.downcast_ref::<ParseIntError>());
    let syntax = |function: &str, why: &str| format!("strconv.{function}: parsing {value:?}: {why}");
    let integer = |function| {
        let overflows = integer.is_some_and(|error| {
            matches!(error.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow)
        });
        syntax(function, if overflows { "value out of range" } else { "invalid syntax" })
    };
    let told = source.map(ToString::to_string).unwrap_or_default();
    if argument == "[REVISION]" {
        return Some(format!("could not convert revision to a number: {}", integer("Atoi")));
    }
    let name = long_name(argument)?;
    let why = if source.is_some_and(|source| source.is::<ParseIntError>()) {
        integer("ParseInt")
    } else if source.is_some_and(|source| source.is::<ParseFloatError>()) {
        syntax("ParseFloat", "invalid syntax")
    } else if told.starts_with("expected true or false") {
        syntax("ParseBool", "invalid syntax")
    } else if told.contains("is no duration") {
        go_duration_error(value)
    } else if name == "output" {
        "invalid format type".to_owned()
    } else if name == "wait" {
        format!("invalid wait input {value:?}. Valid inputs are watcher, hookOnly, and legacy")
    } else {
        return None;
    };
    let short = typed.short(name).map_or_else(String::new, |short| format!("-{short}, "));
    Some(format!("invalid argument {value:?} for \"{short}--{name}\" flag: {why}"))
}

/// `timeout` of `--timeout <DURATION>`.
fn long_name(argument: &str) -> Option<&str> {
    argument.strip_prefix("--")?.split([' ', '[', '=']).next()
}

/// What was typed: a command below the root, and what stands behind it.
struct Typed<'a> {
    path: Vec<&'a str>,
    commands: Vec<&'a Command>,
    arguments: Vec<&'a str>,
}

impl<'a> Typed<'a> {
    fn new(root: &'a Command, arguments: &'a [OsString]) -> Self {
        let arguments = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).collect();
        let mut typed = Self { path: vec![], commands: vec![root], arguments };
        while let Some(word) = typed.positionals().get(typed.path.len()).copied()
            && let Some(command) = typed.command().find_subcommand(word)
        {
            typed.path.push(command.get_name());
            typed.commands.push(command);
        }
        typed
    }

    fn command(&self) -> &'a Command {
        self.commands[self.commands.len() - 1]
    }

    fn flags(&self) -> impl Iterator<Item = &'a clap::Arg> {
        self.commands.iter().rev().flat_map(|command| command.get_arguments())
    }

    fn short(&self, long: &str) -> Option<char> {
        self.flags().find(|arg| arg.get_long() == Some(long))?.get_short()
    }

    /// What is neither a flag nor its value, the names of commands included.
    fn positionals(&self) -> Vec<&'a str> {
        let mut found = vec![];
        let mut words = self.arguments.iter().copied();
        while let Some(word) = words.next() {
            if word == "--" {
                found.extend(words.by_ref());
            } else if !word.starts_with('-') || word == "-" {
                found.push(word);
            } else if !word.contains('=') && self.takes_next(word) {
                words.next();
            }
        }
        found
    }

    /// Whether the word behind a flag is its value.
    fn takes_next(&self, word: &str) -> bool {
        let arg = match word.strip_prefix("--") {
            Some(long) => self.flags().find(|arg| arg.get_long() == Some(long)),
            None => self.flags().find(|arg| arg.get_short() == word.chars().next_back()),
        };
        arg.is_some_and(|arg| {
            matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) && !arg.is_require_equals_set()
        })
    }

    /// Short flags written together, from one of them on.
    fn shorthands_from(&self, letter: char) -> String {
        let words = self.arguments.iter().filter(|word| word.starts_with('-') && !word.starts_with("--"));
        let rest = words.filter_map(|word| word.find(letter).map(|at| &word[at..])).next();
        format!("-{}", rest.unwrap_or_default())
    }

    /// A flag that stands last, without its value.
    fn without_value(&self, argument: &str) -> String {
        let last = self.arguments.last().copied().unwrap_or_default();
        match last.chars().next_back().filter(|_| !last.starts_with("--")) {
            Some(letter) => format!("flag needs an argument: '{letter}' in -{letter}"),
            None => format!("flag needs an argument: --{}", long_name(argument).unwrap_or_default()),
        }
    }

    /// Too many or too few arguments of a command.
    fn wrong_count(&self) -> Option<String> {
        let path = self.path.join(" ");
        let positionals = self.positionals();
        let arguments = &positionals[self.path.len().min(positionals.len())..];
        if let ("install" | "template", [_, _, more @ ..]) = (&*path, arguments) {
            let failed = if path == "install" { "INSTALLATION FAILED: " } else { "" };
            return Some(format!(
                "{failed}expected at most two arguments, unexpected arguments: {}",
                more.join(", ")
            ));
        }
        if path == "package" {
            return Some("need at least one argument, the path to the chart".to_owned());
        }
        let (_, count, usage) = COUNTS.iter().find(|(command, ..)| *command == path)?;
        Some(format!("\"helm {path}\" {count}\n\nUsage:  helm {path} {usage}[flags]"))
    }
}

/// How many arguments a command takes, and how Helm writes them.
const COUNTS: &[(&str, &str, &str)] = &[
    ("create", "requires 1 argument", "NAME "),
    ("dependency build", "accepts at most 1 argument", "CHART "),
    ("dependency list", "accepts at most 1 argument", "CHART "),
    ("dependency update", "accepts at most 1 argument", "CHART "),
    ("env", "accepts at most 1 argument", ""),
    ("get all", "requires 1 argument", "RELEASE_NAME "),
    ("get hooks", "requires 1 argument", "RELEASE_NAME "),
    ("get manifest", "requires 1 argument", "RELEASE_NAME "),
    ("get metadata", "requires 1 argument", "RELEASE_NAME "),
    ("get notes", "requires 1 argument", "RELEASE_NAME "),
    ("get values", "requires 1 argument", "RELEASE_NAME "),
    ("history", "requires 1 argument", "RELEASE_NAME "),
    ("install", "requires at least 1 argument", "[NAME] [CHART] "),
    ("list", "accepts no arguments", ""),
    ("pull", "requires at least 1 argument", "[chart URL | repo/chartname] [...] "),
    ("push", "requires at least 2 arguments", "[chart] [remote] "),
    ("registry login", "requires at least 1 argument", "[host] "),
    ("registry logout", "requires at least 1 argument", "[host] "),
    ("repo add", "requires 2 arguments", "[NAME] [URL] "),
    ("repo index", "requires 1 argument", "[DIR] "),
    ("repo list", "accepts no arguments", ""),
    ("repo remove", "requires at least 1 argument", "[REPO1 [REPO2 ...]] "),
    ("rollback", "requires at least 1 argument", "<RELEASE> [REVISION] "),
    ("show all", "requires 1 argument", "[CHART] "),
    ("show chart", "requires 1 argument", "[CHART] "),
    ("show crds", "requires 1 argument", "[CHART] "),
    ("show readme", "requires 1 argument", "[CHART] "),
    ("show values", "requires 1 argument", "[CHART] "),
    ("status", "requires 1 argument", "RELEASE_NAME "),
    ("template", "requires at least 1 argument", "[NAME] [CHART] "),
    ("test", "requires 1 argument", "[RELEASE] "),
    ("uninstall", "requires at least 1 argument", "RELEASE_NAME [...] "),
    ("upgrade", "requires 2 arguments", "[RELEASE] [CHART] "),
    ("verify", "requires 1 argument", "PATH "),
    ("version", "accepts no arguments", ""),
];
