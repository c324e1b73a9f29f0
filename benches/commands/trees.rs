//! The trees behind rendered YAML, for the floor program: short CloudFormation tags come back in long form.

use std::path::Path;

use eksight_testing::long_form;
use serde::Deserialize;
use yaml_serde::Value as Yaml;

use crate::floor::{Content, Prepared};

/// What the floor program needs in order to write this file.
pub(crate) fn prepare(path: &str, text: String) -> Prepared {
    let is_yaml = Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "yaml");
    let content = if is_yaml { yaml(&text) } else { Content::Text(text) };
    Prepared {
        path: path.to_owned(),
        content,
    }
}

fn yaml(text: &str) -> Content {
    let comments = text.lines().map_while(|line| line.strip_prefix('#'));
    let documents = yaml_serde::Deserializer::from_str(text);
    Content::Yaml {
        header: comments
            .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned())
            .collect(),
        documents: documents
            .map(|document| long_form(Yaml::deserialize(document).unwrap()))
            .collect(),
    }
}
