//! A change set that is made to be read: what CloudFormation would replace, or refuse.

use std::time::Duration;

use super::super::super::output;
use crate::diff::{Difference, Effect, Risk};
use crate::emit::cloudformation;
use crate::live::{self, ChangeSet, Fault, Loss, Programs};
use crate::resolve::Resolved;

/// How long CloudFormation may take to make one.
const MOST: Duration = Duration::from_secs(300);
/// The pause before asking for its state again.
const PAUSE: Duration = Duration::from_secs(2);

/// What a change set announces.
#[derive(Debug, Default)]
pub(super) struct Announced {
    /// Resources that are replaced, by logical id, and whether that is certain.
    replaced: Vec<(String, bool)>,
    /// Why it was refused.
    refused: Option<String>,
}

impl Announced {
    /// Corrects what the schemas say by what the service says.
    pub(super) fn judge(&self, difference: &mut Difference) {
        let of_causes = difference.causes.iter_mut().flat_map(|cause| &mut cause.effects);
        let effects = difference.effects.iter_mut().chain(of_causes);
        for effect in effects.filter(|effect| effect.artefact == cloudformation::PATH) {
            if let Some((risk, reason)) = self.risk_of(effect) {
                effect.risk = risk;
                effect.reason = Some(reason);
            }
        }
    }

    fn risk_of(&self, effect: &Effect) -> Option<(Risk, String)> {
        if let Some(reason) = &self.refused {
            return Some((
                Risk::Refused,
                format!("CloudFormation refuses the change: {reason}"),
            ));
        }
        let (_, certain) = self.replaced.iter().find(|(id, _)| *id == effect.object)?;
        let word = if *certain { "replaces" } else { "may replace" };
        (effect.risk < Risk::Replace)
            .then(|| (Risk::Replace, format!("CloudFormation's change set {word} it")))
    }
}

/// Makes a change set, reads it and deletes it, however that ends.
pub(super) fn announced(
    programs: &Programs,
    resolved: &Resolved,
    template: &str,
) -> Result<Announced, Fault> {
    let name = format!("eksight-diff-{}", std::process::id());
    let stack = resolved.environment.cluster.name.as_str();
    let open = Open {
        programs,
        stack,
        name,
    };
    let arguments = [
        "cloudformation",
        "create-change-set",
        "--stack-name",
        stack,
        "--change-set-name",
        &open.name,
        "--change-set-type",
        "UPDATE",
        "--capabilities",
        cloudformation::capability(resolved),
        "--template-body",
        "file:///dev/stdin",
    ];
    let told = programs.tell_aws(&arguments, template);
    // An answer that was lost may have been a success: the set itself says.
    if let Err(fault) = told
        && !fault.may_pass()
    {
        return Err(fault);
    }
    let set = open.wait()?;
    if set.is_empty() {
        return Ok(Announced::default());
    }
    let refused = (set.status == "FAILED").then(|| set.status_reason.clone());
    let replaced = set.resources().filter_map(|change| {
        let certain = match change.loss()? {
            Loss::Replaced => true,
            Loss::Possible => false,
            Loss::Removed => return None,
        };
        Some((change.logical_resource_id.clone(), certain))
    });
    Ok(Announced {
        replaced: replaced.collect(),
        refused,
    })
}

/// A change set that goes with this value.
struct Open<'a> {
    programs: &'a Programs<'a>,
    stack: &'a str,
    name: String,
}

impl Open<'_> {
    fn wait(&self) -> Result<ChangeSet, Fault> {
        let mut waited = Duration::ZERO;
        loop {
            let set = live::change_set(self.programs, self.stack, &self.name)?;
            let is_done = |set: &ChangeSet| matches!(set.status.as_str(), "CREATE_COMPLETE" | "FAILED");
            if let Some(set) = set.filter(is_done) {
                return Ok(set);
            }
            if waited >= MOST {
                return Err(Fault::Slow {
                    what: format!("the change set `{}` is not ready", self.name),
                    after: waited,
                });
            }
            self.programs.pause(PAUSE)?;
            waited += PAUSE;
        }
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let arguments = [
            "cloudformation",
            "delete-change-set",
            "--stack-name",
            self.stack,
            "--change-set-name",
            &self.name,
        ];
        let told = self
            .programs
            .finishing(|programs| programs.patiently(|| programs.tell_aws(&arguments, "")));
        match told {
            Ok(_) => {}
            Err(fault) if fault.is_absent() => {}
            Err(fault) => output::tell(&format!(
                "warning: the change set `{}` is still there, and nobody executes it: {fault}\n  mend: aws cloudformation \
                 delete-change-set --stack-name {} --change-set-name {} --region {}",
                self.name, self.stack, self.name, self.programs.region
            )),
        }
    }
}
