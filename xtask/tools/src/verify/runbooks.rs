//! Whether a shell can read the commands of a runbook. What they do is the business of the steps that run them.

use super::environment::{self, Environment};
use super::must_with_input;
use super::random::Random;
use anyhow::{Context, Result, ensure};
use std::process::Command;

const PATH: &str = "RUNBOOK.md";

/// `bash -n` over every block of every runbook; a runbook's blocks are joined, each ends its own commands.
pub(super) fn read(environments: &[Environment], random: &[Random]) -> Result<Vec<String>> {
    let shipped = environments.iter().map(|environment| {
        let place = environment.path(PATH);
        environment::read(&place).map(|text| (place, text))
    });
    let random = random.iter().flat_map(|random| random.files(PATH));
    let random = random.map(|(place, artifact)| Ok((place, artifact.text.clone())));
    let (mut runbooks, mut commands) = (0, 0);
    for runbook in shipped.chain(random) {
        let (place, text) = runbook?;
        let script = script(&text);
        ensure!(!script.is_empty(), "{place} has no commands");
        must_with_input(Command::new("bash").arg("-n"), &script).with_context(|| place)?;
        runbooks += 1;
        commands += script.lines().count();
    }
    Ok(vec![format!(
        "bash: {runbooks} runbooks with {commands} lines of commands, all can be read"
    )])
}

/// The blocks for a shell.
fn script(runbook: &str) -> String {
    let blocks = runbook.split("```sh\n").skip(1);
    blocks
        .filter_map(|rest| Some(rest.split_once("```")?.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{must_with_input, script};
    use std::process::Command;

    #[test]
    fn blocks_for_a_shell_are_taken_and_others_left() {
        let runbook = "# A\n```sh\na\nb\n```\n```text\n@bot\n```\n```sh\nc\n```\n";
        assert_eq!(script(runbook), "a\nb\nc\n");
    }

    #[test]
    fn a_quote_that_nobody_closes_is_refused() {
        assert!(must_with_input(Command::new("bash").arg("-n"), "echo 'a\n").is_err());
    }
}
