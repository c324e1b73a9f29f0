//! Exceptions: findings that an environment accepts, by code and path, with a reason.

use super::{FLEET_RULES, Rule};
use crate::diag::{Code, Diagnostic, FieldPath, Severity};
use crate::model::{Named, Texts};

/// An exception that excepts nothing. Kept out of `RULES`, since it speaks of the rules themselves.
pub const UNUSED_EXCEPTION: (Code, &str) = (
    Code(8001),
    "# Unused exception\n\nAn exception names a code and the path of a field. This one excepts nothing: the finding is gone, \
     or the path has changed. Remove it, so that it does not hide the next finding at that place.\n",
);

/// Takes out what is excepted; what excepts nothing becomes a warning.
///
/// Codes of a team's own rules are known to the team's own program only: another one says nothing of exceptions to them.
/// Nor can one environment tell whether an exception to a rule over the fleet is used.
pub(super) fn apply(
    exceptions: &Named<String, Texts>,
    found: &[Diagnostic],
    own: &[Rule],
) -> Vec<Diagnostic> {
    let is_foreign = |code: &str| {
        let of_team = code.starts_with("EKS9") && !own.iter().any(|rule| rule.code.to_string() == code);
        of_team || FLEET_RULES.iter().any(|rule| rule.code.to_string() == code)
    };
    let covers = |code: &str, path: &str, finding: &Diagnostic| {
        finding.code.to_string() == code && finding.path.to_string() == path
    };
    let mut left: Vec<Diagnostic> = Vec::new();
    for finding in found {
        let excepted = exceptions
            .get(&finding.code.to_string())
            .is_some_and(|paths| paths.contains_key(&finding.path.to_string()));
        if !excepted {
            left.push(finding.clone());
        }
    }
    for (code, paths) in exceptions.iter().filter(|(code, _)| !is_foreign(code)) {
        for path in paths.keys() {
            if !found.iter().any(|finding| covers(code, path, finding)) {
                let at = FieldPath::root().field("exceptions").key(code).key(path);
                let message = format!("nothing is found by `{code}` at `{path}`");
                left.push(
                    Diagnostic::new(UNUSED_EXCEPTION.0, Severity::Warning, at, message)
                        .help("remove the exception, or correct its code or path; `check -o json` tells both of each finding"),
                );
            }
        }
    }
    left
}
