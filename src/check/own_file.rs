//! What to do in the environment's own file, where something is wrong with what stands in one that it extends: that one has
//! other environments behind it.

use crate::diag::{Diagnostic, FieldPath, Origins, Related, Segment, Span};

/// Shows and tells a finding about a file that is extended for this environment alone. A mend that is made by the program
/// stays where it is.
pub(super) fn instead(finding: &mut Diagnostic, origins: &Origins) {
    if finding.fix.is_none() {
        if finding.takes_out {
            null_leaves_out(finding, origins);
        }
        conflict(finding, origins);
    }
}

/// Nothing can be left out of the own file that does not stand in it: it takes a `null`.
fn null_leaves_out(finding: &mut Diagnostic, origins: &Origins) {
    let written = origins.exact(&finding.path).map(|origin| origin.key.source);
    let Some(extended) = written.filter(|source| origins.is_extended(*source)) else {
        return;
    };
    // Told without the name of the environment: one of many that share the finding is no other one.
    let only_here = match list(&finding.path) {
        Some(list) => format!("write `{list}` without it in its own file: a list is laid over as a whole"),
        None => "write `null` in its place in its own file".to_owned(),
    };
    finding.notes.push(format!(
        "it stands in `{}`, which others may extend; to leave it out of one environment alone, {only_here}",
        origins.file(extended).name
    ));
}

/// A conflict of the own file with one that it extends is shown at the own line: it came with that one.
fn conflict(finding: &mut Diagnostic, origins: &Origins) {
    let is_extended = |span: &Option<Span>| {
        let span = span.as_ref();
        span.is_some_and(|span| origins.is_extended(span.source))
    };
    let is_own = |related: &&mut Related| related.span.is_some() && !is_extended(&related.span);
    if !is_extended(&finding.span) {
        return;
    }
    let Some(own) = finding.related.iter_mut().find(is_own) else {
        return;
    };
    std::mem::swap(&mut finding.span, &mut own.span);
    own.path = finding.path.clone();
    own.label = "others may extend this too".to_owned();
    if let Some(help) = &finding.help {
        let field = list(&finding.path).unwrap_or_else(|| finding.path.clone());
        finding.help = Some(format!(
            "change this, or `{field}` for this environment alone, in this file: {help}"
        ));
    }
}

/// The outermost list that a path leads through.
fn list(path: &FieldPath) -> Option<FieldPath> {
    let mut found = None;
    let mut at = path.clone();
    while let Some(around) = at.parent() {
        if matches!(at.segments().last(), Some(Segment::Index(_))) {
            found = Some(around.clone());
        }
        at = around;
    }
    found
}
