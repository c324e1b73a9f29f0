//! Commands of `plan.json` as the rig runs them: word by word, without a shell.

use crate::verify::environment::{Plan, Step};
use anyhow::{Context, Result, bail, ensure};

/// A command of the AWS CLI, with what is piped into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    /// The arguments of `cargo xtask`, where the command begins with `cargo xtask … |`.
    pub(super) input: Option<Vec<String>>,
    /// The arguments of `aws`.
    pub(super) arguments: Vec<String>,
}

/// The steps that make the stack and lead to its cluster.
#[derive(Debug)]
pub(super) struct StackSteps {
    pub(super) create_change_set: Planned,
    pub(super) change_set_waits: Vec<Planned>,
    pub(super) execute: Planned,
    pub(super) stack_waits: Vec<Planned>,
    /// Where the stack makes the cluster; elsewhere eksctl does.
    pub(super) kubeconfig: Option<Planned>,
}

impl StackSteps {
    pub(super) fn of(plan: &Plan) -> Result<Self> {
        let step = |kind: &str| plan.steps.iter().find(|step| step.kind == kind);
        let wanted = |kind| step(kind).with_context(|| format!("it has no step of the kind {kind}"));
        let (change_set, stack) = (wanted("changeSet")?, wanted("stack")?);
        let kubeconfig = step("kubeconfig").filter(|_| step("eksctl").is_none());
        Ok(Self {
            create_change_set: Planned::parse(&change_set.command)?,
            change_set_waits: waits(change_set)?,
            execute: Planned::parse(&stack.command)?,
            stack_waits: waits(stack)?,
            kubeconfig: kubeconfig.map(|step| Planned::parse(&step.command)).transpose()?,
        })
    }

    /// The value of an option that the change set's command must have.
    pub(super) fn option(&self, name: &str) -> Result<&str> {
        let value = self.create_change_set.option(name);
        value.with_context(|| format!("the command that creates the change set has no {name}"))
    }
}

/// What the runbook says to do with a stack whose failed creation left a protected cluster; nothing where it says so of none.
pub(super) fn lifted(runbook: &str) -> Result<Vec<Planned>> {
    let section = runbook
        .split("\n## ")
        .find(|section| section.starts_with("When the stack fails\n"));
    let section = section.context("it does not say what to do when the stack fails")?;
    let blocks = section.split("```sh\n").skip(1);
    let mut blocks = blocks.filter_map(|block| Some(block.split_once("```")?.0));
    let block = blocks.find(|block| block.contains("--no-deletion-protection"));
    block.unwrap_or_default().lines().map(Planned::parse).collect()
}

fn waits(step: &Step) -> Result<Vec<Planned>> {
    step.waits.iter().map(|wait| Planned::parse(wait)).collect()
}

impl Planned {
    fn parse(command: &str) -> Result<Self> {
        // Words in quotes would have to be read as a shell reads them; the plan has none.
        ensure!(
            !command.contains(['\'', '"', '\\', '$', '>', ';', '&']),
            "cannot be run without a shell: `{command}`"
        );
        let (input, aws) = match command.split_once(" | ") {
            Some((input, aws)) => (Some(words_after("cargo xtask", input)?), aws),
            None => (None, command),
        };
        Ok(Self {
            input,
            arguments: words_after("aws", aws)?,
        })
    }

    /// The value of an option.
    pub(super) fn option(&self, name: &str) -> Option<&str> {
        let at = self.arguments.iter().position(|word| word == name)?;
        self.arguments.get(at + 1).map(String::as_str)
    }

    /// The same command with another value of an option that it has.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        if let Some(at) = self.arguments.iter().position(|word| word == name) {
            self.arguments.splice(at + 1..at + 2, [value.to_owned()]);
        }
        self
    }
}

fn words_after(program: &str, command: &str) -> Result<Vec<String>> {
    match command.strip_prefix(program) {
        Some(rest) if rest.starts_with(' ') => Ok(rest.split_whitespace().map(str::to_owned).collect()),
        _ => bail!("does not begin with `{program}`: `{command}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Planned, StackSteps, lifted};
    use serde_json::json;

    fn planned(command: &str) -> Planned {
        Planned::parse(command).unwrap()
    }

    #[test]
    fn a_pipe_has_two_sides() {
        let piped = planned("cargo xtask render a --minify | aws x --template-body file:///dev/stdin");
        let input = ["render", "a", "--minify"].map(str::to_owned).to_vec();
        assert_eq!(piped.input, Some(input));
        assert_eq!(piped.arguments, ["x", "--template-body", "file:///dev/stdin"]);
        assert_eq!(planned("aws x").input, None);
    }

    #[test]
    fn what_only_a_shell_could_run_is_refused() {
        for command in [
            "aws x --name 'a b'",
            "aws x > file",
            "helm x",
            "awsome x",
            "aws",
            "aws x | aws y",
        ] {
            assert!(Planned::parse(command).is_err(), "{command}");
        }
    }

    #[test]
    fn an_option_gets_another_value() {
        let command = planned("aws x --change-set-type CREATE --stack-name s");
        let update = command.clone().with("--change-set-type", "UPDATE");
        assert_eq!(update, planned("aws x --change-set-type UPDATE --stack-name s"));
        assert_eq!(command.clone().with("--absent", "x"), command);
    }

    #[test]
    fn the_runbook_says_how_a_protected_cluster_goes() {
        let runbook = "# A\n\n## When the stack fails\n\n```sh\naws a --b\n```\n\nOr:\n\n```sh\naws c --no-deletion-protection\naws d\n```\n\n## B\n";
        let lift = [planned("aws c --no-deletion-protection"), planned("aws d")];
        assert_eq!(lifted(runbook).unwrap(), lift);
        let other = "\n## When the stack fails\n\n```sh\naws a\n```\n\n## B\n\n```sh\naws c --no-deletion-protection\n```\n";
        assert_eq!(lifted(other).unwrap(), []);
        assert!(lifted("# A\n").is_err());
    }

    #[test]
    fn the_kubeconfig_is_of_the_stack_unless_eksctl_makes_the_cluster() {
        let step = |kind: &str| json!({ "kind": kind, "command": format!("aws {kind} --region r") });
        let steps = |kinds: &[&str]| {
            let steps: Vec<_> = kinds.iter().map(|kind| step(kind)).collect();
            StackSteps::of(&serde_json::from_value(json!({ "stack": "lab", "steps": steps })).unwrap())
        };
        let native = steps(&["changeSet", "stack", "kubeconfig"]).unwrap();
        assert_eq!(native.kubeconfig, Some(planned("aws kubeconfig --region r")));
        assert_eq!(native.option("--region").unwrap(), "r");
        assert!(native.option("--stack-name").is_err());
        assert_eq!(
            steps(&["changeSet", "stack", "eksctl", "kubeconfig"])
                .unwrap()
                .kubeconfig,
            None
        );
        assert!(steps(&["changeSet"]).is_err());
    }
}
