//! What Fluent Bit takes without a word, and should not. Source: Fluent Bit documentation, buffering, routing, and the
//! pages of each plugin, as of 2026-11.

use super::conf::{Configuration, Section};
use super::keys;

/// Settings that are on or off. Any other word is off, or worse.
const SWITCHES: [&str; 12] = [
    "Daemon",
    "HTTP_Server",
    "storage.checksum",
    "Skip_Long_Lines",
    "Read_from_Head",
    "Read_From_Tail",
    "Merge_Log",
    "K8S-Logging.Parser",
    "K8S-Logging.Exclude",
    "Labels",
    "Annotations",
    "Use_Kubelet",
];

const SIZES: [&str; 3] = ["Mem_Buf_Limit", "storage.backlog.mem_limit", "Buffer_Size"];

const NUMBERS: [&str; 6] = [
    "Flush",
    "Grace",
    "HTTP_Port",
    "Refresh_Interval",
    "Rotate_Wait",
    "Kubelet_Port",
];

/// Those that are compiled in.
const MULTILINE: [&str; 6] = ["docker", "cri", "go", "java", "python", "ruby"];

/// Whether the configuration has none of them; the first one otherwise.
pub(super) fn none_in(configuration: &Configuration, writable: &[String]) -> Result<(), String> {
    for section in &configuration.sections {
        let fault = [
            settings(section),
            values(section),
            parsers(configuration, section),
            routes(configuration, section),
            state(configuration, section, writable),
            output(section),
        ];
        if let Some(fault) = fault.into_iter().flatten().next() {
            return Err(format!("{}: {fault}", section.place));
        }
    }
    Ok(())
}

/// A plugin that does not exist has none of its own.
fn settings(section: &Section) -> Option<String> {
    let plugin = section.get("Name").unwrap_or_default();
    let mut settings = section.settings();
    let unknown = settings.find(|(key, _)| !keys::has(&section.kind, plugin, key));
    unknown.map(|(key, _)| format!("there is no setting `{key}`"))
}

fn values(section: &Section) -> Option<String> {
    let is = |keys: &[&str], key: &str| keys.iter().any(|known| known.eq_ignore_ascii_case(key));
    let wrong = |key: &str, value: &str, kind: &str| format!("`{key}` must be {kind}, and is `{value}`");
    section.settings().find_map(|(key, value)| {
        let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let is_number = digits.parse::<u32>().is_ok();
        let unit = &value[digits.len()..];
        if value.is_empty() {
            Some(format!("`{key}` is empty"))
        } else if is(&SWITCHES, key) && !matches!(value.to_ascii_lowercase().as_str(), "on" | "off") {
            Some(wrong(key, value, "On or Off"))
        } else if key == "auto_create_group" && !matches!(value, "true" | "false") {
            Some(wrong(key, value, "true or false"))
        } else if is(&SIZES, key) && !(is_number && matches!(unit, "" | "K" | "KB" | "M" | "MB" | "G" | "GB"))
        {
            Some(wrong(key, value, "a size"))
        } else if is(&NUMBERS, key) && !(is_number && unit.is_empty()) {
            Some(wrong(key, value, "a number"))
        } else {
            None
        }
    })
}

fn parsers(configuration: &Configuration, section: &Section) -> Option<String> {
    let has = |kind: &str, name: &str| {
        configuration
            .of_kind(kind)
            .any(|parser| parser.get("Name") == Some(name))
    };
    let parser = section.get("Parser").filter(|name| !has("PARSER", name));
    let multiline = section.get("multiline.parser").unwrap_or_default().split(',');
    let mut multiline = multiline.map(str::trim).filter(|name| !name.is_empty());
    let unknown = multiline.find(|name| !MULTILINE.contains(name) && !has("MULTILINE_PARSER", name));
    let unknown = unknown.map(|name| format!("there is no multiline parser `{name}`"));
    parser
        .map(|name| format!("there is no parser `{name}`"))
        .or(unknown)
}

/// Records go from an input by its tag to the filters and outputs that match it.
fn routes(configuration: &Configuration, section: &Section) -> Option<String> {
    let mut tags = configuration
        .of_kind("INPUT")
        .filter_map(|input| input.get("Tag"));
    match section.kind.as_str() {
        "INPUT" => {
            let Some(tag) = section.get("Tag") else {
                return Some("there is no `Tag`".to_owned());
            };
            let mut outputs = configuration
                .of_kind("OUTPUT")
                .filter_map(|output| output.get("Match"));
            let taken = outputs.any(|pattern| matches_tag(pattern, tag));
            (!taken).then(|| format!("no output takes the tag `{tag}`"))
        }
        "FILTER" | "OUTPUT" => {
            let Some(pattern) = section.get("Match") else {
                return Some("there is no `Match`".to_owned());
            };
            if !tags.any(|tag| matches_tag(pattern, tag)) {
                return Some(format!("no input has a tag that `{pattern}` matches"));
            }
            let prefix = section.get("Kube_Tag_Prefix")?;
            // An input of files puts the file's path, with points for slashes, in place of the star.
            let fits = configuration.of_kind("INPUT").any(|input| {
                let path = input.get("Path").unwrap_or_default();
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let folder = folder.trim_start_matches('/').replace('/', ".");
                input
                    .get("Tag")
                    .is_some_and(|tag| tag.replace('*', &format!("{folder}.")) == prefix)
            });
            (!fits).then(|| format!("no input has a tag that begins with `{prefix}`"))
        }
        _ => None,
    }
}

/// Whether a pattern, with a star for any text, matches every tag that an input gives.
fn matches_tag(pattern: &str, tag: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, "")) => tag.starts_with(before),
        Some(_) => false,
        None => pattern == tag,
    }
}

/// How far an input has read is kept in a file of its own, on the host.
fn state(configuration: &Configuration, section: &Section, writable: &[String]) -> Option<String> {
    let kept = ["DB", "storage.path"]
        .into_iter()
        .filter_map(|key| section.get(key));
    let lost = kept
        .into_iter()
        .find(|file| !writable.iter().any(|folder| file.starts_with(folder)));
    if let Some(file) = lost {
        return Some(format!("`{file}` lies in no folder that may be written to"));
    }
    if section.get("storage.type") == Some("filesystem") {
        let mut service = configuration.of_kind("SERVICE");
        if !service.any(|service| service.get("storage.path").is_some()) {
            return Some("its storage is `filesystem`, and SERVICE has no `storage.path`".to_owned());
        }
    }
    let file = section.get("DB")?;
    let keep = configuration
        .of_kind("INPUT")
        .filter(|input| input.get("DB") == Some(file));
    (keep.count() > 1).then(|| format!("another input keeps its place in `{file}` too"))
}

fn output(section: &Section) -> Option<String> {
    if section.kind != "OUTPUT" {
        return None;
    }
    let needed = ["Name", "region", "log_group_name", "log_stream_prefix"];
    let missing = needed.into_iter().find(|key| section.get(key).is_none());
    missing.map(|key| format!("there is no `{key}`"))
}
