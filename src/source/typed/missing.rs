//! Fields that must be there and are not: what stands in for them while the rest is read, and what people are told.

use super::super::fault;
use super::super::tree::{Entry, Node, NodeKind};
use super::unknown::{Unknown, nearest};
use super::{EXTENDS, Sources, Written, guide};
use crate::diag::{Diagnostic, FieldPath, Origin, Origins, Related, Segment, Span};

/// The fields that are missing, in the order in which they were found.
pub(super) struct Missing {
    fields: Vec<Field>,
    /// What the environment is called in examples.
    called: String,
}

struct Field {
    /// Where it should stand.
    path: FieldPath,
    /// Whether what people wrote there was cut out of the tree: that is told already.
    of_a_cut: bool,
}

impl Field {
    fn holds(&self, path: &FieldPath) -> bool {
        let mut above = Some(path.clone());
        while let Some(at) = above {
            if at.leads_to_same(&self.path) {
                return true;
            }
            above = at.parent();
        }
        false
    }
}

impl Missing {
    /// None yet, of an environment that was read from these files.
    pub(super) fn of(origins: &Origins) -> Self {
        Self {
            fields: Vec::new(),
            called: called(origins),
        }
    }

    /// Puts an example where a field is missing, so that what is missing behind it is found too; whether that could be done.
    pub(super) fn stand_in(&mut self, tree: &mut Node, path: &FieldPath, of_a_cut: bool) -> bool {
        if self.fields.iter().any(|field| field.path.leads_to_same(path)) {
            return false;
        }
        let name = path.segments().last().and_then(Segment::name);
        let map = path.parent().and_then(|map| tree.at_mut(&map));
        let (Some(guide), Some(name), Some(NodeKind::Map(entries))) =
            (guide::of(path), name, map.map(|map| &mut map.kind))
        else {
            return false;
        };
        let value = Node::of_value(&guide.example_of(&self.called));
        entries.push(Entry {
            key: name.to_owned(),
            key_span: value.span.clone(),
            value,
        });
        let path = path.clone();
        self.fields.push(Field { path, of_a_cut });
        true
    }

    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether what is at this path only stands in for what is missing.
    pub(super) fn stands_in(&self, path: &FieldPath) -> bool {
        self.fields.iter().any(|field| field.holds(path))
    }

    /// The findings: one for each field, with all that must stand in it.
    pub(super) fn tell(&self, tree: &Node, unknown: &[Unknown], sources: &Sources<'_>) -> Vec<Diagnostic> {
        let outermost = |field: &&Field| {
            let others = self
                .fields
                .iter()
                .filter(|other| !other.path.leads_to_same(&field.path));
            others.into_iter().all(|other| !other.holds(&field.path))
        };
        let is_meant = |field: &&Field| unknown.iter().any(|unknown| unknown.means(&field.path));
        let told = self.fields.iter().filter(outermost);
        told.filter(|field| !field.of_a_cut && !is_meant(field))
            .map(|field| self.told(field, tree, sources))
            .collect()
    }

    fn told(&self, field: &Field, tree: &Node, sources: &Sources<'_>) -> Diagnostic {
        let (path, by) = (&field.path, sources.by);
        let name = path.segments().last().and_then(Segment::name).unwrap_or_default();
        let map = path.parent().unwrap_or_default();
        let inside = self.fields.iter().filter(|other| field.holds(&other.path));
        let add = add(path, tree, by);
        let fault = Diagnostic::error(
            fault::MISSING_FIELD,
            map.clone(),
            format!("`{name}` is missing here"),
        );
        let mut fault = match (sources.removed.at(path), like_one_of_the_base(tree, &map)) {
            (Some(span), _) => {
                let nothing = if by == Written::Rust { "Absent" } else { "null" };
                let help = format!("`{nothing}` takes away what was said before: remove it, or {add}");
                fault.help(help).at(span.clone())
            }
            (None, Some(like)) => {
                let mut fault = fault.help(format!("did you mean `{}`? Otherwise {add}", like.name));
                fault.related.push(Related {
                    path: like.path,
                    span: Some(like.span),
                    label: "the one that is extended".to_owned(),
                });
                fault
            }
            (None, None) => match own_place(&map, sources.origins) {
                Some((own, shared)) => Diagnostic {
                    message: format!("`{path}` is missing"),
                    ..in_own_file(fault, &add, (own, shared))
                },
                None => fault.help(add),
            },
        };
        fault.notes = inside.filter_map(|field| note(&field.path)).collect();
        fault
    }
}

/// What to do for a field that is missing, with the example that stands in for it.
fn add(path: &FieldPath, tree: &Node, by: Written) -> String {
    let name = path.segments().last().and_then(Segment::name).unwrap_or_default();
    let map = path.parent().unwrap_or_default();
    match (by, tree.at(path)) {
        (
            Written::Rust,
            Some(Node {
                kind: NodeKind::Map(_),
                ..
            }),
        )
        | (_, None) => format!("set `{path}`"),
        (Written::Rust, Some(example)) => format!("set `{path}`, such as {}", example.in_a_line()),
        (_, Some(example)) => {
            let place = match map.segments() {
                [] => String::new(),
                _ => format!(" below `{map}`"),
            };
            format!("add `{name}: {}`{place}", example.in_a_line())
        }
    }
}

/// What examples call an environment: as its file is called, where that is a name for everything that has one.
fn called(origins: &Origins) -> String {
    let file = origins.files().first().map_or("", |file| file.name.as_str());
    let stem = file
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".yaml"));
    // Names of load balancers have 32 characters, and an example puts up to 11 behind.
    let fits = |stem: &&str| {
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        (1..=21).contains(&stem.len())
            && stem
                .split('-')
                .all(|part| !part.is_empty() && part.chars().all(is_part))
    };
    stem.filter(fits).unwrap_or("example").to_owned()
}

/// Where the environment's own file leads to a map that only stands in one that it extends, and where it stands there.
fn own_place(map: &FieldPath, origins: &Origins) -> Option<(Span, Span)> {
    let extends = origins.exact(&FieldPath::root().field(EXTENDS))?;
    let shared = origins.exact(map).map(Origin::pointed)?;
    if !origins.is_extended(shared.source) {
        return None;
    }
    let mut at = map.parent();
    while let Some(around) = at.filter(|around| !around.segments().is_empty()) {
        if let Some(own) = origins
            .exact(&around)
            .filter(|origin| !origins.is_extended(origin.key.source))
        {
            return Some((own.key.clone(), shared.clone()));
        }
        at = around.parent();
    }
    Some((extends.pointed().clone(), shared.clone()))
}

/// What is missing belongs to this environment, and what it extends belongs to others too.
fn in_own_file(fault: Diagnostic, add: &str, (own, shared): (Span, Span)) -> Diagnostic {
    let related = Related {
        path: fault.path.clone(),
        span: Some(shared),
        label: "others may extend this too".to_owned(),
    };
    let mut fault = fault.help(format!("{add} in this file")).at(own);
    fault.related.push(related);
    fault
}

/// What a field is, in the words of the schema.
fn note(path: &FieldPath) -> Option<String> {
    let guide = guide::of(path)?;
    let choices = match guide.choices.as_slice() {
        [] | [_] => String::new(),
        choices => format!(" It takes one of `{}`.", choices.join("`, `")),
    };
    Some(format!("`{path}`: {}{choices}", guide.description))
}

/// An entry of a map with names that only the base has.
struct Like {
    name: String,
    path: FieldPath,
    span: Span,
}

/// The entry of the base that was to be changed, where a path leads through a new one with nearly its name.
fn like_one_of_the_base(tree: &Node, path: &FieldPath) -> Option<Like> {
    let mut at = path.clone();
    loop {
        let around = at.parent()?;
        if let Some(Segment::Key(name)) = at.segments().last() {
            let map = tree.at(&around)?;
            let own = map.entry(name)?;
            let others = map.entries()?.iter();
            let of_base = others.filter(|entry| entry.key_span.source != own.key_span.source);
            let of_base: Vec<_> = of_base.collect();
            let names: Vec<&str> = of_base.iter().map(|entry| entry.key.as_str()).collect();
            if let Some(near) = nearest(name, &names) {
                let entry = of_base.into_iter().find(|entry| entry.key == near)?;
                return Some(Like {
                    name: near.to_owned(),
                    path: around.key(near),
                    span: entry.key_span.clone(),
                });
            }
        }
        at = around;
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::{Origins, SourceId};
    use crate::overlay::Removed;
    use crate::parse;
    use crate::typed::{Sources, Written, environment};

    /// Every map that must have something in it, without it.
    const EMPTY: &str = "\
apiVersion: eksight/v1
cluster: { access: { a: {} } }
network: { flowLogs: {}, existing: {} }
nodeGroups: { a: { taints: { t: {} }, size: {} }, b: {} }
autoscaling: { karpenter: { nodePools: { a: { limits: {} }, b: {} } } }
addons: { vpc-cni: {} }
bastion: {}
ingress: { groups: { a: {} }, dns: {} }
logging:
  controlPlane: {}
  containerInsights: { quickstart: {} }
  queries: { a: { own: {} } }
monitoring:
  prometheus: { volume: {}, remoteWrite: { a: { auth: { basicAuth: {} } } }, expose: {} }
  grafana: { login: { oidc: {} }, dashboards: { a: { grafanaCom: {} } }, alerting: { rules: { a: {} } } }
  targets: { a: { podMonitor: {} }, b: { serviceMonitor: {} } }
alerting:
  receivers: { a: { slack: {} }, b: { pagerduty: {} }, c: { webhook: {} } }
  routes: { a: {} }
  rules: { a: {} }
  kwatch: { pvcMonitor: {} }
  botkube: {}
cost: { budget: {}, kubecost: { volumes: {} } }
workloads: { kubeOpsView: {}, nginx: { metrics: {} } }
charts: { karpenter: {} }
secrets: { a: { kubernetes: {} }, b: { externalSecret: {} } }
delivery: { argocd: {} }
";

    #[test]
    fn an_example_stands_in_for_every_field() {
        let (tree, _) = parse::parse(EMPTY, SourceId(0)).expect("it is YAML");
        let mut faults = Vec::new();
        let sources = Sources {
            origins: &Origins::default(),
            removed: &Removed::default(),
            by: Written::Yaml,
        };
        let environment = environment(tree, &sources, &mut faults);
        assert!(environment.is_none());
        let (missing, others): (Vec<_>, Vec<_>) = faults
            .iter()
            .partition(|fault| fault.message.ends_with("` is missing here") && fault.help.is_some());
        assert_eq!(others, Vec::<&crate::diag::Diagnostic>::new());
        assert_eq!(missing.len(), 92);
    }
}
