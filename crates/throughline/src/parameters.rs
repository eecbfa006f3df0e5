//! Parameters as flags: after the id of a pipeline, `--name value` means `--set name=value` for every name that is not
//! a flag of the command itself.

use std::ffi::OsString;

use clap::{CommandFactory, builder::ArgAction};

use crate::args::Cli;

/// The commands that take parameters.
const COMMANDS: &[&str] = &["run", "plan", "run-stage", "reproduce"];

/// Rewrites the flags that are no flags of the command into `--set`.
pub(crate) fn rewrite(arguments: Vec<OsString>) -> Vec<OsString> {
    let texts: Option<Vec<&str>> = arguments.iter().map(|argument| argument.to_str()).collect();
    match texts.and_then(|texts| rewrite_texts(&texts)) {
        Some(rewritten) => rewritten.into_iter().map(OsString::from).collect(),
        None => arguments,
    }
}

fn rewrite_texts(arguments: &[&str]) -> Option<Vec<String>> {
    let place = arguments.iter().position(|argument| COMMANDS.contains(argument))?;
    let mut root = Cli::command();
    // Flags for every command reach its own list only when the whole is built.
    root.build();
    let command = root.find_subcommand(arguments[place])?;
    let flag = |text: &str| {
        command.get_arguments().find(|arg| {
            text.strip_prefix("--").is_some_and(|long| arg.get_long() == Some(long))
                || text
                    .strip_prefix('-')
                    .is_some_and(|short| short.chars().next() == arg.get_short() && short.len() == 1)
        })
    };
    let mut rewritten: Vec<String> = arguments[..=place].iter().map(|text| (*text).to_owned()).collect();
    let mut has_id = false;
    let mut rest = arguments[place + 1..].iter().peekable();
    while let Some(argument) = rest.next() {
        if *argument == "--" {
            rewritten.push((*argument).to_owned());
            rewritten.extend(rest.map(|text| (*text).to_owned()));
            break;
        }
        let (name, value) = argument.split_once('=').map_or((*argument, None), |(name, value)| (name, Some(value)));
        let known = flag(name);
        if let Some(known) = known {
            rewritten.push((*argument).to_owned());
            let takes_value = matches!(known.get_action(), ArgAction::Set | ArgAction::Append);
            if takes_value && value.is_none() {
                rewritten.extend(rest.next().map(|text| (*text).to_owned()));
            }
        } else if let Some(parameter) = name.strip_prefix("--").filter(|_| has_id && !is_help(name)) {
            let value = match value {
                Some(value) => value,
                None => rest.next_if(|next| !next.starts_with("--")).copied().unwrap_or("true"),
            };
            rewritten.push("--set".to_owned());
            rewritten.push(format!("{parameter}={value}"));
        } else {
            has_id |= !argument.starts_with('-');
            rewritten.push((*argument).to_owned());
        }
    }
    Some(rewritten)
}

fn is_help(name: &str) -> bool {
    matches!(name, "--help" | "--version")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(line: &str) -> String {
        let arguments: Vec<&str> = line.split(' ').collect();
        rewrite_texts(&arguments).map_or_else(|| line.to_owned(), |arguments| arguments.join(" "))
    }

    #[test]
    fn what_is_no_flag_of_the_command_becomes_a_parameter() {
        assert_eq!(rewritten("t run p --top 5 --only a"), "t run p --set top=5 --only a");
        assert_eq!(rewritten("t run p --top=5"), "t run p --set top=5");
        assert_eq!(rewritten("t run p --draft --jobs 2"), "t run p --set draft=true --jobs 2");
        assert_eq!(rewritten("t --graph g run --jobs 2 p -y --x -1"), "t --graph g run --jobs 2 p -y --set x=-1");
    }

    #[test]
    fn nothing_is_a_parameter_before_the_id_or_of_other_commands() {
        assert_eq!(rewritten("t run --only a --top 5"), "t run --only a --top 5");
        assert_eq!(rewritten("t list --top 5"), "t list --top 5");
        assert_eq!(rewritten("t run p --help"), "t run p --help");
    }
}
