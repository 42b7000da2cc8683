//! The forms that Go's flag library accepts and clap does not by itself.

use clap::{Arg, ArgAction, Command};

/// Lets every switch take a value after `=` (`--wait-for-jobs=false`) and every flag stand twice, the last one
/// winning, in all commands below. Scripts written for Helm rely on both.
pub(crate) fn go_flag_forms(command: Command) -> Command {
    let is_switch = |arg: &Arg| matches!(arg.get_action(), ArgAction::SetTrue);
    let command = command.mut_args(|arg| if is_switch(&arg) { optional_value(arg) } else { arg });
    let command = command.args_override_self(true);
    let children: Vec<String> = command.get_subcommands().map(|child| child.get_name().to_owned()).collect();
    children.into_iter().fold(command, |command, child| command.mut_subcommand(child, go_flag_forms))
}

fn optional_value(arg: Arg) -> Arg {
    arg.action(ArgAction::Set)
        .num_args(0..=1)
        .require_equals(true)
        .default_missing_value("true")
        .default_value("false")
        .hide_default_value(true)
        .hide_possible_values(true)
        .value_parser(parse_go_bool)
}

/// Go's strconv.ParseBool.
pub(crate) fn parse_go_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err("expected true or false".to_owned()),
    }
}
