//! For programs. `formatVersion` counts up when a key changes its meaning or goes.

use serde::Serialize;
use serde_json::Value;

use super::{Presence, Subject, Summary};
use crate::cost::json::Change;
use crate::diag::visible;
use crate::{Action, Effect};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    format_version: u32,
    environment: &'a str,
    base: &'a str,
    /// What the base calls it, where that is another name.
    earlier_name: Option<&'a str>,
    new_environment: bool,
    deleted_environment: bool,
    worst_risk: &'static str,
    summary: Counts,
    monthly_cost: Change,
    monthly_cost_together: Option<Shared>,
    changes: Vec<Cause<'a>>,
    not_from_environment: Vec<Drift<'a>>,
}

#[derive(Serialize)]
struct Counts {
    add: usize,
    change: usize,
    replace: usize,
    destroy: usize,
}

/// What is no setting's alone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shared {
    fields: Vec<String>,
    currency: &'static str,
    diff_total_monthly_cost: String,
    diff_total_monthly_cost_low: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cause<'a> {
    field: String,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    monthly_cost: Change,
    effects: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    artefact: &'a str,
    object: &'a str,
    kind: &'a str,
    path: &'a [String],
    action: &'static str,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    risk: &'static str,
    replaces: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    follows: Option<&'a str>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Drift<'a> {
    path: &'a str,
    added: usize,
    removed: usize,
    unreadable: bool,
    taken_over: usize,
    effects: Vec<Place<'a>>,
}

/// The difference as one object.
#[must_use]
pub fn render(subject: &Subject) -> String {
    let Summary {
        add,
        change,
        replace,
        destroy,
    } = Summary::of(subject.difference);
    let report = Report {
        format_version: 1,
        environment: subject.name,
        base: subject.base,
        earlier_name: subject.earlier_name,
        new_environment: subject.presence == Presence::New,
        deleted_environment: matches!(subject.presence, Presence::Gone | Presence::GoneFiles),
        worst_risk: subject.difference.worst().word(),
        summary: Counts {
            add,
            change,
            replace,
            destroy,
        },
        monthly_cost: (&subject.costs.total).into(),
        monthly_cost_together: subject.together().map(|(amount, fields)| Shared {
            fields,
            currency: "USD",
            diff_total_monthly_cost: amount.high.plain(),
            diff_total_monthly_cost_low: amount.low.plain(),
        }),
        changes: subject
            .difference
            .causes
            .iter()
            .zip(&subject.costs.by_cause)
            .map(|(cause, cost)| Cause {
                field: cause.field.path.to_string(),
                old: cause.field.old.as_ref(),
                new: cause.field.new.as_ref(),
                monthly_cost: cost.into(),
                effects: cause.effects.iter().map(place).collect(),
            })
            .collect(),
        not_from_environment: subject
            .difference
            .drifted
            .iter()
            .map(|drifted| Drift {
                path: &drifted.path,
                added: drifted.added,
                removed: drifted.removed,
                unreadable: drifted.unreadable,
                taken_over: drifted.taken_over,
                effects: drifted.effects.iter().map(place).collect(),
            })
            .collect(),
    };
    let text = serde_json::to_string_pretty(&report).expect("bug in eksight: a report is plain data");
    visible::lines(&text) + "\n"
}

fn place(effect: &Effect) -> Place<'_> {
    Place {
        artefact: &effect.artefact,
        object: &effect.object,
        kind: &effect.kind,
        path: &effect.path,
        action: match effect.action() {
            Action::Add => "add",
            Action::Change => "change",
            Action::Remove => "remove",
        },
        old: effect.old.as_ref(),
        new: effect.new.as_ref(),
        risk: effect.risk.word(),
        replaces: effect.replaces,
        follows: effect.follows.as_deref(),
        reason: effect.reason.as_deref(),
    }
}
