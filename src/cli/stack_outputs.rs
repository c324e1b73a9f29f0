//! Stack outputs: filled into artefacts on their way to stdout, never into `out/`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, anyhow, ensure};
use serde::Deserialize;

use crate::out::Disk;
use crate::source::Documents;

/// How a stack output is written in an artefact: `${stack:LogicalId.OutputKey}`.
const OPEN: &str = "${stack:";

/// The outputs of a stack, by key.
#[derive(Debug, Default)]
pub(super) struct Outputs(BTreeMap<String, String>);

impl Outputs {
    /// The text with every stack output filled in, or the first placeholder that has no value.
    pub(super) fn fill(&self, text: &str) -> Result<String, String> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(OPEN) {
            let (before, from) = rest.split_at(at);
            let (placeholder, after) = from.find('}').map_or((from, ""), |end| from.split_at(end + 1));
            let key = placeholder
                .trim_end_matches('}')
                .rsplit_once('.')
                .map_or("", |(_, key)| key);
            let value = self.0.get(key).ok_or_else(|| placeholder.to_owned())?;
            filled.push_str(before);
            filled.push_str(&escaped(value));
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// A value as it stands between the double quotes that every reference has around it.
fn escaped(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

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

/// Reads the outputs of the stack called `stack` from what `aws cloudformation describe-stacks` printed.
pub(super) fn read(file: &Path, stack: &str) -> anyhow::Result<Outputs> {
    let here = std::env::current_dir().context("cannot tell the current directory")?;
    let text = Disk::at(here)
        .read(file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    outputs(&text, stack).with_context(|| {
        format!(
            "`{}` is not what `aws cloudformation describe-stacks --stack-name {stack}` prints",
            file.display()
        )
    })
}

fn outputs(text: &str, stack: &str) -> anyhow::Result<Outputs> {
    let json: serde_json::Value = serde_json::from_str(text).context("it is not JSON")?;
    let answer: Answer =
        serde_json::from_value(json).map_err(|_| anyhow!("it has no stacks with outputs"))?;
    let named = answer.stacks.into_iter().find(|known| known.stack_name == stack);
    let named = named.with_context(|| format!("it does not tell of the stack `{stack}`"))?;
    let mut outputs = BTreeMap::new();
    for Output {
        output_key,
        output_value,
    } in named.outputs
    {
        let is_one_text = !output_value.is_empty()
            && !output_value.contains(OPEN)
            && !output_value.contains(char::is_control);
        ensure!(
            is_one_text,
            "the output `{output_key}` has no value that could be filled in"
        );
        outputs.insert(output_key, output_value);
    }
    Ok(Outputs(outputs))
}

#[cfg(test)]
mod tests {
    use super::{Outputs, outputs};

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

    #[test]
    fn whatever_is_filled_in_stays_one_text() {
        let outputs = Outputs([("Key".to_owned(), "a: \"b\" \\ c".to_owned())].into());
        let filled = outputs.fill("id: \"${stack:R.Key}\"\n");
        assert_eq!(filled, Ok("id: \"a: \\\"b\\\" \\\\ c\"\n".to_owned()));
    }

    #[test]
    fn outputs_are_filled_and_a_missing_one_is_named() {
        let outputs = Outputs([("FileSystemId".to_owned(), "fs-0123456789abcdef0".to_owned())].into());
        assert_eq!(
            outputs.fill("id: \"${stack:FileSystem.FileSystemId}\"\n"),
            Ok("id: \"fs-0123456789abcdef0\"\n".to_owned())
        );
        assert_eq!(
            outputs.fill("a: ${stack:FileSystem.FileSystemId}\nb: ${stack:Role.Arn}\n"),
            Err("${stack:Role.Arn}".to_owned())
        );
    }
}
