//! Every flag of Helm's commands is a flag of ours, long and short, with a value where Helm's has one.

use end_to_end::Desk;

/// What rhumb leaves out, each a line of COMPATIBILITY.md, and the help itself.
const ABSENT: [&str; 3] = ["plugin", "search hub", "help"];

/// Every command of Helm's with its help, the program itself first.
fn commands(desk: &Desk, words: &[&str], found: &mut Vec<(String, String)>) {
    let help = desk.helm(&[words, &["--help"]].concat()).ok().stdout();
    let listed = help.lines().skip_while(|line| *line != "Available Commands:").skip(1);
    let listed: Vec<String> = listed
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    found.push((words.join(" "), help));
    for below in &listed {
        let words = [words, &[below.as_str()]].concat();
        if !ABSENT.contains(&words.join(" ").as_str()) {
            commands(desk, &words, found);
        }
    }
}

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
            "int" | "uint" | "float32" => Some("1".to_owned()),
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
fn every_flag_of_helms_commands_is_taken() {
    let desk = Desk::new();
    let (mut checked, mut refused, mut found) = (0, vec![], vec![]);
    commands(&desk, &[], &mut found);
    for (command, help) in &found {
        let words: Vec<&str> = command.split_whitespace().collect();
        // The global flags are those of the program itself, and stand once.
        let own =
            help.lines().skip_while(|line| *line != "Flags:").take_while(|line| *line != "Global Flags:");
        let flags = own.filter_map(Flag::read).filter(|flag| flag.long != "help");
        for given in flags.flat_map(|flag| flag.given()) {
            // Arguments are read from left to right: what is unknown or malformed ends the reading before the help.
            let run = desk.rhumb(&[&words[..], &[&given, "--help"]].concat());
            if run.code() != Some(0) {
                let why = run.stderr().lines().next().unwrap_or_default().to_owned();
                refused.push(format!("{command} {given}: {why}"));
            }
            checked += 1;
        }
    }
    assert!(refused.is_empty(), "{} of {checked}:\n{}", refused.len(), refused.join("\n"));
    assert!(checked > 400, "Helm's help was not understood: only {checked} flags were found");
}

/// What `template` shares with `install` alone changes nothing there; its values are checked all the same.
#[test]
fn values_of_flags_without_effect_are_checked() {
    let desk = Desk::new();
    desk.helm(&["create", "demo"]).ok();
    for (flag, fits) in [
        ("--wait=foo", false),
        ("--wait=", false),
        ("--wait=legacy", true),
        ("--wait=hookOnly", true),
        ("--labels=a", false),
        ("--labels=a=b,c=d=e", true),
        ("--server-side=foo", false),
        ("--server-side=T", true),
        ("--timeout=soon", false),
        ("--dry-run=none", false),
        ("--dry-run=false", false),
        ("--dry-run=foo", false),
        ("--dry-run=true", true),
        ("--dry-run=client", true),
    ] {
        let arguments = ["template", "demo", flag];
        assert_eq!(desk.helm(&arguments).code(), Some(i32::from(!fits)), "{flag}");
        assert_eq!(desk.rhumb(&arguments).code(), Some(if fits { 0 } else { 2 }), "{flag}");
        // Helm's sentences are its own where it checks by itself.
        if flag.starts_with("--dry-run") && !fits {
            let ours = desk.rhumb(&[&arguments[..], &["--helm-errors"]].concat());
            assert_eq!(ours.stderr(), desk.helm(&arguments).stderr(), "{flag}");
        }
    }
}
