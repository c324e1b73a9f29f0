//! CDK L1 in JavaScript: the template alone, with one construct for each resource. Generic constructs are CDK's best case:
//! typed ones load more modules.

use super::data::{self, Files, Parameters};
use super::expression::Expressions;
use super::project::{FIRST, Project, RETENTION};
use super::turns::Case;
use super::{must, prove, write};
use crate::verify::install::{folder, install as into_folder};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The library's version names the folder.
const LIBRARY: &str = "2.276.0";
const PACKAGES: [&str; 3] = ["aws-cdk-lib@2.276.0", "constructs@10.8.1", "aws-cdk@2.1148.1"];

/// What `cdk diff` compares with.
const OLD: &str = "old.json";

/// The packages, installed.
pub(super) struct Cdk {
    modules: PathBuf,
}

/// Installs them below `target/verify` when they are not there.
pub(super) fn install() -> Result<Cdk> {
    let folder = into_folder("aws-cdk-lib", LIBRARY, |folder| {
        let mut npm = Command::new("npm");
        npm.args([
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ]);
        npm.arg(folder).args(PACKAGES);
        must(&mut npm).map(drop).with_context(|| {
            format!(
                "cannot install the npm packages {}, which needs node, npm and its registry",
                PACKAGES.join(", ")
            )
        })
    })?;
    Ok(Cdk {
        modules: folder.join("node_modules"),
    })
}

impl Cdk {
    /// The command that synthesizes without validation, after it has proved that the templates hold the data; or why it
    /// does not run.
    pub(super) fn synth(&self, project: &Project) -> Result<Result<Case, String>> {
        let (folder, written) = (project.folder("cdk")?, project.written()?);
        let (first, files) = written.first().context("bug in eksight: a project of nothing")?;
        write(&folder.join("app.js"), source(first, data::template(files)?))?;
        let parameters: Vec<&Parameters> = written.iter().map(|(parameters, _)| parameters).collect();
        write(&folder.join("parameters.json"), serde_json::to_vec(&parameters)?)?;
        let mut case = self.app(project);
        case.command.env("CDK_VALIDATION", "false");
        if let Err(reason) = case.try_out()? {
            return Ok(Err(reason));
        }
        for (Parameters { id, .. }, files) in &written {
            let template = as_files(data::template(files)?.clone());
            prove("CDK", id, &template, &as_files(synthesized(&folder, id)?))?;
        }
        Ok(Ok(case))
    }

    /// The same command as it comes, which validates.
    pub(super) fn synth_validated(&self, project: &Project) -> Case {
        self.app(project)
    }

    /// `cdk diff` beside a template in which a line is another, as in what `eksight diff` compares with.
    pub(super) fn diff(&self, project: &Project) -> Result<Case> {
        let folder = project.at("cdk");
        let template = synthesized(&folder, FIRST)?.to_string();
        let [line, other] = RETENTION.map(|days| format!("\"RetentionInDays\":{days}"));
        let old = template.replace(&line, &other);
        ensure!(template != old, "no log group of CDK's template has `{line}`");
        write(&folder.join(OLD), old)?;
        let mut command = self.node(&folder);
        command
            .arg(self.modules.join("aws-cdk/bin/cdk"))
            .args(["diff", FIRST, "--app", "node app.js", "--template", OLD])
            // Else it asks its makers' site.
            .args(["--no-notices", "--no-version-reporting"])
            // Neither has the synthesized template that `old.json` is made of.
            .arg("--no-path-metadata");
        Ok(Case::of(command).makes(folder.join("cdk.out")))
    }

    /// The app alone, without the command line.
    fn app(&self, project: &Project) -> Case {
        let folder = project.at("cdk");
        let mut command = self.node(&folder);
        command.arg("app.js").env("CDK_OUTDIR", "cdk.out");
        Case::of(command).makes(folder.join("cdk.out"))
    }

    /// Node without the caller's environment and home: no configuration may change what it does.
    fn node(&self, directory: &Path) -> Command {
        let mut node = Command::new("node");
        node.env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", folder().join("home"))
            .env("NODE_PATH", &self.modules)
            .env("CDK_DISABLE_CLI_TELEMETRY", "true")
            .current_dir(directory);
        node
    }
}

/// What CDK has written for a stack.
fn synthesized(folder: &Path, id: &str) -> Result<Value> {
    let path = folder.join(format!("cdk.out/{id}.template.json"));
    let text = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("reading {}", path.display()))
}

/// A template as it is compared: what a resource waits for is a set, and CDK has an order of its own for it.
fn as_files(mut template: Value) -> Files {
    let resources = template["Resources"].as_object_mut();
    for resource in resources.into_iter().flat_map(Map::values_mut) {
        if let Some(ids) = resource.get_mut("DependsOn") {
            let mut sorted = depends_on(ids);
            sorted.sort_unstable();
            *ids = json!(sorted);
        }
    }
    Files::from([(data::TEMPLATE.to_owned(), vec![template])])
}

/// One id, or a list of them.
fn depends_on(ids: &Value) -> Vec<String> {
    let one = std::slice::from_ref(ids);
    let ids = ids.as_array().map_or(one, Vec::as_slice);
    ids.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The app: a function that makes a stack, and a loop over the environments.
fn source(parameters: &Parameters, template: &Value) -> String {
    let expressions = Expressions::new(parameters, function);
    let of = |value: &Value| expressions.of(value);
    let mut text =
        "const { App, CfnOutput, CfnResource, DefaultStackSynthesizer, Fn, Stack } = require('aws-cdk-lib');

function environment(app, env) {
  const stack = new Stack(app, env.id, {
    analyticsReporting: false,
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
"
        .to_owned();
    let options = [
        ("templateFormatVersion", "AWSTemplateFormatVersion"),
        ("description", "Description"),
    ];
    // A String takes everything that is written to it.
    for (option, section) in options {
        let _ = writeln!(
            text,
            "  stack.templateOptions.{option} = {};",
            of(&template[section])
        );
    }
    let section = |name: &str| template[name].as_object().into_iter().flatten();
    for (id, resource) in section("Resources") {
        let _ = write!(
            text,
            "  const r{id} = new CfnResource(stack, '{id}', {{ type: {}, properties: {} }});\n{}",
            resource["Type"],
            of(resource.get("Properties").unwrap_or(&json!({}))),
            attributes(id, resource, &expressions)
        );
    }
    for (id, resource) in section("Resources") {
        for other in resource.get("DependsOn").map(depends_on).unwrap_or_default() {
            let _ = writeln!(text, "  r{id}.addResourceDependency(r{other});");
        }
    }
    for (id, output) in section("Outputs") {
        let _ = writeln!(
            text,
            "  new CfnOutput(stack, '{id}', {{ description: {}, value: {} }});",
            of(&output["Description"]),
            of(&output["Value"])
        );
    }
    text + "}

const app = new App({ analyticsReporting: false });
for (const env of require('./parameters.json')) environment(app, env);
app.synth();
"
}

/// What a resource has beside its type, its properties and what it waits for.
fn attributes(id: &str, resource: &Value, expressions: &Expressions<'_>) -> String {
    let options = [
        ("deletionPolicy", "DeletionPolicy"),
        ("updateReplacePolicy", "UpdateReplacePolicy"),
        ("metadata", "Metadata"),
    ];
    let of = |(option, attribute): (&str, &str)| {
        let value = expressions.of(resource.get(attribute)?);
        Some(format!("  r{id}.cfnOptions.{option} = {value};\n"))
    };
    options.into_iter().filter_map(of).collect()
}

/// The functions that `Fn` has a method for.
fn function(name: &str, argument: &Value, expressions: &Expressions<'_>) -> Option<String> {
    let method = match (name, argument) {
        ("Ref", Value::String(_)) => "ref",
        ("Fn::Sub", Value::String(_)) => "sub",
        ("Fn::Base64", _) => "base64",
        ("Fn::GetAtt", Value::Array(pair)) => {
            let pair: Vec<String> = pair.iter().map(|each| expressions.of(each)).collect();
            return Some(format!("Fn.getAtt({})", pair.join(", ")));
        }
        _ => return None,
    };
    Some(format!("Fn.{method}({})", expressions.of(argument)))
}

#[cfg(test)]
mod tests {
    use super::{as_files, source};
    use crate::peers::data::Parameters;
    use serde_json::json;

    #[test]
    fn an_app_makes_the_template() {
        let parameters = Parameters {
            id: "e0000".to_owned(),
            name: "lab".to_owned(),
            ranges: vec!["10.0.0.0/18".to_owned()],
        };
        let template = json!({
            "Description": "of lab",
            "Resources": {
                "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/18" }, "DeletionPolicy": "Retain" },
                "Gateway": { "Type": "AWS::EC2::InternetGateway", "DependsOn": "Vpc" },
            },
            "Outputs": { "Id": { "Description": "The VPC", "Value": { "Fn::GetAtt": ["Vpc", "VpcId"] } } },
        });
        let app = source(&parameters, &template);
        let lines: Vec<&str> = app.lines().skip(7).collect();
        assert_eq!(
            lines,
            [
                "  stack.templateOptions.templateFormatVersion = null;",
                "  stack.templateOptions.description = \"of \" + env.name;",
                "  const rVpc = new CfnResource(stack, 'Vpc', { type: \"AWS::EC2::VPC\", properties: {\"CidrBlock\": \
                 env.ranges[0]} });",
                "  rVpc.cfnOptions.deletionPolicy = \"Retain\";",
                "  const rGateway = new CfnResource(stack, 'Gateway', { type: \"AWS::EC2::InternetGateway\", properties: {} \
                 });",
                "  rGateway.addResourceDependency(rVpc);",
                "  new CfnOutput(stack, 'Id', { description: \"The VPC\", value: Fn.getAtt(\"Vpc\", \"VpcId\") });",
                "}",
                "",
                "const app = new App({ analyticsReporting: false });",
                "for (const env of require('./parameters.json')) environment(app, env);",
                "app.synth();",
            ]
        );
    }

    #[test]
    fn the_order_of_what_a_resource_waits_for_does_not_count() {
        let waiting = |ids| as_files(json!({ "Resources": { "A": { "DependsOn": ids } } }));
        assert_eq!(waiting(json!(["C", "B"])), waiting(json!(["B", "C"])));
        assert_eq!(waiting(json!("B")), waiting(json!(["B"])));
        assert_ne!(waiting(json!("B")), waiting(json!(["C"])));
    }
}
