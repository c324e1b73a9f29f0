//! Exceptions: findings that an environment accepts, by code and path, with a reason.

use std::collections::BTreeSet;

use super::fleet::lacks_other;
use super::{FLEET_RULES, RULES, Rule};
use crate::diag::{Code, Diagnostic, FieldPath, Origins, Severity};
use crate::model::{Environment, Lifecycle};

/// An exception that excepts nothing. Kept out of `RULES`, since it speaks of the rules themselves.
pub const UNUSED_EXCEPTION: (Code, &str) = (
    Code(8001),
    "# Unused exception\n\nAn exception names a code and the path of a field, and says why. This one excepts nothing: the finding \
     is gone, the path has changed, there is no such code, or no reason is given. Remove it, so that it does not hide the next \
     finding at that place, or write what is missing.\n\nOf an exception to a rule over all environments, and of one in a file \
     that others may extend, `--all` alone can tell that nothing needs it: no environment that extends the file does. It says so \
     when all of them can be looked at.\n",
);

/// Whether somebody who reads the exception learns from its reason why it is there.
pub(super) fn says_why(reason: &str) -> bool {
    !reason.trim().is_empty()
}

/// An exception in which nothing is wrong as far as its environment tells: whether something needs it may be for others to say.
#[derive(Debug, Clone)]
pub struct Exception {
    code: String,
    path: String,
    /// The file that has it.
    file: Option<String>,
    /// Whether that is one that the environment extends, as others may.
    is_extended: bool,
    /// Whether a rule finds in its environment what it excepts, or may do so in the program of a team. What rules over the
    /// fleet find is not known here.
    is_used: bool,
}

impl Exception {
    fn of(code: &str, path: &str, origins: &Origins, found: &[Diagnostic], own: &[Rule]) -> Self {
        let origin = origins.exact(&place(code, path));
        let source = origin.map(|origin| origin.key.source);
        let mut here = found.iter().filter(|finding| finding.path.to_string() == path);
        let of_another = numbered(code).is_some_and(|number| is_of_another_program(number, own));
        Self {
            code: code.to_owned(),
            path: path.to_owned(),
            file: source.map(|source| origins.file(source).name.clone()),
            is_extended: source.is_some_and(|source| origins.is_extended(source)),
            is_used: of_another || here.any(|finding| finding.code.to_string() == code),
        }
    }

    /// Whether its environment alone cannot tell that nothing needs it.
    fn is_for_all_to_tell(&self) -> bool {
        self.is_extended || is_over_fleet(&self.code)
    }

    /// How one is known that several environments have from one file.
    fn written(&self) -> Option<[&str; 3]> {
        Some([self.file.as_deref()?, &self.code, &self.path])
    }

    /// That nothing is found which it excepts.
    fn unused(&self) -> Fault {
        let places = match self.is_extended {
            true => " in any environment that extends this file",
            false => "",
        };
        [
            format!("nothing is found by `{}` at `{}`{places}", self.code, self.path),
            "remove the exception, or correct its code or path; `check -o json` tells both of each finding"
                .to_owned(),
        ]
    }

    fn warning(&self, [message, help]: Fault) -> Diagnostic {
        let at = place(&self.code, &self.path);
        Diagnostic::new(UNUSED_EXCEPTION.0, Severity::Warning, at, message).help(help)
    }
}

/// Why an exception excepts nothing, and what to do.
type Fault = [String; 2];

fn place(code: &str, path: &str) -> FieldPath {
    FieldPath::root().field("exceptions").key(code).key(path)
}

/// Takes out what is excepted; what excepts nothing becomes a warning. Gives the other exceptions too, for
/// [`unused_exceptions`].
pub(super) fn apply(
    environment: &Environment,
    origins: &Origins,
    found: &[Diagnostic],
    own: &[Rule],
) -> (Vec<Diagnostic>, Vec<Exception>) {
    let exceptions = &environment.exceptions;
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
    let mut open = Vec::new();
    for (code, paths) in exceptions {
        for (path, reason) in paths {
            let exception = Exception::of(code, path, origins, found, own);
            // Rules over the fleet leave out archived environments, which may come back.
            let is_left_out = environment.lifecycle == Lifecycle::Archived && is_over_fleet(code);
            match fault(&exception, reason, found, own) {
                Some(fault) => left.push(exception.warning(fault)),
                None if is_left_out => {}
                None => open.push(exception),
            }
        }
    }
    (left, open)
}

/// What is wrong with an exception, as far as its environment tells.
fn fault(exception: &Exception, reason: &str, found: &[Diagnostic], own: &[Rule]) -> Option<Fault> {
    let Exception { code, path, .. } = exception;
    let number = numbered(code);
    let known = number.filter(|number| Code(*number).to_string() == *code && is_rule(*number, own));
    if known.is_none() {
        let mut at_path = found.iter().filter(|finding| finding.path.to_string() == *path);
        let meant = number.filter(|number| is_rule(*number, own));
        let meant = meant.or_else(|| at_path.next().map(|finding| finding.code.0));
        let help = match meant {
            Some(number) => format!("did you mean `{}`?", Code(number)),
            None => "remove the exception, or correct its code; `explain --all` prints every code".to_owned(),
        };
        return Some([format!("there is no rule `{code}`"), help]);
    }
    if lacks_other(code, path) {
        return Some([
            format!("an exception to `{code}` is for one other environment, and `{path}` names none"),
            "write one for each that this one shall never be connected with, its name behind the path: \
             `network.cidr[\"shop-dev\"]`"
                .to_owned(),
        ]);
    }
    if !exception.is_used && !exception.is_for_all_to_tell() {
        return Some(exception.unused());
    }
    (!says_why(reason)).then(|| {
        [
            format!("an exception without a reason: what `{code}` finds at `{path}` is not accepted"),
            "write in a few words why it is accepted, or remove the exception".to_owned(),
        ]
    })
}

/// The exceptions of all environments that nothing needs, by name: those to rules over the fleet that are not among what is
/// `excepted`, and those in a file that several extend of which none needs them. To take one out of such a file because one
/// environment does without would bring the finding back in the others. An `archived` environment may come back, and with it
/// what is excepted for it.
#[must_use]
pub fn unused_exceptions(
    exceptions: &[(String, Vec<Exception>)],
    excepted: &[(String, Diagnostic)],
    archived: &[String],
) -> Vec<(String, Diagnostic)> {
    let excepted = excepted
        .iter()
        .map(|(name, finding)| (name.as_str(), finding.code.to_string(), finding.path.to_string()));
    let excepted: BTreeSet<(&str, String, String)> = excepted.collect();
    let all = exceptions
        .iter()
        .flat_map(|(name, exceptions)| exceptions.iter().map(move |exception| (name, exception)));
    let (used, unused): (Vec<_>, Vec<_>) = all.partition(|(name, exception)| {
        let of_fleet = (name.as_str(), exception.code.clone(), exception.path.clone());
        exception.is_used || excepted.contains(&of_fleet)
    });
    let needed: BTreeSet<[&str; 3]> = used
        .iter()
        .filter_map(|(_, exception)| exception.written())
        .collect();
    let is_for = |exception: &Exception, name: &String| exception.path.ends_with(&format!("[\"{name}\"]"));
    let is_needed = |exception: &Exception| {
        let rests = is_over_fleet(&exception.code) && archived.iter().any(|name| is_for(exception, name));
        rests || exception.written().is_some_and(|it| needed.contains(&it))
    };
    unused
        .into_iter()
        .filter(|(_, exception)| !is_needed(exception))
        .map(|(name, exception)| (name.clone(), exception.warning(exception.unused())))
        .collect()
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

/// Whether it is the code of a rule over the fleet.
pub(super) fn is_over_fleet(code: &str) -> bool {
    FLEET_RULES.iter().any(|rule| rule.code.to_string() == code)
}
