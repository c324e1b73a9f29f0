//! The floor: writes an environment's files from trees that lie ready, through the product's YAML writer. It checks
//! nothing and compares nothing, so no `render` can be faster by much.

use std::fs;
use std::path::Path;

use eksight::emit::yaml::{self, Style};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One file of an environment, as the floor program gets it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Prepared {
    /// Path below `out/<environment>/`.
    pub(crate) path: String,
    /// What it holds.
    pub(crate) content: Content,
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
pub(crate) enum Content {
    /// YAML documents under comment lines.
    Yaml {
        header: Vec<String>,
        documents: Vec<Value>,
    },
    /// Anything else, as it is.
    Text(String),
}

impl Prepared {
    pub(crate) fn text(&self) -> String {
        match &self.content {
            Content::Text(text) => text.clone(),
            Content::Yaml { header, documents } => {
                let header: Vec<&str> = header.iter().map(String::as_str).collect();
                yaml::stream(&header, documents, self.style())
            }
        }
    }

    fn style(&self) -> Style {
        match self.path.split('/').next() {
            Some("cloudformation") => Style::CloudFormation,
            Some("helm") => Style::Helm,
            _ => Style::Plain,
        }
    }
}

/// Reads the trees, once for each environment as a render reads its file, and writes the files below `target`, for each
/// environment in a folder of its own.
pub(crate) fn run(trees: &Path, target: &Path, environments: usize) {
    for number in 0..environments {
        let prepared: Vec<Prepared> = serde_json::from_slice(&fs::read(trees).unwrap()).unwrap();
        for file in prepared {
            let path = target.join(number.to_string()).join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file.text()).unwrap();
        }
    }
}
