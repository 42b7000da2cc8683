//! Every flag of Helm's lifecycle commands is a flag of ours, long and short, with a value where Helm's has one.

use end_to_end::Desk;

const COMMANDS: [&str; 16] = [
    "install",
    "upgrade",
    "rollback",
    "uninstall",
    "list",
    "status",
    "history",
    "get all",
    "get values",
    "get metadata",
    "get hooks",
    "get manifest",
    "get notes",
    "test",
    "template",
    "repo list",
];

/// A flag as a line of Helm's help shows it.
#[derive(Debug)]
struct Flag {
    short: Option<String>,
    long: String,
    /// What stands behind the name where the flag takes a value.
    kind: String,
    default: Option<String>,
}

impl Flag {
    fn read(line: &str) -> Option<Self> {
        let (short, rest) = match line.trim_start().split_once("--") {
            Some((before, rest)) if before.is_empty() || before.ends_with(", ") => {
                (before.strip_suffix(", ").map(str::to_owned), rest)
            }
            _ => return None,
        };
        let (head, text) = rest.split_once("   ").unwrap_or((rest, ""));
        let (long, kind) = head.split_once([' ', '[']).unwrap_or((head, ""));
        let default =
            text.rsplit_once("(default ").and_then(|(_, default)| default.trim_end().strip_suffix(')'));
        Some(Self {
            short,
            long: long.to_owned(),
            kind: kind.trim().to_owned(),
            default: default.map(|default| default.trim_matches('"').to_owned()),
        })
    }

    /// The flag as one gives it.
    fn given(&self) -> Vec<String> {
        let value = match self.kind.as_str() {
            "" => None,
            "int" | "float32" => Some("1".to_owned()),
            "duration" => Some("1m30s".to_owned()),
            "format" => Some("json".to_owned()),
            kind if kind.starts_with("string[")
                || kind.starts_with("WaitStrategy")
                || self.long == "server-side" =>
            {
                self.default.clone()
            }
            _ if self.long == "cascade" => self.default.clone(),
            "stringToString" | "stringArray" | "strings" => Some("a=b".to_owned()),
            _ => Some("x".to_owned()),
        };
        let long = match &value {
            Some(value) => format!("--{}={value}", self.long),
            None => format!("--{}", self.long),
        };
        let short = self.short.as_ref().map(|short| match &value {
            Some(value) => format!("{short}={value}"),
            None => short.clone(),
        });
        [Some(long), short].into_iter().flatten().collect()
    }
}

#[test]
fn every_flag_of_helms_lifecycle_commands_is_taken() {
    let desk = Desk::new();
    let (mut checked, mut refused) = (0, vec![]);
    for command in COMMANDS {
        let words: Vec<&str> = command.split(' ').collect();
        let help = desk.helm(&[&words[..], &["--help"]].concat()).ok().stdout();
        let flags = help.lines().skip_while(|line| !line.ends_with("Flags:")).filter_map(Flag::read);
        for flag in flags.filter(|flag| flag.long != "help") {
            for given in flag.given() {
                // Arguments are read from left to right: what is unknown or malformed ends the reading before the help.
                let run = desk.rhumb(&[&words[..], &[&given, "--help"]].concat());
                if run.code() != Some(0) {
                    refused.push(format!(
                        "{command} {given}: {}",
                        run.stderr().lines().next().unwrap_or_default()
                    ));
                }
                checked += 1;
            }
        }
    }
    assert!(refused.is_empty(), "{} of {checked}:\n{}", refused.len(), refused.join("\n"));
    assert!(checked > 400, "Helm's help was not understood: only {checked} flags were found");
}
