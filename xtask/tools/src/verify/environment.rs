//! An environment below `out/`: its files, its plan, and what `render --only` prints of it.

use super::{install, must};
use anyhow::{Context, Result, anyhow};
use eksight::model;
use eksight::out::Disk;
use eksight::source::load;
use serde::Deserialize;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The template with the outputs of the stack.
pub(super) const TEMPLATE: &str = "cloudformation/eks-oneclick.yaml";

/// An environment below `out/`.
pub(super) struct Environment {
    name: String,
}

/// `plan.json`, as far as it is needed here.
#[derive(Deserialize)]
pub(super) struct Plan {
    pub(super) stack: String,
    pub(super) steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step {
    pub(super) kind: String,
    pub(super) artefact: Option<String>,
    #[serde(default)]
    pub(super) waits: Vec<String>,
    #[serde(default)]
    pub(super) requires_secrets: Vec<String>,
    #[serde(default)]
    pub(super) checks: Vec<String>,
    pub(super) command: String,
}

impl Environment {
    /// All of them, in order.
    pub(super) fn all() -> Result<Vec<Self>> {
        let names = entries("out")?;
        let folders = names
            .into_iter()
            .filter(|name| crate::root().join("out").join(name).is_dir());
        Ok(folders.map(|name| Self { name }).collect())
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The path of an artefact below the repository's root.
    pub(super) fn path(&self, artefact: &str) -> String {
        format!("out/{}/{artefact}", self.name)
    }

    /// The minor version of Kubernetes, as its files say.
    pub(super) fn kubernetes(&self) -> Result<u32> {
        Ok(self.model()?.cluster.kubernetes_version.minor.into())
    }

    /// What its files say.
    pub(super) fn model(&self) -> Result<model::Environment> {
        let path = format!("environments/{}.yaml", self.name);
        let loaded = load(&Disk::at(crate::root()), Path::new(&path));
        let loaded = loaded.map_err(|_| {
            anyhow!(
                "{path} cannot be read; `cargo xtask check {}` says why",
                self.name
            )
        })?;
        Ok(loaded.environment)
    }

    /// The files of a folder, below the repository's root, in order.
    pub(super) fn files(&self, folder: &str) -> Result<Vec<String>> {
        let folder = self.path(folder);
        let names = entries(&folder)?;
        Ok(names.into_iter().map(|name| format!("{folder}/{name}")).collect())
    }

    /// The Helm releases, in the order of their names.
    pub(super) fn releases(&self) -> Result<Vec<String>> {
        entries(&self.path("helm"))
    }

    /// The manifests below the repository's root, in the order in which the plan applies them.
    pub(super) fn planned_manifests(&self) -> Result<Vec<String>> {
        let plan = self.plan()?;
        Ok(plan.manifests().map(|artefact| self.path(artefact)).collect())
    }

    /// The steps that deploy it.
    pub(super) fn plan(&self) -> Result<Plan> {
        self.plan_in(&crate::root())
    }

    /// The steps that deploy it as another project has it.
    pub(super) fn plan_in(&self, project: &Path) -> Result<Plan> {
        let path = project.join(self.path("plan.json"));
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))
    }

    /// What `cargo xtask render <environment> --only <selector>` prints, with made-up outputs of the stack.
    pub(super) fn print(&self, selector: &str) -> Result<String> {
        let outputs = install::folder().join(format!("outputs-{}.json", self.name));
        let answer = made_up_answer(&self.plan()?.stack, &read(&self.path(TEMPLATE))?)
            .with_context(|| format!("reading {}", self.path(TEMPLATE)))?;
        fs::write(&outputs, answer.to_string()).with_context(|| format!("writing {}", outputs.display()))?;
        self.print_with(selector, &outputs)
    }

    /// The same with the outputs in a file, which holds what `aws cloudformation describe-stacks` prints.
    pub(super) fn print_with(&self, selector: &str, outputs: &Path) -> Result<String> {
        let mut render = own_command()?;
        render
            .args(["render", &self.name, "--only", selector, "--outputs"])
            .arg(outputs);
        String::from_utf8(must(&mut render)?.stdout).with_context(|| format!("{render:?} prints no UTF-8"))
    }
}

impl Plan {
    fn manifests(&self) -> impl Iterator<Item = &str> {
        let steps = self.steps.iter().filter(|step| step.kind == "manifest");
        steps.filter_map(|step| step.artefact.as_deref())
    }
}

/// An opinion about files that nobody renders any more would be about nothing.
pub(super) fn must_be_up_to_date() -> Result<()> {
    must(own_command()?.args(["render", "--all", "--check"])).map(drop)
}

/// This program, as `cargo xtask` starts it.
pub(super) fn own_command() -> Result<Command> {
    let program = std::env::current_exe().context("looking for the running program")?;
    let mut command = Command::new(program);
    command.current_dir(crate::root());
    Ok(command)
}

/// What `aws cloudformation describe-stacks` would print: each output that the template declares, with a made-up
/// value. One that an artefact wants and the template lacks stays unfilled, and `render` refuses to print it.
fn made_up_answer(stack: &str, template: &str) -> Result<Value> {
    let template: yaml_serde::Value = yaml_serde::from_str(template)?;
    let declared = template.get("Outputs").and_then(yaml_serde::Value::as_mapping);
    let keys = declared.into_iter().flat_map(|outputs| outputs.keys());
    let outputs: Vec<Value> = keys
        .filter_map(yaml_serde::Value::as_str)
        .map(|key| json!({ "OutputKey": key, "OutputValue": format!("arn:aws:made-up:::{key}") }))
        .collect();
    Ok(json!({ "Stacks": [{ "StackName": stack, "Outputs": outputs }] }))
}

/// The text of a file below the repository's root.
pub(super) fn read(path: &str) -> Result<String> {
    fs::read_to_string(crate::root().join(path)).with_context(|| format!("reading {path}"))
}

/// The names of what lies in a folder below the repository's root, in order; none where the folder is missing.
pub(super) fn entries(folder: &str) -> Result<Vec<String>> {
    let path = crate::root().join(folder);
    if !Path::new(&path).exists() {
        return Ok(Vec::new());
    }
    let reading = || format!("reading {folder}");
    let mut names = Vec::new();
    for entry in fs::read_dir(path).with_context(reading)? {
        let name = entry.with_context(reading)?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::{Plan, made_up_answer};
    use serde_json::json;

    #[test]
    fn outputs_are_those_of_the_template() {
        let template = "Outputs:\n  FileSystemId:\n    Value: !Ref FileSystem\n  RoleArn:\n    Value: !GetAtt Role.Arn\n";
        let expected = json!({ "Stacks": [{ "StackName": "lab", "Outputs": [
            { "OutputKey": "FileSystemId", "OutputValue": "arn:aws:made-up:::FileSystemId" },
            { "OutputKey": "RoleArn", "OutputValue": "arn:aws:made-up:::RoleArn" },
        ] }] });
        assert_eq!(made_up_answer("lab", template).unwrap(), expected);
        let none = made_up_answer("lab", "Resources: {}\n").unwrap();
        assert_eq!(none, json!({ "Stacks": [{ "StackName": "lab", "Outputs": [] }] }));
    }

    #[test]
    fn manifests_come_in_the_plans_order() {
        let plan: Plan = serde_json::from_value(json!({ "stack": "lab", "steps": [
            { "kind": "kubeconfig", "command": "aws" },
            { "kind": "manifest", "artefact": "manifests/z.yaml", "command": "kubectl" },
            { "kind": "helm", "artefact": "helm/nginx/values.yaml", "command": "helm" },
            { "kind": "manifest", "artefact": "manifests/a.yaml", "command": "kubectl" },
        ] }))
        .unwrap();
        let manifests: Vec<&str> = plan.manifests().collect();
        assert_eq!(manifests, ["manifests/z.yaml", "manifests/a.yaml"]);
    }
}
