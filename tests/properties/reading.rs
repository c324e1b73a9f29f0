//! Artefacts as a reader sees them that is none of ours.

use eksight_testing::long_form;
use serde::Deserialize as _;
use serde_json::Value;

/// The documents of a YAML text.
pub(crate) fn documents(text: &str) -> Result<Vec<yaml_serde::Value>, yaml_serde::Error> {
    yaml_serde::Deserializer::from_str(text)
        .map(yaml_serde::Value::deserialize)
        .collect()
}

/// A template with the short tags of its functions in their long form.
pub(crate) fn template(documents: &[yaml_serde::Value]) -> Value {
    match documents {
        [document] => long_form(document.clone()),
        _ => panic!("{} documents", documents.len()),
    }
}
