//! What a path names.

use super::kinds::Kind;

/// A kind, and perhaps a namespace, a name and a part of the object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) kind: Kind,
    pub(super) namespace: Option<String>,
    pub(super) name: Option<String>,
    /// `status`, `finalize` or `scale`.
    pub(super) part: Option<String>,
}

/// Reads `/api/v1/namespaces/a/pods/b/status` and the like; `None` where nothing of the sort is served.
pub(super) fn parse(path: &str, kinds: &[Kind]) -> Option<Target> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let (group, version, rest) = match segments.as_slice() {
        ["api", version, rest @ ..] => ("", *version, rest),
        ["apis", group, version, rest @ ..] => (*group, *version, rest),
        _ => return None,
    };
    let known = |plural: &str| {
        let same = |kind: &&Kind| kind.group == group && kind.version == version && kind.plural == plural;
        kinds.iter().find(same).cloned()
    };
    let begins_with_kind = |rest: &[&str]| rest.first().is_some_and(|plural| known(plural).is_some());
    let (namespace, rest) = match rest {
        ["namespaces", namespace, rest @ ..] if begins_with_kind(rest) => (Some(*namespace), rest),
        rest => (None, rest),
    };
    let (plural, rest) = rest.split_first()?;
    let mut rest = rest.iter().map(|segment| (*segment).to_owned());
    Some(Target {
        kind: known(plural)?,
        namespace: namespace.map(str::to_owned),
        name: rest.next(),
        part: rest.next(),
    })
}
