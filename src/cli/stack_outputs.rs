//! Reads the outputs of a stack from a file that people give.

use std::path::Path;

use anyhow::{Context as _, anyhow, ensure};
use serde::Deserialize;

use crate::live::Outputs;
use crate::out::Disk;
use crate::source::Documents;

/// What `aws cloudformation describe-stacks` prints, as far as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    stacks: Vec<Stack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stack {
    stack_name: String,
    #[serde(default)]
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    output_key: String,
    output_value: String,
}

/// Reads the outputs of the stack called `stack` from what `aws cloudformation describe-stacks` printed, or why the file is not
/// that.
pub(super) fn read(file: &Path, stack: &str) -> anyhow::Result<anyhow::Result<Outputs>> {
    let here = std::env::current_dir().context("cannot tell the current directory")?;
    let text = Disk::at(here)
        .read(file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(outputs(&text, stack).with_context(|| {
        format!(
            "`{}` is not what `aws cloudformation describe-stacks --stack-name {stack}` prints",
            file.display()
        )
    }))
}

fn outputs(text: &str, stack: &str) -> anyhow::Result<Outputs> {
    let json: serde_json::Value = serde_json::from_str(text).context("it is not JSON")?;
    let answer: Answer =
        serde_json::from_value(json).map_err(|_| anyhow!("it has no stacks with outputs"))?;
    let named = answer.stacks.into_iter().find(|known| known.stack_name == stack);
    let named = named.with_context(|| format!("it does not tell of the stack `{stack}`"))?;
    let mut outputs = Vec::new();
    for Output {
        output_key,
        output_value,
    } in named.outputs
    {
        let is_one_text = !output_value.is_empty()
            && !Outputs::are_in(&output_value)
            && !output_value.contains(char::is_control);
        ensure!(
            is_one_text,
            "the output `{output_key}` has no value that could be filled in"
        );
        outputs.push((output_key, output_value));
    }
    Ok(outputs.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::outputs;

    fn refusal(text: &str) -> String {
        outputs(text, "prod-eks").expect_err("not outputs").to_string()
    }

    #[test]
    fn outputs_of_another_stack_or_without_a_value_are_refused() {
        assert_eq!(refusal("{"), "it is not JSON");
        assert_eq!(refusal("{\"Stack\": 1}"), "it has no stacks with outputs");
        assert_eq!(
            refusal("{\"Stacks\": []}"),
            "it does not tell of the stack `prod-eks`"
        );
        for value in ["", "a\\nb", "${stack:A.B}"] {
            let text = format!(
                "{{\"Stacks\": [{{\"StackName\": \"prod-eks\", \"Outputs\": [{{\"OutputKey\": \"A\", \"OutputValue\": \"{value}\"}}]}}]}}"
            );
            assert_eq!(
                refusal(&text),
                "the output `A` has no value that could be filled in"
            );
        }
    }
}
