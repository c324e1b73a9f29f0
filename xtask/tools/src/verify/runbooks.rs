//! Whether a shell can read the commands of a runbook. What they do is the business of the steps that run them.

use super::environment::{self, Environment};
use super::random::Random;
use super::tools::Program;
use super::{must_with_input, output_with_input};
use anyhow::{Context, Result, ensure};
use std::process::Command;

const PATH: &str = "RUNBOOK.md";

/// bash reads every block of every shipped runbook by itself, as people paste them, and shellcheck says what it thinks of
/// it. The blocks of a random runbook are joined for bash; each ends its own commands.
pub(super) fn read(
    shellcheck: &Program,
    environments: &[Environment],
    random: &[Random],
) -> Result<Vec<String>> {
    let mut blocks = 0;
    for environment in environments {
        let place = environment.path(PATH);
        let text = environment::read(&place)?;
        for block in self::blocks(&text) {
            bash(block).with_context(|| place.clone())?;
            ask(shellcheck, block).with_context(|| place.clone())?;
            blocks += 1;
        }
    }
    ensure!(blocks > 0, "no runbook has commands");
    let (mut runbooks, mut commands) = (0, 0);
    for (place, artifact) in random.iter().flat_map(|random| random.files(PATH)) {
        let script: String = self::blocks(artifact.text()).collect();
        ensure!(!script.is_empty(), "{place} has no commands");
        bash(&script).with_context(|| place)?;
        runbooks += 1;
        commands += script.lines().count();
    }
    Ok(vec![
        format!(
            "bash and {}: {blocks} blocks of {} runbooks, nothing to object",
            shellcheck.name,
            environments.len()
        ),
        format!("bash: {runbooks} random runbooks with {commands} lines of commands, all can be read"),
    ])
}

fn bash(script: &str) -> Result<()> {
    must_with_input(Command::new("bash").arg("-n"), script).map(drop)
}

/// All that shellcheck knows; it prints what it objects to on its stdout.
fn ask(shellcheck: &Program, block: &str) -> Result<()> {
    let mut command = shellcheck.command();
    command.args(["--shell=bash", "--severity=style", "--format=gcc", "-"]);
    let output = output_with_input(&mut command, block)?;
    ensure!(
        output.status.success(),
        "{} objects to\n{block}{}{}",
        shellcheck.name,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// The blocks for a shell.
fn blocks(runbook: &str) -> impl Iterator<Item = &str> {
    let blocks = runbook.split("```sh\n").skip(1);
    blocks.filter_map(|rest| Some(rest.split_once("```")?.0))
}

#[cfg(test)]
mod tests {
    use super::{bash, blocks};

    #[test]
    fn blocks_for_a_shell_are_taken_and_others_left() {
        let runbook = "# A\n```sh\na\nb\n```\n```text\n@bot\n```\n```sh\nc\n```\n";
        assert_eq!(blocks(runbook).collect::<Vec<_>>(), ["a\nb\n", "c\n"]);
    }

    #[test]
    fn a_quote_that_nobody_closes_is_refused() {
        assert!(bash("echo 'a\n").is_err());
    }
}
