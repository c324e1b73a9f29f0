//! What a created stack's outputs become in the artefacts that want them.

use super::stack::Stack;
use crate::verify::environment::{self, Environment};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How an artefact names an output: `${stack:LogicalId.OutputKey}`.
const OPEN: &str = "${stack:";

/// An artefact, or several, as `render --only` takes them, and the files that hold the same unfilled.
struct Selection {
    selector: String,
    files: Vec<String>,
}

/// Renders everything that wants outputs with the stack's; says how many renders that took.
pub(super) fn artefacts(environment: &Environment, stack: &Stack, folder: &Path) -> Result<usize> {
    let answer = folder.join(format!("outputs-{}.json", environment.name()));
    fs::write(&answer, &stack.printed).with_context(|| format!("writing {}", answer.display()))?;
    let outputs = stack.outputs.iter();
    let outputs: BTreeMap<&str, &str> = outputs
        .map(|output| (output.output_key.as_str(), output.output_value.as_str()))
        .collect();
    let mut renders = 0;
    for Selection { selector, files } in selections(environment)? {
        let mut texts = String::new();
        for file in &files {
            texts.push_str(&environment::read(file)?);
        }
        let wanted = wanted(&texts);
        if wanted.is_empty() {
            continue;
        }
        let printed = environment.print_with(&selector, &answer)?;
        renders += 1;
        ensure!(
            !printed.contains(OPEN),
            "{selector} is printed with an unfilled output"
        );
        for key in wanted {
            let value = outputs.get(key);
            ensure!(
                value.is_some_and(|value| printed.contains(value)),
                "{selector} is printed without the value of the output {key}"
            );
        }
    }
    Ok(renders)
}

/// Everything that is applied beside the stack.
fn selections(environment: &Environment) -> Result<Vec<Selection>> {
    let one = |selector: String| {
        let files = vec![environment.path(&format!("{selector}.yaml"))];
        Selection { selector, files }
    };
    let mut selections = vec![Selection {
        selector: "manifests".to_owned(),
        files: environment.files("manifests")?,
    }];
    if !environment.files("eksctl")?.is_empty() {
        selections.push(one("eksctl/cluster".to_owned()));
    }
    let releases = environment.releases()?.into_iter();
    selections.extend(releases.map(|release| one(format!("helm/{release}/values"))));
    Ok(selections)
}

/// The keys of the outputs that a text wants.
fn wanted(text: &str) -> Vec<&str> {
    let places = text.split(OPEN).skip(1);
    let keys = places.filter_map(|place| Some(place.split_once('}')?.0.rsplit_once('.')?.1));
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn outputs_are_wanted_by_key() {
        let text = "a: \"${stack:Vpc.VpcId}\"\nb: \"${stack:Role.Arn}x\"\nc: ${other}\n";
        assert_eq!(wanted(text), ["VpcId", "Arn"]);
        assert_eq!(wanted("a: 1\n"), [""; 0]);
    }
}
