//! A reader of Fluent Bit's classic format. Source: Fluent Bit documentation, classic mode, format and schema, as of
//! 2026-11.

use std::collections::{BTreeMap, BTreeSet};

/// What Fluent Bit has read when it starts.
pub(super) struct Configuration {
    pub(super) sections: Vec<Section>,
}

/// One section, with variables replaced.
pub(super) struct Section {
    pub(super) kind: String,
    /// Its file, kind and plugin, to name in a message.
    pub(super) place: String,
    settings: Vec<(String, String)>,
}

impl Section {
    /// The value of a key, which may be written in any case.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        let mut settings = self.settings.iter();
        let found = settings.find(|(name, _)| name.eq_ignore_ascii_case(key));
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl Configuration {
    /// Reads from `fluent-bit.conf` on; each file must be named there.
    pub(super) fn read(
        files: &BTreeMap<String, String>,
        variables: &BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let mut reader = Reader {
            files,
            variables,
            sections: Vec::new(),
            named: BTreeSet::new(),
        };
        reader.file("fluent-bit.conf", "fluent-bit.conf")?;
        let parsers = reader.sections.iter().filter(|section| section.kind == "SERVICE");
        let parsers: Vec<String> = parsers
            .filter_map(|section| section.get("Parsers_File").map(str::to_owned))
            .collect();
        for file in parsers {
            reader.file(&file, "fluent-bit.conf")?;
        }
        match files.keys().find(|file| !reader.named.contains(*file)) {
            Some(file) => Err(format!("{file} is read by nobody")),
            None => Ok(Self {
                sections: reader.sections,
            }),
        }
    }

    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(move |section| section.kind == kind)
    }
}

struct Reader<'a> {
    files: &'a BTreeMap<String, String>,
    variables: &'a BTreeMap<String, String>,
    sections: Vec<Section>,
    named: BTreeSet<String>,
}

impl Reader<'_> {
    fn file(&mut self, name: &str, from: &str) -> Result<(), String> {
        let text = self
            .files
            .get(name)
            .ok_or_else(|| format!("{from}: there is no file `{name}`"))?;
        self.named.insert(name.to_owned());
        for line in text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        {
            if let Some(included) = line.strip_prefix("@INCLUDE ") {
                self.file(included.trim(), name)?;
            } else if let Some(kind) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let (kind, place) = (kind.to_owned(), format!("{name}, {kind}"));
                self.sections.push(Section {
                    kind,
                    place,
                    settings: Vec::new(),
                });
            } else {
                let setting = self.setting(line).map_err(|fault| format!("{name}: {fault}"))?;
                let section = self
                    .sections
                    .last_mut()
                    .ok_or_else(|| format!("{name}: a setting before a section"))?;
                if setting.0 == "Name" {
                    section.place += &format!(" {}", setting.1);
                }
                section.settings.push(setting);
            }
        }
        Ok(())
    }

    fn setting(&self, line: &str) -> Result<(String, String), String> {
        let text = line.strip_prefix("    ").filter(|text| !text.starts_with(' '));
        let setting = text.and_then(|text| text.split_once(' '));
        let (key, value) =
            setting.ok_or_else(|| format!("`{line}` is neither a section nor a setting in it"))?;
        let mut read = String::new();
        let mut rest = value.trim();
        while let Some((before, behind)) = rest.split_once("${") {
            let (name, behind) = behind
                .split_once('}')
                .ok_or_else(|| format!("`{line}` has half a variable"))?;
            let known = self.variables.get(name);
            let known = known.ok_or_else(|| format!("the container has no variable `{name}`"))?;
            read = read + before + known;
            rest = behind;
        }
        Ok((key.to_owned(), read + rest))
    }
}
