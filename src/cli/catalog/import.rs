//! `catalog import`: answers of the AWS CLI and of Helm become files in the project's `catalog/`.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use crate::catalog::answers::{AnswerError, Answers, COMMANDS, Circumstances, chart_values};
use crate::catalog::{Catalogue, Document, nearest};
use crate::cli::output::{self, Context};
use crate::cli::{RustEnvironment, code, environments, facts, findings};
use crate::model::value::{AccountId, Region};
use crate::out::{Disk, GeneratedFile, write_facts};
use crate::source::documents::{MAX_BYTES, ReadFault, text_within};

/// `describe-instance-types` of a whole region prints some megabytes.
const LARGEST_ANSWER: usize = 64 << 20;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// What `aws … --output json` has printed; `-` for stdin.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file is what `helm show values` has printed for this chart.
    #[arg(long, requires = "version", value_name = "NAME")]
    chart: Option<String>,
    /// Version of the chart.
    #[arg(long, requires = "chart", value_name = "VERSION")]
    version: Option<String>,
    /// The region that was asked, where the answer does not tell.
    #[arg(long, conflicts_with = "chart", value_name = "REGION")]
    region: Option<Region>,
    /// The account that was asked: in the oldest regions each account has its own zone names.
    #[arg(long, conflicts_with = "chart", value_name = "ID")]
    account: Option<AccountId>,
}

pub(in crate::cli) fn run(
    arguments: &Arguments,
    rust: &[RustEnvironment],
    context: &Context,
) -> anyhow::Result<u8> {
    if let Some(wrong) = wrong_usage(arguments) {
        output::tell(&format!("error: {wrong}"));
        return Ok(code::USAGE);
    }
    let project = environments::Project::find(rust)?;
    let known = match project.facts() {
        Ok(known) => known,
        Err(refused) => {
            findings::show(facts::FOLDER, &refused.faults, &refused.origins, context.colour);
            return Ok(code::REFUSED);
        }
    };
    let catalogue = Catalogue::with(known.iter().cloned().collect());
    let documents = match documents(arguments, &catalogue, context)? {
        Ok(documents) => documents,
        Err(reason) => return Ok(refuse(&reason)),
    };
    let files = merged(known, documents);
    if let Some((name, (fewer, _))) = files.iter().find(|(_, (_, text))| text.len() > MAX_BYTES) {
        let folder = facts::FOLDER;
        return Ok(refuse(&format!(
            "`{folder}/{name}` would be larger than 1 MiB; {fewer}"
        )));
    }
    let generated: Vec<GeneratedFile> = files
        .iter()
        .map(|(path, (_, text))| GeneratedFile { path, text })
        .collect();
    let written = write_facts(&project.root.join(facts::FOLDER), &generated)?;
    for name in files.keys() {
        let state = if written.contains(name) {
            "written"
        } else {
            "unchanged"
        };
        output::tell(&format!("{}/{name} {state}", facts::FOLDER));
    }
    Ok(code::DONE)
}

fn wrong_usage(arguments: &Arguments) -> Option<String> {
    let stdin = arguments.files.iter().filter(|file| is_stdin(file)).count();
    if stdin > 1 {
        return Some("`-` can stand there once".to_owned());
    }
    let chart = arguments.chart.as_ref()?;
    if arguments.files.len() > 1 {
        return Some("`--chart` takes one file".to_owned());
    }
    let known = Catalogue::shipped();
    if known.chart_names().any(|name| name == chart) {
        return None;
    }
    let help = match nearest(chart, known.chart_names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write its name without a repository".to_owned(),
    };
    Some(format!("no release installs a chart called `{chart}`; {help}"))
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}

/// What the files say, or why one of them cannot be used.
fn documents(
    arguments: &Arguments,
    catalogue: &Catalogue,
    context: &Context,
) -> anyhow::Result<Result<Vec<Document>, String>> {
    let mut answers = Answers::default();
    for file in &arguments.files {
        let text = match read(file)? {
            Ok(text) => text,
            Err(reason) => return Ok(Err(format!("{} cannot be used: {reason}", named(file)))),
        };
        let used = match (&arguments.chart, &arguments.version) {
            (Some(chart), Some(version)) => {
                let values = chart_values(&text, chart, version, context.as_of);
                return Ok(values
                    .map(|values| vec![values])
                    .map_err(|error| unusable(file, &error)));
            }
            _ => answers.read(&text),
        };
        if let Err(error) = used {
            return Ok(Err(unusable(file, &error)));
        }
    }
    let circumstances = Circumstances {
        region: arguments.region.as_deref(),
        account: arguments.account.as_deref(),
        day: context.as_of,
        catalogue,
    };
    let files: Vec<String> = arguments.files.iter().map(|file| named(file)).collect();
    Ok(answers
        .documents(circumstances)
        .map_err(|error| format!("{} cannot be used: {error}", files.join(", "))))
}

fn unusable(file: &Path, error: &AnswerError) -> String {
    let place = error.place.map_or_else(String::new, |(line, column)| {
        format!(" (line {line}, column {column})")
    });
    format!("{} cannot be used: {error}{place}", named(file))
}

fn named(file: &Path) -> String {
    match is_stdin(file) {
        true => "stdin".to_owned(),
        false => format!("`{}`", file.display()),
    }
}

/// The text of a file; what the system refuses is an error, what the file holds is a reason.
fn read(file: &Path) -> anyhow::Result<Result<String, String>> {
    let text = if is_stdin(file) {
        let mut bytes = Vec::new();
        let mut stdin = std::io::stdin().lock().take(LARGEST_ANSWER as u64 + 1);
        stdin.read_to_end(&mut bytes).context("cannot read stdin")?;
        text_within(bytes, LARGEST_ANSWER)
    } else {
        let here = std::env::current_dir().context("cannot tell the current directory")?;
        Disk::at(here).read_within(file, LARGEST_ANSWER)
    };
    match text {
        // Some shells begin a file with a mark of the byte order.
        Ok(text) => Ok(Ok(text.trim_start_matches('\u{feff}').to_owned())),
        Err(ReadFault::TooLarge) => {
            let commands = COMMANDS.map(|(_, command)| format!("`{command}`")).join(", ");
            Ok(Err(format!(
                "it is larger than 64 MiB; what is read are the answers of {commands}, for one region or a few types or add-ons \
                 at a time, and with `--chart` that of `helm show values`"
            )))
        }
        Err(fault @ (ReadFault::NotUtf8 { .. } | ReadFault::Utf16)) => Ok(Err(fault.to_string())),
        Err(fault) => Err(fault).with_context(|| format!("cannot read {}", named(file))),
    }
}

/// The files that hold the new facts and the old ones that stay, by name, and how each is asked for less.
fn merged(known: Vec<Document>, new: Vec<Document>) -> BTreeMap<String, (&'static str, String)> {
    let mut known: BTreeMap<String, Document> = known
        .into_iter()
        .map(|document| (document.file_name(), document))
        .collect();
    let mut files = BTreeMap::new();
    for document in new {
        let name = document.file_name();
        let document = match known.remove(&name) {
            Some(mut old) => {
                old.merge(document);
                old
            }
            None => document,
        };
        files.insert(name, (document.fewer(), document.text()));
    }
    files
}

fn refuse(reason: &str) -> u8 {
    output::tell(&format!("error: {reason}; nothing was imported"));
    code::REFUSED
}
