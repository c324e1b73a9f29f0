//! `render --only`: exactly one artefact on stdout, or all manifests; nothing is written.

use std::path::Path;

use super::{code, output, stack_outputs};
use crate::check::Checked;
use crate::emit::Artifact;
use crate::emit::cloudformation;
use crate::live::Outputs;

/// Prints the one artefact that can be made smaller.
pub(super) fn print_minified(permit: &Checked, selector: &str, file: Option<&Path>) -> anyhow::Result<u8> {
    let path = cloudformation::PATH;
    let template = cloudformation::emit(permit.resolved());
    let Some(line) = template.minified().filter(|_| names(selector, path)) else {
        output::tell(&format!("error: `--minify` is for `{path}` only"));
        return Ok(code::USAGE);
    };
    print(permit, &[Artifact::prose(path, line.to_owned())], selector, file)
}

/// Whether a selector is the path of an artefact, with or without extension.
fn names(selector: &str, path: &str) -> bool {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    path == selector || stem == selector
}

/// What names all manifests.
const MANIFESTS: &str = "manifests";

fn is_manifest(artifact: &Artifact) -> bool {
    artifact.path.starts_with("manifests/")
}

/// Prints what a selector names, with the stack's outputs filled in.
pub(super) fn print(
    permit: &Checked,
    artifacts: &[Artifact],
    selector: &str,
    file: Option<&Path>,
) -> anyhow::Result<u8> {
    let chosen: Vec<&Artifact> = artifacts
        .iter()
        .filter(|artifact| names(selector, &artifact.path) || selector == MANIFESTS && is_manifest(artifact))
        .collect();
    if chosen.is_empty() {
        let paths: Vec<String> = artifacts
            .iter()
            .map(|artifact| format!("  {}", artifact.path))
            .collect();
        let manifests = match artifacts.iter().any(is_manifest) {
            true => {
                format!("\nand `{MANIFESTS}`, which is all manifests in the order in which they are applied")
            }
            false => String::new(),
        };
        output::tell(&format!(
            "error: there is no artefact `{selector}`; there are\n{}{manifests}",
            paths.join("\n")
        ));
        return Ok(code::USAGE);
    }
    let outputs = match file {
        Some(file) => match stack_outputs::read(file, &permit.resolved().environment.cluster.name)? {
            Ok(outputs) => outputs,
            Err(refused) => {
                output::tell(&format!("error: {refused:#}"));
                return Ok(code::REFUSED);
            }
        },
        None => Outputs::default(),
    };
    let mut texts = Vec::new();
    for artifact in &chosen {
        match outputs.fill(artifact.text()) {
            Ok(text) => texts.push(text),
            Err(placeholder) => {
                let path = &artifact.path;
                output::tell(&match file {
                    Some(file) => format!(
                        "error: `{path}` waits for the stack output `{placeholder}`, and `{}` does not have it",
                        file.display()
                    ),
                    None => format!(
                        "error: `{path}` still has the stack output `{placeholder}`, which is known only after the stack \
                         is made; give `--outputs FILE` with what `aws cloudformation describe-stacks` printed"
                    ),
                });
                return Ok(code::REFUSED);
            }
        }
    }
    output::data(&texts.join("---\n"))?;
    Ok(code::DONE)
}
