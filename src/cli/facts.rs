//! The facts that the project has imported, from its folder `catalog/`. How they get there is `catalog/import`.

use std::path::Path;

use super::environments::Project;
use crate::catalog::{Catalogue, Document};
use crate::diag::{Code, Diagnostic, FieldPath, Origins, SourceFile, Span};
use crate::source::documents::{Documents as _, ReadFault};
use crate::source::{FACTS_MISNAMED, FACTS_UNREADABLE, FACTS_UNUSABLE};

/// The folder of imported facts.
pub(super) const FOLDER: &str = "catalog";

/// What is wrong with imported facts.
#[derive(Debug, Default)]
pub(super) struct Refused {
    pub(super) faults: Vec<Diagnostic>,
    pub(super) origins: Origins,
}

impl Project<'_> {
    /// The facts that environments are checked against.
    pub(super) fn catalogue(&self) -> Result<Catalogue, Box<Refused>> {
        Ok(Catalogue::with(self.facts()?.into_iter().collect()))
    }

    /// The imported facts, by file.
    pub(super) fn facts(&self) -> Result<Vec<Document>, Box<Refused>> {
        let mut refused = Refused::default();
        let mut documents = Vec::new();
        let files = match self.disk.list(Path::new(FOLDER)) {
            Ok(files) => files,
            Err(ReadFault::NotFound) => Vec::new(),
            Err(reason) => {
                refused.add(FOLDER, None, FACTS_UNREADABLE, reason.to_string(), (1, 1));
                Vec::new()
            }
        };
        for path in files {
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let name = path.to_string_lossy().replace('\\', "/");
            let text = match self.disk.read(&path) {
                Ok(text) => text,
                Err(reason) => {
                    let message = format!("cannot read `{name}`: {reason}");
                    refused.add(&name, None, FACTS_UNREADABLE, message, (1, 1));
                    continue;
                }
            };
            match Document::parse(&text) {
                Ok(document) if name != format!("{FOLDER}/{}", document.file_name()) => {
                    let message = format!("these facts belong into `{FOLDER}/{}`", document.file_name());
                    refused.add(&name, Some(&text), FACTS_MISNAMED, message, (1, 1));
                }
                Ok(document) => documents.push(document),
                Err(error) => {
                    let message = format!("these are not imported facts: {}", error.message);
                    let place = (error.line, error.column);
                    refused.add(&name, Some(&text), FACTS_UNUSABLE, message, place);
                }
            }
        }
        match refused.faults.is_empty() {
            true => Ok(documents),
            false => Err(Box::new(refused)),
        }
    }
}

impl Refused {
    fn add(&mut self, name: &str, text: Option<&str>, code: Code, message: String, place: (usize, usize)) {
        let source = self.origins.add_file(SourceFile {
            name: name.to_owned(),
            text: text.map(Into::into),
        });
        let fault = Diagnostic::error(code, FieldPath::root(), message)
            .help("remove the file and import again, or take it from an earlier commit");
        let fault = match text {
            Some(text) => fault.at(Span::of_reader(source, text, place)),
            None => fault,
        };
        self.faults.push(fault);
    }
}
