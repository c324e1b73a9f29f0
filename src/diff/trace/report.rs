//! A trace as text for people and as JSON.

use serde::Serialize;
use serde_json::Value;

use super::super::report::short;
use super::{Line, Place, Reach, Setting};
use crate::diag::visible;

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A rule that asks about a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleOf {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
}

/// What is added to a trace by who knows the files and the rules.
pub struct Known<'a> {
    /// The environment.
    pub environment: &'a str,
    /// Where a setting was written; `None` for a default.
    pub written: &'a dyn Fn(&Setting) -> Option<Written>,
    /// The rules that ask about the settings.
    pub rules: &'a [RuleOf],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SettingAs<'a> {
    field: String,
    value: Option<&'a Value>,
    written: Option<Written>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldReport<'a> {
    format_version: u32,
    environment: &'a str,
    #[serde(flatten)]
    setting: SettingAs<'a>,
    description: Option<&'a str>,
    assumed: Option<String>,
    places: Vec<PlaceAs<'a>>,
    rules: &'a [RuleOf],
}

#[derive(Serialize)]
struct PlaceAs<'a> {
    artefact: &'a str,
    object: &'a str,
    kind: &'a str,
    path: &'a [String],
    value: Option<&'a Value>,
    lines: &'a [usize],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LineReport<'a> {
    format_version: u32,
    environment: &'a str,
    file: &'a str,
    line: usize,
    text: &'a str,
    made_by: Vec<SettingAs<'a>>,
    there_because_of: Vec<SettingAs<'a>>,
    rules: &'a [RuleOf],
}

impl<'a> Known<'a> {
    fn setting(&self, setting: &'a Setting) -> SettingAs<'a> {
        SettingAs {
            field: setting.path.to_string(),
            value: setting.value.as_ref(),
            written: (self.written)(setting),
        }
    }

    /// What a setting reaches, as one object.
    #[must_use]
    pub fn field_as_json(&self, reach: &'a Reach) -> String {
        let place = |place: &'a Place| PlaceAs {
            artefact: &place.artefact,
            object: &place.object,
            kind: &place.kind,
            path: &place.path,
            value: place.value.as_ref(),
            lines: &place.lines,
        };
        json(&FieldReport {
            format_version: 1,
            environment: self.environment,
            setting: self.setting(&reach.setting),
            description: reach.description.as_deref(),
            assumed: reach.assumed.as_ref().map(ToString::to_string),
            places: reach.places.iter().map(place).collect(),
            rules: self.rules,
        })
    }

    /// What made a line, as one object.
    #[must_use]
    pub fn line_as_json(&self, line: &'a Line, file: &'a str, number: usize) -> String {
        let settings = |list: &'a [Setting]| list.iter().map(|setting| self.setting(setting)).collect();
        json(&LineReport {
            format_version: 1,
            environment: self.environment,
            file,
            line: number,
            text: &line.text,
            made_by: settings(&line.made_by),
            there_because_of: settings(&line.there_because_of),
            rules: self.rules,
        })
    }

    /// What a setting reaches, for people.
    #[must_use]
    pub fn field_as_text(&self, reach: &Reach) -> String {
        let mut text = self.line_of(&reach.setting);
        if let Some(description) = &reach.description {
            text.push_str(&format!("  {}\n", description.replace('\n', "\n  ")));
        }
        if let Some(assumed) = &reach.assumed {
            text.push_str(&format!(
                "  {} has no `{assumed}`; this is what it would reach if it had one\n",
                self.environment
            ));
        }
        if reach.places.is_empty() {
            text.push_str("    nothing that is generated depends on it\n");
        }
        let mut artefact = "";
        for place in &reach.places {
            if place.artefact != artefact {
                artefact = &place.artefact;
                text.push_str(&format!("    {artefact}\n"));
            }
            text.push_str(&format!("      {}\n", place_as_text(place)));
        }
        visible::lines(&(text + &self.rules_as_text()))
    }

    /// What made a line, for people.
    #[must_use]
    pub fn line_as_text(&self, line: &Line, file: &str, number: usize) -> String {
        let mut text = format!("{file}:{number}\n    {}\n", line.text);
        let parts = [
            ("made by", &line.made_by),
            ("there because of", &line.there_because_of),
        ];
        for (title, settings) in parts.into_iter().filter(|(_, settings)| !settings.is_empty()) {
            text.push_str(&format!("{title}\n"));
            for setting in settings {
                text.push_str(&format!("  {}", self.line_of(setting)));
            }
        }
        if line.made_by.is_empty() && line.there_because_of.is_empty() {
            text.push_str("no setting changes it: eksight writes it for every environment\n");
        }
        visible::lines(&(text + &self.rules_as_text()))
    }

    fn line_of(&self, setting: &Setting) -> String {
        let value = match &setting.value {
            None | Some(Value::Null) => " is not set".to_owned(),
            Some(Value::Object(entries)) if !entries.is_empty() => String::new(),
            Some(value) => format!(" = {}", short(value)),
        };
        let place = match (self.written)(setting) {
            Some(Written { file, line, column }) => format!("  {file}:{line}:{column}"),
            None if value == " is not set" => String::new(),
            None => "  by default".to_owned(),
        };
        format!("{}{value}{place}\n", setting.path)
    }

    fn rules_as_text(&self) -> String {
        if self.rules.is_empty() {
            return String::new();
        }
        let rules = self
            .rules
            .iter()
            .map(|rule| format!("  {} {}\n", rule.code, rule.title));
        format!(
            "rules about it (`explain CODE` has more)\n{}",
            rules.collect::<String>()
        )
    }
}

fn json(report: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(report).expect("bug in eksight: a report is plain data");
    visible::lines(&text) + "\n"
}

fn place_as_text(place: &Place) -> String {
    if !place.lines.is_empty() {
        return lines_as_text(&place.lines);
    }
    let object = match place.kind.contains("::") {
        true => format!("{} ({})", place.object, place.kind),
        false => place.object.clone(),
    };
    let path = place.path.join(".");
    let parts: Vec<String> = [object, path]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let parts = parts.join(" ");
    match &place.value {
        Some(_) if place.path.is_empty() => parts,
        Some(value) => format!("{parts}: {}", short(value)),
        None if parts.is_empty() => "all of it, with another value".to_owned(),
        None => format!("{parts}: only with another value"),
    }
}

/// `lines 3, 7 to 9`.
fn lines_as_text(lines: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &line in lines {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    let range = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first} to {last}"),
    };
    let word = if lines.len() == 1 { "line" } else { "lines" };
    format!(
        "{word} {}",
        ranges.iter().map(range).collect::<Vec<_>>().join(", ")
    )
}
