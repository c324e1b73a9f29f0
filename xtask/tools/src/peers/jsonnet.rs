//! jrsonnet: all files of all environments, as a user of jsonnet writes them.

use super::data::{Files, Parameters};
use super::expression::Expressions;
use super::project::Project;
use super::turns::Case;
use super::{data, must, prove, write};
use crate::verify::install::install as into_folder;
use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "0.5.0-pre98";

/// Evaluates an environment's files once, and names each by its path below the folder of its environment.
const MAIN: &str = "local environment = import 'environment.libsonnet';
local all = [{ id: env.id, files: environment(env) } for env in import 'parameters.json'];
{ [one.id + '/' + path]: one.files[path] for one in all for path in std.objectFields(one.files) }
";

/// jrsonnet, installed.
pub(super) struct Jrsonnet {
    program: PathBuf,
}

/// Builds it below `target/verify` when it is not there.
pub(super) fn install() -> Result<Jrsonnet> {
    let folder = into_folder("jrsonnet", VERSION, |folder| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["install", "jrsonnet", "--quiet", "--locked"]);
        cargo
            .arg(format!("--version={VERSION}"))
            .arg("--root")
            .arg(folder);
        cargo.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
        must(&mut cargo)
            .map(drop)
            .with_context(|| format!("cannot build the crate jrsonnet {VERSION}"))
    })?;
    Ok(Jrsonnet {
        program: folder.join("bin/jrsonnet"),
    })
}

impl Jrsonnet {
    /// The command that writes YAML files, after it has proved that they hold the data; or why it does not run.
    pub(super) fn manifest(&self, project: &Project) -> Result<Result<Case, String>> {
        let (folder, written) = (project.folder("jsonnet")?, project.written()?);
        let (first, files) = written.first().context("bug in eksight: a project of nothing")?;
        write(&folder.join("environment.libsonnet"), source(first, files))?;
        write(&folder.join("main.jsonnet"), MAIN)?;
        let parameters: Vec<&Parameters> = written.iter().map(|(parameters, _)| parameters).collect();
        write(&folder.join("parameters.json"), serde_json::to_vec(&parameters)?)?;
        let mut case = self.case(&folder);
        if let Err(reason) = case.try_out()? {
            return Ok(Err(reason));
        }
        for (parameters, files) in &written {
            let read = data::read(&folder.join("out").join(&parameters.id))?;
            prove("jrsonnet", &parameters.id, files, &read)?;
        }
        Ok(Ok(case))
    }

    fn case(&self, folder: &Path) -> Case {
        let mut command = Command::new(&self.program);
        command
            .args([
                "--string",
                "--create-output-dirs",
                "--multi",
                "out",
                "main.jsonnet",
            ])
            .current_dir(folder);
        Case::of(command).makes(folder.join("out"))
    }
}

/// A function from an environment's parameters to its files.
fn source(parameters: &Parameters, files: &Files) -> String {
    let expressions = Expressions::new(parameters, |_, _, _| None);
    let mut text = "function(env) {\n".to_owned();
    for (path, documents) in files {
        let path = serde_json::Value::from(path.as_str());
        let documents: Vec<String> = documents
            .iter()
            .map(|document| expressions.of(document))
            .collect();
        let manifest = match documents.as_slice() {
            [document] => format!("std.manifestYamlDoc({document})"),
            stream => format!(
                "std.manifestYamlStream([{}], c_document_end=false)",
                stream.join(", ")
            ),
        };
        // A String takes everything.
        let _ = writeln!(text, "  {path}: {manifest},");
    }
    text + "}\n"
}

#[cfg(test)]
mod tests {
    use super::source;
    use crate::peers::data::{Files, Parameters};
    use serde_json::json;

    #[test]
    fn a_function_makes_the_files() {
        let parameters = Parameters {
            id: "e0000".to_owned(),
            name: "lab".to_owned(),
            ranges: Vec::new(),
        };
        let files = Files::from([
            ("helm/a/values.yaml".to_owned(), vec![json!({ "cluster": "lab" })]),
            (
                "manifests/b.yaml".to_owned(),
                vec![json!({ "n": 1 }), json!({ "n": 2 })],
            ),
        ]);
        assert_eq!(
            source(&parameters, &files),
            r#"function(env) {
  "helm/a/values.yaml": std.manifestYamlDoc({"cluster": env.name}),
  "manifests/b.yaml": std.manifestYamlStream([{"n": 1}, {"n": 2}], c_document_end=false),
}
"#
        );
    }
}
