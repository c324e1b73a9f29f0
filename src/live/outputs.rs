//! The outputs of a stack, filled into artefacts on their way out, never into `out/`.

use std::collections::BTreeMap;

use serde_json::Value;

/// How a stack output is written in an artefact: `${stack:LogicalId.OutputKey}`.
const OPEN: &str = "${stack:";

/// The outputs of a stack, by key.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Outputs(BTreeMap<String, String>);

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Outputs {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(outputs: I) -> Self {
        let outputs = outputs.into_iter();
        Self(outputs.map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl Outputs {
    /// Whether a text refers to an output of a stack.
    #[must_use]
    pub fn are_in(text: &str) -> bool {
        text.contains(OPEN)
    }

    /// The text with every stack output filled in, or the first placeholder that has no value. Every reference stands in
    /// double quotes, so that a value is written as it stands between them.
    ///
    /// # Errors
    /// The placeholder.
    pub fn fill(&self, text: &str) -> Result<String, String> {
        self.fill_with(text, |value| {
            let quoted = Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        })
    }

    /// The same for a tree.
    ///
    /// # Errors
    /// The placeholder.
    pub fn fill_tree(&self, tree: &Value) -> Result<Value, String> {
        Ok(match tree {
            Value::String(text) => Value::String(self.fill_with(text, str::to_owned)?),
            Value::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.fill_tree(item))
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(fields) => {
                let fields = fields.iter();
                let filled = fields.map(|(key, value)| Ok((key.clone(), self.fill_tree(value)?)));
                Value::Object(filled.collect::<Result<_, String>>()?)
            }
            other => other.clone(),
        })
    }

    fn fill_with(&self, text: &str, write: impl Fn(&str) -> String) -> Result<String, String> {
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
            filled.push_str(&write(value));
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::Outputs;
    use serde_json::json;

    #[test]
    fn whatever_is_filled_in_stays_one_text() {
        let outputs = Outputs::from_iter([("Key", "a: \"b\" \\ c")]);
        let filled = outputs.fill("id: \"${stack:R.Key}\"\n");
        assert_eq!(filled, Ok("id: \"a: \\\"b\\\" \\\\ c\"\n".to_owned()));
        let tree = json!({"a": ["${stack:R.Key}", 1, null]});
        assert_eq!(
            outputs.fill_tree(&tree),
            Ok(json!({"a": ["a: \"b\" \\ c", 1, null]}))
        );
    }

    #[test]
    fn outputs_are_filled_and_a_missing_one_is_named() {
        let outputs = Outputs::from_iter([("FileSystemId", "fs-0123456789abcdef0")]);
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
