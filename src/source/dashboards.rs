//! Dashboards in files that an environment names: their text takes the place of their path, or it is said why it cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::documents::{Documents, MAX_BYTES, ReadFault};
use super::load::{SAME_EVERYWHERE, leaves_project, sibling};
use super::tree::{Entry, Node, NodeKind};
use super::{fault, tree};
use crate::diag::{Diagnostic, FieldPath, Origins, Related, SourceFile, SourceId, Span};
use crate::model::{DashboardFile, DashboardInput};

/// Reads every file that `monitoring.grafana.dashboards` names. What cannot be used is a fault, and an empty text stands
/// for it until the faults are told.
pub(super) fn read(
    tree: &mut Node,
    documents: &dyn Documents,
    origins: &mut Origins,
    faults: &mut Vec<Diagnostic>,
) {
    let way = ["monitoring", "grafana", "dashboards"];
    let start = FieldPath::root();
    let at = way.iter().fold(start, |at, field| at.field(field));
    let dashboards = way
        .iter()
        .try_fold(tree, |node, field| Some(&mut node.entry_mut(field)?.value));
    let Some(NodeKind::Map(dashboards)) = dashboards.map(|node| &mut node.kind) else {
        return;
    };
    let mut uids = BTreeMap::new();
    for tree::Entry { key, value, .. } in dashboards {
        let Some(file) = value.entry_mut("file") else {
            continue;
        };
        let at = at.key(key).field("file");
        let mut reader = Reader {
            documents,
            origins,
            faults,
            uids: &mut uids,
            named: file.value.span.clone(),
            at,
        };
        if let Some(node) = reader.file(&file.value) {
            file.value = node;
        }
    }
}

/// A dashboard, as far as it must be one.
#[derive(Deserialize)]
#[serde(expecting = "a map")]
struct Board {
    uid: Option<String>,
    title: Option<String>,
    panels: Option<Vec<IgnoredAny>>,
    /// Where Grafana before 5 kept its panels; later ones still read it.
    rows: Option<Vec<IgnoredAny>>,
    #[serde(default)]
    templating: Templating,
    #[serde(default, rename = "__inputs")]
    inputs: Vec<DashboardInput>,
    /// What Grafana's API answers has the dashboard in it.
    dashboard: Option<IgnoredAny>,
    /// And so has a resource of Kubernetes.
    spec: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
struct Templating {
    #[serde(default)]
    list: Vec<Variable>,
}

#[derive(Deserialize)]
struct Variable {
    name: String,
}

/// Reads one file.
struct Reader<'a> {
    documents: &'a dyn Documents,
    origins: &'a mut Origins,
    faults: &'a mut Vec<Diagnostic>,
    /// The dashboards so far, by uid.
    uids: &'a mut BTreeMap<String, String>,
    /// Where the environment names the file.
    named: Span,
    at: FieldPath,
}

impl Reader<'_> {
    /// What stands in the tree for the file; `None` where nothing is named.
    fn file(&mut self, value: &Node) -> Option<Node> {
        if value.is_null() {
            return None;
        }
        let NodeKind::Scalar { text: path, .. } = &value.kind else {
            let message = "`file` names one file, such as `dashboards/orders.json`";
            let fault = Diagnostic::error(fault::WRONG_VALUE, self.at.clone(), message);
            self.faults.push(fault.at(self.named.clone()));
            return Some(self.node("", "", &self.named));
        };
        let beside = &self.origins.file(self.named.source).name;
        let file = sibling(Path::new(beside), path);
        if let Some(why) = leaves_project(&file) {
            let message = format!("`{path}` {why}");
            let help = format!("put the file beside `{beside}`, and name it from there: {SAME_EVERYWHERE}");
            let fault = Diagnostic::error(fault::UNREADABLE, self.at.clone(), message);
            self.faults.push(fault.help(help).at(self.named.clone()));
            return Some(self.node(path, "", &self.named));
        }
        let name = file.to_string_lossy().replace('\\', "/");
        match self.documents.read(&file) {
            Ok(json) => {
                let source = self.origins.add_file(SourceFile {
                    name: name.clone(),
                    text: Some(json.as_str().into()),
                });
                self.check(&name, path, &json, source);
                Some(self.node(path, &json, &Span::of_bytes(source, &json, 0..json.len())))
            }
            Err(reason) => {
                let message = format!("cannot read `{name}`: {reason}");
                let help = match reason {
                    ReadFault::TooLarge => {
                        "a ConfigMap holds no more, and Grafana gets the dashboard in one: split it"
                            .to_owned()
                    }
                    _ => format!("the path begins where `{beside}` lies"),
                };
                let fault = Diagnostic::error(fault::UNREADABLE, self.at.clone(), message);
                self.faults.push(fault.help(help).at(self.named.clone()));
                Some(self.node(path, "", &self.named))
            }
        }
    }

    /// What an environment has once it is read: the path and the text, which stands in a file of its own.
    fn node(&self, path: &str, json: &str, file: &Span) -> Node {
        let entry = |key: &str, text: &str, span: &Span| Entry {
            key: key.to_owned(),
            key_span: span.clone(),
            value: Node {
                span: span.clone(),
                kind: NodeKind::Scalar {
                    text: text.to_owned(),
                    plain: false,
                },
            },
        };
        Node {
            span: self.named.clone(),
            kind: NodeKind::Map(vec![entry("path", path, &self.named), entry("json", json, file)]),
        }
    }

    fn check(&mut self, name: &str, path: &str, json: &str, source: SourceId) {
        let board: Board = match serde_json::from_str(json) {
            Ok(board) => board,
            Err(error) => {
                let place = Span::of_reader(source, json, (error.line(), error.column()));
                return self.refuse(unreadable(json, &error), None, place);
            }
        };
        let start = Span::of_reader(source, json, (1, 1));
        if let Some((reason, help)) = no_dashboard(&board) {
            let message = format!("this is no dashboard of Grafana: {reason}");
            return self.refuse(message, Some(help.to_owned()), start);
        }
        self.check_placeholders(&board, json, source);
        if let Some(uid) = board.uid {
            if !is_uid(&uid) {
                let message = format!("`{uid}` is no uid");
                let help = format!(
                    "write at most {MAX_UID} letters, digits, `-` and `_`, or none, and Grafana makes one"
                );
                self.refuse(message, Some(help), start.clone());
            }
            let other = self.uids.get(&uid);
            if let Some(message) = other.map(|other| format!("`{other}` has the uid `{uid}` already")) {
                let help = "give it another one: Grafana shows none of two that have the same";
                self.refuse(message, Some(help.to_owned()), start.clone());
            }
            self.uids.insert(uid, name.to_owned());
        }
        let file = DashboardFile {
            path: path.to_owned(),
            json: json.to_owned(),
        };
        // Kubernetes, pkg/apis/core/validation, ValidateConfigMap: 1 MiB of values.
        if file.provisioned().len() > MAX_BYTES {
            let message = "with its data source filled in this is larger than 1 MiB".to_owned();
            let help = "a ConfigMap holds no more, and Grafana gets the dashboard in one: split it";
            self.refuse(message, Some(help.to_owned()), start);
        }
    }

    /// What an export leaves open is filled in by whoever imports it by hand; of a file nobody does.
    fn check_placeholders(&mut self, board: &Board, json: &str, source: SourceId) {
        let mut told = BTreeSet::new();
        for (offset, name) in placeholders(json) {
            let input = board.inputs.iter().find(|input| input.name == name);
            let open = match input {
                Some(input) if input.is_prometheus() => continue,
                Some(DashboardInput { kind, plugin_id, .. }) => match plugin_id {
                    Some(plugin) => format!("a {kind} of the kind `{plugin}`"),
                    None => format!("a {kind}"),
                },
                None if name.starts_with("DS_") => "a data source".to_owned(),
                None => continue,
            };
            let is_variable = board.templating.list.iter().any(|variable| variable.name == name);
            if input.is_none() && is_variable || !told.insert(name) {
                continue;
            }
            let message = format!("`${{{name}}}` stands for {open} that nobody fills in");
            let help = "write what it stands for into the file; the uid of the environment's Prometheus is `prometheus`";
            let place = Span::of_bytes(source, json, offset..offset + name.len() + 3);
            self.refuse(message, Some(help.to_owned()), place);
        }
    }

    fn refuse(&mut self, message: String, help: Option<String>, place: Span) {
        let mut fault = Diagnostic::error(fault::NOT_A_DASHBOARD, self.at.clone(), message).at(place);
        fault.help = help;
        fault.related.push(Related {
            path: self.at.clone(),
            span: Some(self.named.clone()),
            label: "named here".to_owned(),
        });
        self.faults.push(fault);
    }
}

/// Most characters of a uid. Source: grafana/grafana, pkg/util/shortid_generator.go, as of 2026-11.
const MAX_UID: usize = 40;

/// Whether Grafana takes this uid; an empty one is none.
fn is_uid(uid: &str) -> bool {
    uid.len() <= MAX_UID
        && uid
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Why a text cannot be read as a dashboard.
fn unreadable(json: &str, error: &serde_json::Error) -> String {
    if json.starts_with('\u{feff}') {
        return "this is not JSON: a byte order mark stands before it; save it as UTF-8 without one"
            .to_owned();
    }
    let what = match error.classify() {
        Category::Data => "this is no dashboard of Grafana",
        _ => "this is not JSON",
    };
    // The place follows the message; it need not be told twice.
    let reason = error.to_string();
    let reason = match error.classify() {
        Category::Data if json.trim_start().starts_with('[') => "it is a list",
        _ => reason.split(" at line ").next().unwrap_or_default(),
    };
    format!("{what}: {reason}")
}

/// Why this is no dashboard, and what to do.
fn no_dashboard(board: &Board) -> Option<(&'static str, &'static str)> {
    if board.panels.is_some() || board.rows.is_some() {
        let nameless = board.title.as_ref().is_none_or(String::is_empty);
        return nameless.then_some(("it has no `title`", "give it one: people find it by it"));
    }
    Some(if board.dashboard.is_some() {
        (
            "it is an answer of Grafana's API",
            "keep what stands under `dashboard` and nothing else",
        )
    } else if board.spec.is_some() {
        (
            "it is a resource of Kubernetes",
            "export it as a classic dashboard, with `panels` on top",
        )
    } else {
        (
            "it has no `panels`",
            "export it in Grafana: Share, Export, Save to file",
        )
    })
}

/// Every `${NAME}`, and where it stands.
fn placeholders(json: &str) -> impl Iterator<Item = (usize, &str)> {
    json.match_indices("${").filter_map(|(offset, _)| {
        let name = json[offset + 2..].split('}').next()?;
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        is_name.then_some((offset, name))
    })
}
