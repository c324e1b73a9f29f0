//! Exceptions: findings that an environment accepts, by code and path, with a reason.

use super::fleet::lacks_other;
use super::{FLEET_RULES, RULES, Rule};
use crate::diag::{Code, Diagnostic, FieldPath, Severity};
use crate::model::{Named, Texts};

/// An exception that excepts nothing. Kept out of `RULES`, since it speaks of the rules themselves.
pub const UNUSED_EXCEPTION: (Code, &str) = (
    Code(8001),
    "# Unused exception\n\nAn exception names a code and the path of a field, and says why. This one excepts nothing: the finding \
     is gone, the path has changed, there is no such code, or no reason is given. Remove it, so that it does not hide the next \
     finding at that place, or write what is missing.\n",
);

/// Whether somebody who reads the exception learns from its reason why it is there.
pub(super) fn says_why(reason: &str) -> bool {
    !reason.trim().is_empty()
}

/// Takes out what is excepted; what excepts nothing becomes a warning.
pub(super) fn apply(
    exceptions: &Named<String, Texts>,
    found: &[Diagnostic],
    own: &[Rule],
) -> Vec<Diagnostic> {
    let reason = |finding: &Diagnostic| {
        let paths = exceptions.get(&finding.code.to_string())?;
        paths.get(&finding.path.to_string())
    };
    let excepted = |finding: &&Diagnostic| reason(finding).is_some_and(|reason| says_why(reason));
    let mut left: Vec<Diagnostic> = found
        .iter()
        .filter(|finding| !excepted(finding))
        .cloned()
        .collect();
    for (code, paths) in exceptions {
        for (path, reason) in paths {
            if let Some((message, help)) = unused(code, path, reason, found, own) {
                let at = FieldPath::root().field("exceptions").key(code).key(path);
                let warning = Diagnostic::new(UNUSED_EXCEPTION.0, Severity::Warning, at, message);
                left.push(warning.help(help));
            }
        }
    }
    left
}

/// Why an exception excepts nothing, and what to do.
fn unused(
    code: &str,
    path: &str,
    reason: &str,
    found: &[Diagnostic],
    own: &[Rule],
) -> Option<(String, String)> {
    let at_path = || found.iter().filter(|finding| finding.path.to_string() == path);
    let number = numbered(code);
    let known = number.filter(|number| Code(*number).to_string() == code && is_rule(*number, own));
    if known.is_none() {
        let meant = number.filter(|number| is_rule(*number, own));
        let meant = meant.or_else(|| at_path().map(|finding| finding.code.0).next());
        let help = match meant {
            Some(number) => format!("did you mean `{}`?", Code(number)),
            None => "remove the exception, or correct its code; `explain --all` prints every code".to_owned(),
        };
        return Some((format!("there is no rule `{code}`"), help));
    }
    if lacks_other(code, path) {
        return Some((
            format!("an exception to `{code}` is for one other environment, and `{path}` names none"),
            "write one for each that this one shall never be connected with, its name behind the path: \
             `network.cidr[\"shop-dev\"]`"
                .to_owned(),
        ));
    }
    let used = at_path().any(|finding| finding.code.to_string() == code);
    if !used && !known.is_some_and(|number| is_told_elsewhere(number, own)) {
        let help =
            "remove the exception, or correct its code or path; `check -o json` tells both of each finding";
        return Some((
            format!("nothing is found by `{code}` at `{path}`"),
            help.to_owned(),
        ));
    }
    (!says_why(reason)).then(|| {
        (
            format!("an exception without a reason: what `{code}` finds at `{path}` is not accepted"),
            "write in a few words why it is accepted, or remove the exception".to_owned(),
        )
    })
}

/// The number of a code, also of one in small letters, without `EKS`, or with a letter that looks like a digit.
fn numbered(code: &str) -> Option<u16> {
    let code = code.trim().to_ascii_uppercase();
    let digits = code.strip_prefix("EKS").unwrap_or(&code);
    let digits = digits.trim_start_matches(['-', ' ', '_']);
    let digits = digits.replace('O', "0").replace(['I', 'L'], "1");
    let whole = digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit());
    whole.then(|| digits.parse().ok()).flatten()
}

/// Whether there is a rule of this number. Those of a team are known to the team's own program only: another one takes
/// every number that a team can give.
fn is_rule(number: u16, own: &[Rule]) -> bool {
    let of_fleet = FLEET_RULES.iter().map(|rule| rule.code);
    let codes = RULES.iter().chain(own).map(|rule| rule.code);
    codes.chain(of_fleet).any(|code| code.0 == number) || is_of_another_program(number, own)
}

fn is_of_another_program(number: u16, own: &[Rule]) -> bool {
    own.is_empty() && (9000..=9999).contains(&number)
}

/// Whether this environment alone cannot tell that an exception is used: one to a rule over the fleet, or to a rule of a
/// team in a program that has none of them.
fn is_told_elsewhere(number: u16, own: &[Rule]) -> bool {
    FLEET_RULES.iter().any(|rule| rule.code.0 == number) || is_of_another_program(number, own)
}
