//! The sections of an application: the steps that people do, and the engine in the place of those that it does.

use serde::Serialize;

use super::hand_over::HandOver;
use super::{RemoteSecret, SecretLine};
use crate::plan::{Call, Plan, SECRETS_STEP, Step, StepKind};

/// A section. Exactly one of step, engine and the engine's secrets is there.
#[derive(Serialize)]
pub(super) struct Part<'a> {
    title: String,
    step: Option<&'a Step>,
    /// The engine is set on its steps here.
    hand_over: Option<&'a HandOver>,
    /// Secrets of the cluster that have to be made first, or beside an engine.
    secrets: Vec<SecretLine>,
    /// Secrets of AWS that have to be made first.
    remote_secrets: Vec<RemoteSecret>,
    /// Commands that fail where one of them is missing.
    checks: Vec<&'a Call>,
}

/// The sections in their order, with their numbers but for an engine that only offers itself.
pub(super) fn parts<'a>(
    plan: &'a Plan,
    hand_over: Option<&'a HandOver>,
    secrets: &[SecretLine],
    remote: &[RemoteSecret],
) -> Vec<Part<'a>> {
    let needed = |step: &Step| -> Vec<SecretLine> {
        let lines = secrets.iter();
        let needed = lines.filter(|line| step.requires_secrets.contains(&line.address));
        needed.cloned().collect()
    };
    let remote_of = |step: &Step| match step.id == SECRETS_STEP {
        true => remote.to_vec(),
        false => Vec::new(),
    };
    let mut parts = Vec::new();
    let mut number = 0;
    let mut titled = |title: &str| {
        number += 1;
        format!("{number}. {title}")
    };
    for step in plan.steps.iter().filter(|step| step.delivered_by.is_none()) {
        parts.push(Part {
            title: titled(&step.id),
            step: Some(step),
            hand_over: None,
            secrets: needed(step),
            remote_secrets: remote_of(step),
            checks: step.checks.iter().collect(),
        });
        let Some(hand_over) = hand_over.filter(|_| step.kind == StepKind::Kubeconfig) else {
            continue;
        };
        let engine = hand_over.engine;
        let delivered: Vec<&Step> = plan
            .steps
            .iter()
            .filter(|step| step.delivered_by.is_some())
            .collect();
        let checks = delivered.iter().flat_map(|step| &step.checks);
        parts.push(Part {
            title: match hand_over.keeps {
                Some(_) => titled(engine),
                None => format!("{engine}, in the place of what follows"),
            },
            step: None,
            hand_over: Some(hand_over),
            secrets: Vec::new(),
            remote_secrets: delivered.iter().flat_map(|step| remote_of(step)).collect(),
            // Secrets of the cluster have no namespace yet.
            checks: checks.filter(|check| check.program == "aws").collect(),
        });
        let is_needed = |line: &&SecretLine| {
            delivered
                .iter()
                .any(|step| step.requires_secrets.contains(&line.address))
        };
        let beside: Vec<SecretLine> = secrets.iter().filter(is_needed).cloned().collect();
        if !beside.is_empty() {
            parts.push(Part {
                title: titled("Secrets"),
                step: None,
                hand_over: None,
                secrets: beside,
                remote_secrets: Vec::new(),
                checks: Vec::new(),
            });
        }
    }
    parts
}
