//! `trace`: what a setting reaches, and which settings and rules made a line of what is generated.

use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::codes::{self, Described};
use super::environments::{FOLDER, Project};
use super::format::Format;
use super::output::{self, Context};
use super::{RustEnvironment, code, facts, findings};
use crate::catalog::{Catalogue, nearest};
use crate::check::Rule;
use crate::diag::{FieldPath, Origins, SourceId};
use crate::diff::Names;
use crate::diff::trace::report::{Known, RuleOf, Written};
use crate::diff::trace::{self, Setting, Shape, Traced, Unknown};
use crate::emit;
use crate::resolve::resolve;
use crate::source::{self, Loaded, Memory};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A setting, such as `cluster.name`, or a line of a generated file, such as `out/prod/plan.json:5`.
    #[arg(value_name = "FIELD|FILE:LINE")]
    subject: String,
    /// The environment that has the setting; that of a line is in its path.
    environment: Option<String>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
}

/// The key of a file that is used up when it is read.
const EXTENDS: &str = "extends";

/// What is asked about.
enum Subject {
    Field {
        text: String,
        environment: String,
    },
    Line {
        environment: String,
        /// Path below `out/<environment>/`.
        artefact: String,
        number: usize,
    },
}

/// What people are told who asked for something that there is not.
type Refusal = String;

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = Project::find(rust)?;
    let here = std::env::current_dir().context("cannot tell the current directory")?;
    let subject = match subject(arguments, &project, &here) {
        Ok(subject) => subject,
        Err(refusal) => return refuse(&refusal),
    };
    let (Subject::Field { environment, .. } | Subject::Line { environment, .. }) = &subject;
    if let Err(code) = project.named(environment) {
        return Ok(code);
    }
    let catalogue = match project.catalogue() {
        Ok(catalogue) => catalogue,
        Err(refused) => {
            findings::show(facts::FOLDER, &refused.faults, &refused.origins, context.colour);
            return Ok(code::REFUSED);
        }
    };
    let loaded = match project.load(environment) {
        Ok(loaded) => loaded,
        Err(refused) => {
            findings::show(environment, &refused.faults, &refused.origins, context.colour);
            return Ok(code::REFUSED);
        }
    };
    let names = Names {
        name: environment,
        sources: &loaded.sources,
    };
    let asked = Asked {
        name: environment,
        loaded: &loaded,
        catalogue: &catalogue,
        traced: Traced::new(names, &loaded.environment, &catalogue),
        own_rules: context.own_rules,
        output: arguments.output,
    };
    match &subject {
        Subject::Field { text, .. } => asked.field(text),
        Subject::Line { artefact, number, .. } => asked.line(&project, artefact, *number),
    }
}

fn refuse(refusal: &str) -> anyhow::Result<u8> {
    output::tell(&format!("error: {refusal}"));
    Ok(code::USAGE)
}

fn subject(arguments: &Arguments, project: &Project, here: &Path) -> Result<Subject, Refusal> {
    let text = &arguments.subject;
    let line = text
        .rsplit_once(':')
        .filter(|(file, number)| !file.is_empty() && !number.is_empty());
    let line = line.and_then(|(file, number)| Some((file, number.parse::<usize>().ok()?)));
    let Some((file, number)) = line else {
        if text.split('[').next().unwrap_or_default().contains('/') {
            return Err(format!("say which line of the file: `{text}:1`"));
        }
        let environment = arguments.environment.clone().ok_or_else(|| {
            format!("say in which environment: `trace {text} <environment>`, or name a line: `trace out/<environment>/plan.json:12`")
        })?;
        let names = project.names();
        if names.contains(text) && !names.contains(&environment) {
            return Err(format!(
                "the environment comes last: `trace {environment} {text}`"
            ));
        }
        let text = text.clone();
        return Ok(Subject::Field { text, environment });
    };
    let out = project.root.join("out");
    let below = [here, &project.root].map(|folder| plain(&folder.join(file)));
    let below = below.iter().find_map(|path| path.strip_prefix(&out).ok());
    let steps: Vec<&str> = below
        .into_iter()
        .flat_map(Path::components)
        .filter_map(|step| step.as_os_str().to_str())
        .collect();
    let [environment, artefact @ ..] = steps.as_slice() else {
        return Err(format!(
            "`{file}` is no generated file: those lie in `out/<environment>/`; what a setting of `{FOLDER}` reaches, \
             `trace <field> <environment>` tells"
        ));
    };
    if arguments
        .environment
        .as_deref()
        .is_some_and(|other| other != *environment)
    {
        return Err(format!(
            "`{file}` is a file of `{environment}`; leave the other environment out"
        ));
    }
    Ok(Subject::Line {
        environment: (*environment).to_owned(),
        artefact: artefact.join("/"),
        number,
    })
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// A question to an environment that was read.
struct Asked<'a> {
    name: &'a str,
    loaded: &'a Loaded,
    catalogue: &'a Catalogue,
    traced: Traced<'a>,
    own_rules: &'a [Rule],
    output: Format,
}

impl Asked<'_> {
    fn field(&self, text: &str) -> anyhow::Result<u8> {
        if text == EXTENDS {
            return refuse(&format!(
                "`{EXTENDS}` is no setting: it names the file that an environment starts from, and reaches nothing by itself; \
                 `{}` is made of {}",
                self.name,
                self.loaded.sources.join(", ")
            ));
        }
        let path = match trace::named(&self.traced, text) {
            Ok(path) => path,
            Err(unknown) => return refuse(&self.unknown(text, &unknown)),
        };
        let reach = trace::reach(&self.traced, &path);
        let rules = rules_about(Shape::of_environment(), &[&path], true, self.own_rules);
        self.print(&rules, &|known| match self.output {
            Format::Text => known.field_as_text(&reach),
            Format::Json => known.field_as_json(&reach),
        })
    }

    fn line(&self, project: &Project, artefact: &str, number: usize) -> anyhow::Result<u8> {
        let Loaded {
            environment, sources, ..
        } = self.loaded;
        let (name, file) = (self.name, format!("out/{}/{artefact}", self.name));
        let artifacts = emit::render(&resolve(name, sources, environment, self.catalogue));
        let Some(artifact) = artifacts.iter().find(|artifact| artifact.path == artefact) else {
            let near = nearest(artefact, artifacts.iter().map(|artifact| artifact.path.as_str()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `out/{name}/{near}`?"));
            return refuse(&format!("`{name}` is not rendered to a file `{file}`{near}"));
        };
        if project.documents().read(Path::new(&file)).ok().as_deref() != Some(artifact.text()) {
            output::tell(&format!(
                "error: `{file}` is not what the environment gives now, so its lines cannot be traced; \
                 `cargo xtask render {name}` brings it up to date"
            ));
            return Ok(code::OUT_OF_DATE);
        }
        let Some(line) = trace::made(&self.traced, artifact, number) else {
            let count = artifact.text().lines().count();
            return refuse(&format!(
                "`{file}` has no line {number}: it has lines 1 to {count}"
            ));
        };
        let paths: Vec<&FieldPath> = line.made_by.iter().map(|setting| &setting.path).collect();
        let rules = rules_about(Shape::of_environment(), &paths, false, self.own_rules);
        self.print(&rules, &|known| match self.output {
            Format::Text => known.line_as_text(&line, &file, number),
            Format::Json => known.line_as_json(&line, &file, number),
        })
    }

    fn print(&self, rules: &[RuleOf], report: &dyn Fn(&Known) -> String) -> anyhow::Result<u8> {
        let origins = &self.loaded.origins;
        let written = |setting: &Setting| {
            let span = origins.exact(&setting.path)?.pointed();
            Some(Written {
                file: origins.file(span.source).name.clone(),
                line: span.line,
                column: span.column,
            })
        };
        output::data(&report(&Known {
            environment: self.name,
            written: &written,
            rules,
        }))?;
        Ok(code::DONE)
    }

    fn unknown(&self, text: &str, unknown: &Unknown) -> Refusal {
        match unknown {
            Unknown::Malformed => format!(
                "`{text}` is no path of a field, such as `cluster.name` or `nodeGroups[\"ng1\"].size.max`"
            ),
            Unknown::Field { inside, name, near } => {
                let place = match inside.segments() {
                    [] => String::new(),
                    _ => format!(" in `{inside}`"),
                };
                let help = match near {
                    Some(near) => format!("did you mean `{}`?", inside.field(near)),
                    None => "`cargo xtask schema` tells all fields".to_owned(),
                };
                format!("there is no field `{name}`{place}; {help}")
            }
            Unknown::Entry { inside, name, known } => {
                let entries: Vec<String> = known
                    .iter()
                    .map(|name| format!("`{}`", inside.key(name)))
                    .collect();
                let help = match entries.as_slice() {
                    [] => "it has no entry there".to_owned(),
                    entries => format!("there are {}", entries.join(", ")),
                };
                format!(
                    "`{}` has no `{}`; {help}{}",
                    self.name,
                    inside.key(name),
                    self.place_of(inside)
                )
            }
            Unknown::Item { inside, place, items } => {
                let help = match items {
                    0 => "the list is empty".to_owned(),
                    items => format!("its places are 0 to {}", items - 1),
                };
                let item = inside.index(*place);
                format!("`{}` has no `{item}`; {help}{}", self.name, self.place_of(inside))
            }
        }
    }

    /// Where a field is written, in a line of its own; nothing where it is not.
    fn place_of(&self, field: &FieldPath) -> String {
        let place = self.loaded.origins.exact(field).map(|origin| {
            let span = origin.pointed();
            format!(
                "\n --> {}:{}:{}",
                self.loaded.origins.file(span.source).name,
                span.line,
                span.column
            )
        });
        place.unwrap_or_default()
    }
}

/// The rules whose page shows a finding at one of the settings, or below it.
fn rules_about(shape: Shape, paths: &[&FieldPath], below: bool, own: &[Rule]) -> Vec<RuleOf> {
    let wanted: Vec<String> = paths
        .iter()
        .filter_map(|path| trace::generic(shape, path))
        .collect();
    let is_wanted = |found: &String| {
        let mut wanted = wanted.iter();
        wanted.any(|wanted| found == wanted || below && found.starts_with(&format!("{wanted}.")))
    };
    let mut about: Vec<_> = codes::rules(own)
        .filter(|rule| found_at(shape, rule).iter().any(is_wanted))
        .collect();
    about.sort_by_key(|rule| rule.code);
    let described = about.iter().map(|rule| RuleOf {
        code: rule.code.to_string(),
        title: rule.page.title().to_owned(),
    });
    described.collect()
}

/// The settings at which a rule's page shows its findings.
fn found_at(shape: Shape, rule: &Described) -> Vec<String> {
    let mark = format!("# {}", rule.code);
    let mut found = Vec::new();
    for example in rule.page.blocks("yaml bad") {
        let page = Memory::from_iter([("page.yaml", example.as_str())]);
        // An example is a part of an environment; where its fields stand is known all the same.
        let origins: Origins = match source::load(&page, Path::new("page.yaml")) {
            Ok(loaded) => loaded.origins,
            Err(refused) => refused.origins,
        };
        for (at, _) in example
            .lines()
            .enumerate()
            .filter(|(_, line)| line.ends_with(&mark))
        {
            let fields = origins.written_in(SourceId(0), at + 1);
            found.extend(fields.filter_map(|path| trace::generic(shape, path)));
        }
    }
    found
}
