//! Fluent Bit's classic configuration format: sections of keys and values.

use std::fmt::Write as _;

/// One section.
pub(super) struct Section {
    kind: &'static str,
    settings: Vec<(&'static str, String)>,
}

impl Section {
    /// A section of a kind such as `INPUT`.
    pub(super) fn new(kind: &'static str) -> Self {
        Self {
            kind,
            settings: Vec::new(),
        }
    }

    /// Adds a setting; a key may stand several times.
    pub(super) fn set(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.settings.push((key, value.into()));
        self
    }
}

/// A file of sections, values aligned.
pub(super) fn file(sections: &[Section]) -> String {
    let sections: Vec<String> = sections.iter().map(section).collect();
    sections.join("\n")
}

fn section(section: &Section) -> String {
    let mut text = format!("[{}]\n", section.kind);
    let width = section
        .settings
        .iter()
        .map(|(key, _)| key.len())
        .max()
        .unwrap_or(0);
    for (key, value) in &section.settings {
        // Writing to a text does not fail.
        let _ = writeln!(text, "    {key:width$} {value}");
    }
    text
}
