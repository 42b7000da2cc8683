//! Every command and flag that Helm's own help names.

use end_to_end::Desk;

/// What rhumb leaves out, each a line of COMPATIBILITY.md.
const ABSENT: &[&str] = &["plugin", "search hub"];

/// A flag, and whether it takes a value.
type Flag = (String, bool);

/// What a help text of Helm lists: the commands below, and the flags of the command's own.
fn listed(help: &str) -> (Vec<String>, Vec<Flag>) {
    let (mut commands, mut flags, mut section) = (vec![], vec![], "");
    for line in help.lines() {
        if !line.starts_with(' ') {
            section = line;
        } else if section == "Available Commands:" {
            commands.extend(line.split_whitespace().next().map(str::to_owned));
        } else if section == "Flags:" {
            // `  -o, --output format   what it does`: a word behind a single blank is the value.
            let Some((short, rest)) = line.split_once("--") else { continue };
            let words = rest.split("  ").next().unwrap_or_default();
            let takes_value = words.contains(' ');
            let name = words.split(' ').next().unwrap_or_default();
            flags.push((format!("--{name}"), takes_value));
            let short = short.trim().trim_end_matches(',');
            flags.extend((!short.is_empty()).then(|| (short.to_owned(), takes_value)));
        }
    }
    (commands, flags)
}

/// What is wrong with a command of rhumb's and those below it, compared with Helm's.
fn differences(desk: &Desk, words: &[&str], found: &mut Vec<String>) {
    let command = words.join(" ");
    if ABSENT.contains(&command.as_str()) || command == "help" {
        return;
    }
    let help = [words, &["--help"]].concat();
    let (commands, flags) = listed(&desk.helm(&help).ok().stdout());
    if desk.rhumb(&help).code() != Some(0) {
        found.push(format!("{command}: there is no such command"));
        return;
    }
    for (flag, takes_value) in flags {
        // The last argument keeps the command from doing anything. A switch says what it expected instead of `x`.
        let given = if flag.starts_with("--") { format!("{flag}=x") } else { format!("{flag}x") };
        let run = desk.rhumb(&[words, &[&given, "--no-such-flag"]].concat());
        let said = run.stderr();
        let is_switch = said.contains("expected true or false") || said.contains("unexpected argument '-x'");
        if said.contains(&format!("unexpected argument '{flag}")) && flag != "-x" {
            found.push(format!("{command}: there is no flag {flag}"));
        } else if is_switch && takes_value {
            found.push(format!("{command} {flag}: takes no value: {said}"));
        }
    }
    for below in &commands {
        differences(desk, &[words, &[below.as_str()]].concat(), found);
    }
}

#[test]
fn every_flag_of_helm_is_one_of_ours() {
    let desk = Desk::new();
    let mut found = vec![];
    differences(&desk, &[], &mut found);
    assert!(found.is_empty(), "{}", found.join("\n"));
}
