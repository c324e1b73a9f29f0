//! From a named document to a typed environment with the place of every field, or to every reason why not.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::{Documents, ReadFault};
use super::draft::Draft;
use super::overlay::{self, Removed};
use super::tree::{Node, NodeKind};
use super::typed::{self, EXTENDS, Sources, Written};
use super::{dashboards, fault, parse};
use crate::diag::{Code, Diagnostic, FieldPath, Origin, Origins, SourceFile, SourceId, Span};
use crate::model::Environment;

/// An environment as it was read.
#[derive(Debug)]
pub struct Loaded {
    /// What was asked for.
    pub environment: Environment,
    /// Where each field was written.
    pub origins: Origins,
    /// The files, the named one first, as people write their paths.
    pub sources: Vec<String>,
}

/// Why there is no environment: everything that was found, with the files it was found in.
#[derive(Debug)]
pub struct Refused {
    /// What was found.
    pub faults: Vec<Diagnostic>,
    /// The files, as far as they could be read.
    pub origins: Origins,
    /// The environment without the fields that there are not, where every value could be read: enough to look at what runs,
    /// never to write anything.
    pub readable: Option<Environment>,
}

/// Reads an environment and what it extends.
///
/// # Errors
/// Every fault of the files and of the values in them, each at its place.
pub fn load(documents: &dyn Documents, path: &Path) -> Result<Loaded, Box<Refused>> {
    let mut reader = Reader {
        documents,
        origins: Origins::default(),
        faults: Vec::new(),
        chain: Vec::new(),
        removed: Removed::default(),
    };
    let tree = reader.tree(path, None);
    let Reader {
        mut origins,
        mut faults,
        removed,
        ..
    } = reader;
    let Some(tree) = tree else {
        return Err(Box::new(refused(faults, origins, None)));
    };
    if says_base(&tree) {
        let message = "this file has `kind: Base`: others extend it, and it is not rendered alone";
        faults.push(Diagnostic::error(
            fault::NOT_AN_ENVIRONMENT,
            FieldPath::root().field("kind"),
            message,
        ));
        tree.record(&mut origins);
        return Err(Box::new(refused(faults, origins, None)));
    }
    type_tree(documents, tree, faults, origins, (&removed, Written::Yaml))
}

/// Types an environment that was written in Rust. The documents are its sources, for messages to show their lines.
///
/// ```
/// use eksight::model::{Account, Cluster, Endpoint, Environment};
/// use eksight::source::{Drafted as _, Memory, load_draft};
///
/// let cluster = Cluster::draft()
///     .name("dev-eks")
///     .region("ap-northeast-2")
///     .kubernetes_version("1.36")
///     .zones(["ap-northeast-2a", "ap-northeast-2c"]);
/// let draft = Environment::draft().account(Account::draft().id("111122223333")).cluster(cluster);
/// // What is set later is laid over what was set before, as an overlay is laid over its base.
/// let private = draft.clone().cluster(Cluster::draft().endpoint(Endpoint::draft().private(true)));
/// let sources = Memory::default();
/// let environment = load_draft(&sources, private).expect("a sound environment").environment;
/// assert!(environment.cluster.endpoint.private);
/// assert_eq!(environment.cluster.name.as_str(), "dev-eks");
///
/// // A fault has the line that set the value.
/// let wrong = draft.cluster(Cluster::draft().region("seoul"));
/// let refused = load_draft(&sources, wrong).expect_err("no region");
/// assert!(refused.faults[0].span.is_some());
/// ```
///
/// # Errors
/// Every fault of its values, each at the line that set it.
pub fn load_draft(documents: &dyn Documents, draft: Draft<Environment>) -> Result<Loaded, Box<Refused>> {
    let mut origins = Origins::default();
    let (tree, removed) = draft.into_tree(&mut origins, documents);
    type_tree(documents, tree, Vec::new(), origins, (&removed, Written::Rust))
}

fn type_tree(
    documents: &dyn Documents,
    mut tree: Node,
    mut faults: Vec<Diagnostic>,
    mut origins: Origins,
    (removed, by): (&Removed, Written),
) -> Result<Loaded, Box<Refused>> {
    let sources: Vec<String> = origins.files().iter().map(|file| file.name.clone()).collect();
    if by == Written::Yaml {
        origins.end_of_extended();
    }
    dashboards::read(&mut tree, documents, &mut origins, &mut faults);
    tree.record(&mut origins);
    let read_from = Sources {
        origins: &origins,
        removed,
        by,
    };
    match typed::environment(tree, &read_from, &mut faults) {
        Some(environment) if faults.is_empty() => Ok(Loaded {
            environment,
            origins,
            sources,
        }),
        readable => Err(Box::new(refused(faults, origins, readable))),
    }
}

/// The kind of a document that others extend.
const BASE: &str = "Base";

/// Whether a document says `kind: Base`. A document that cannot be read does not: loading it tells why.
pub fn is_base(documents: &dyn Documents, path: &Path) -> bool {
    let Ok(text) = documents.read(path) else {
        return false;
    };
    // Every file of a fleet is asked, and few name it. Only an escape could write it without its letters.
    if !text.contains(BASE) && !text.contains('\\') {
        return false;
    }
    let Ok((tree, _)) = parse::parse(&text, SourceId(0)) else {
        return false;
    };
    says_base(&tree)
}

fn says_base(tree: &Node) -> bool {
    matches!(tree.entry("kind").map(|entry| &entry.value.kind), Some(NodeKind::Scalar { text, .. }) if text == BASE)
}

fn refused(mut faults: Vec<Diagnostic>, origins: Origins, readable: Option<Environment>) -> Refused {
    for fault in &mut faults {
        if fault.span.is_none() {
            fault.span = origins
                .nearest(&fault.path)
                .map(|origin| origin.pointed().clone());
        }
    }
    // As people read files; what has no place comes first.
    faults.sort_by_key(|fault| {
        let span = fault.span.as_ref()?;
        Some((span.source, span.line, span.column))
    });
    Refused {
        faults,
        origins,
        readable,
    }
}

/// Reads a chain of files.
struct Reader<'a> {
    documents: &'a dyn Documents,
    origins: Origins,
    faults: Vec<Diagnostic>,
    chain: Vec<PathBuf>,
    removed: Removed,
}

impl Reader<'_> {
    /// The tree of a file laid over what it extends; `None` when something stopped the reading.
    fn tree(&mut self, path: &Path, named_at: Option<Span>) -> Option<Node> {
        let name = path.to_string_lossy().replace('\\', "/");
        if self.chain.iter().any(|read| read == path) {
            let message = format!("`{name}` extends itself in a circle");
            self.refuse(fault::BAD_EXTENDS, message, named_at);
            return None;
        }
        let mut tree = self.document(path, name, named_at)?;
        if tree.entries().is_none() {
            let message = "an environment file is a map of fields, and this is none".to_owned();
            self.refuse(fault::WRONG_VALUE, message, Some(tree.span));
            return None;
        }
        let Some(extends) = tree.take(EXTENDS) else {
            return Some(tree);
        };
        // A file further up the chain has another, and only the environment's own is asked for: the first that is recorded.
        let written = Origin {
            key: extends.key_span.clone(),
            value: extends.value.span.clone(),
        };
        self.origins.record(FieldPath::root().field(EXTENDS), written);
        let parent = match &extends.value.kind {
            NodeKind::Scalar { text, .. } if !text.is_empty() && !extends.value.is_null() => {
                sibling(path, text)
            }
            _ => {
                let fault =
                    Diagnostic::error(fault::BAD_EXTENDS, FieldPath::root(), "`extends` names one file");
                let help =
                    "write the path of a file beside this one, such as `base.yaml`, or take `extends` out";
                self.faults.push(fault.help(help).at(extends.value.span));
                return None;
            }
        };
        if let Some(why) = leaves_project(&parent) {
            let message = format!("`{}` {why}", parent.display());
            let fault = Diagnostic::error(fault::BAD_EXTENDS, FieldPath::root(), message);
            let fault = fault.help(format!(
                "put the base beside `{}`, and name it from there: {SAME_EVERYWHERE}",
                path.display()
            ));
            self.faults.push(fault.at(extends.value.span));
            return None;
        }
        let base = self.tree(&parent, Some(extends.value.span));
        let mut base = base?;
        // A base stays a base; what extends it is an environment unless it says otherwise.
        base.take("kind");
        Some(overlay::merge(base, tree, &mut self.removed))
    }

    /// The tree of one file.
    fn document(&mut self, path: &Path, name: String, named_at: Option<Span>) -> Option<Node> {
        let id = SourceId(self.origins.files().len());
        let bases = self.documents.bases().filter(|_| named_at.is_some());
        if let Some(base) = bases.and_then(|bases| bases.get(path, id)) {
            self.chain.push(path.to_owned());
            let text = Some(base.text);
            self.origins.add_file(SourceFile { name, text });
            return Some(Node::clone(&base.tree));
        }
        let text: Arc<str> = match self.documents.read(path) {
            Ok(text) => text.into(),
            Err(reason) => {
                let code = if named_at.is_some() {
                    fault::BAD_EXTENDS
                } else {
                    fault::UNREADABLE
                };
                let message = format!("cannot read `{name}`: {reason}");
                let fault = Diagnostic::error(code, FieldPath::root(), message);
                let fault = match (&reason, &named_at) {
                    (ReadFault::NotFound, Some(_)) => fault.help(self.instead_of(path)),
                    _ => fault,
                };
                // The file counts as named, so that a message without a place still says which one is meant.
                let source = self.origins.add_file(SourceFile { name, text: None });
                let inside = match reason {
                    ReadFault::NotUtf8 { line, column, .. } => Some(Span {
                        source,
                        line,
                        column,
                        bytes: 0..0,
                    }),
                    _ => None,
                };
                self.faults.push(match named_at.or(inside) {
                    Some(span) => fault.at(span),
                    None => fault,
                });
                return None;
            }
        };
        self.chain.push(path.to_owned());
        self.origins.add_file(SourceFile {
            name,
            text: Some(Arc::clone(&text)),
        });
        match parse::parse(&text, id) {
            Ok((tree, faults)) => {
                if let Some(bases) = bases.filter(|_| faults.is_empty()) {
                    bases.keep(path, id, text, &tree);
                }
                self.faults.extend(faults);
                Some(tree)
            }
            Err(fault) => {
                self.faults.push(*fault);
                None
            }
        }
    }

    /// What can be extended in the place of a file that there is not.
    fn instead_of(&self, path: &Path) -> String {
        let folder = path.parent().unwrap_or(Path::new(""));
        let files = self.documents.list(folder).unwrap_or_default();
        let others = files.iter().filter(|file| !self.chain.contains(file));
        let yaml = others.filter(|file| file.extension().is_some_and(|end| end == "yaml"));
        let stems: Vec<&str> = yaml.filter_map(|file| file.file_stem()?.to_str()).collect();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        match typed::nearest(&stem, &stems) {
            Some(near) => format!("did you mean `{near}.yaml`?"),
            None => "name a YAML file beside this one, such as `base.yaml`; an environment that is written in Rust cannot be \
                     extended by a file"
                .to_owned(),
        }
    }

    fn refuse(&mut self, code: Code, message: String, span: Option<Span>) {
        let fault = Diagnostic::error(code, FieldPath::root(), message);
        self.faults.push(match span {
            Some(span) => fault.at(span),
            None => fault,
        });
    }
}

/// Why nothing outside the project is read.
pub(super) const SAME_EVERYWHERE: &str = "what is rendered must not depend on this machine";

/// Why a [`sibling`] is no file of the project; `None` where it is one. A finding about a file shows a line of it.
pub(super) fn leaves_project(file: &Path) -> Option<&'static str> {
    if file.is_absolute() {
        return Some("is an absolute path, which is another one elsewhere");
    }
    file.starts_with("..").then_some("lies outside the project")
}

/// The path of a file beside another one, without `.` and `..` steps where they can be taken out.
pub(super) fn sibling(path: &Path, name: &str) -> PathBuf {
    let mut steps = PathBuf::new();
    for step in path.parent().unwrap_or(Path::new("")).join(name).components() {
        match step {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if steps.file_name().is_some() => {
                steps.pop();
            }
            other => steps.push(other),
        }
    }
    steps
}
