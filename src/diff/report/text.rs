//! For people at a terminal.

use super::{
    Presence, Subject, Summary, change, ending, lines, more, more_of, not_of_settings, place, shows, sign,
    totals,
};
use crate::diag::visible;
use crate::{Action, Cause, Drifted, Effect, FieldChange, Risk};

/// The whole difference, or with `stat` its last line only.
#[must_use]
pub fn render(subject: &Subject, stat: bool, colour: bool) -> String {
    let name = visible::line(subject.name);
    let (counts, ending) = (
        Summary::of(subject.difference),
        ending(subject.difference.worst()),
    );
    let summary = format!("{name}: {counts}{ending}\n");
    if stat {
        return summary;
    }
    let mut text = String::new();
    if let Some(heading) = subject.heading() {
        text.push_str(&format!("{}\n\n", visible::line(&heading)));
    }
    for (cause, cost) in subject.difference.causes.iter().zip(&subject.costs.by_cause) {
        push_cause(&mut text, cause, subject, colour);
        // That of an environment which is new, or gone, is its total.
        if subject.presence == Presence::Both && !cost.is_nothing() {
            text.push_str(&format!("    monthly cost: {}\n", more(cost)));
        }
        text.push('\n');
    }
    if !subject.difference.drifted.is_empty() {
        text.push_str(&not_from_the_environment(subject.presence));
        text.push_str(":\n");
        push_drifted(&mut text, &subject.difference.drifted, colour);
        text.push('\n');
    }
    if let Some((amount, fields)) = subject.together() {
        let fields = visible::line(&fields.join(" and "));
        let amount = more_of(amount);
        text.push_str(&format!("Monthly cost of {fields} together: {amount}\n"));
    }
    if let Some(unknown) = subject.cost_unknown() {
        text.push_str(&format!("{unknown}\n"));
    }
    if let Some((title, total)) = subject.monthly_cost() {
        text.push_str(&format!("{title}: {} ({})\n", more(total), totals(total)));
    }
    text + &summary
}

/// What stands above files that differ for another reason than a setting.
pub(super) fn not_from_the_environment(presence: Presence) -> String {
    not_of_settings(presence).replace('`', "")
}

/// Files that no setting changes, and what differs in each.
pub(super) fn push_drifted(text: &mut String, drifted: &[Drifted], colour: bool) {
    for file in drifted {
        text.push_str(&format!("  {}: {}\n", visible::line(&file.path), lines(file)));
        let shown = file.effects.iter().filter(|effect| shows(effect));
        shown.for_each(|effect| text.push_str(&line(effect, colour)));
    }
}

fn push_cause(text: &mut String, cause: &Cause, subject: &Subject, colour: bool) {
    let field = &cause.field;
    if matches!(subject.presence, Presence::Both | Presence::Files) {
        text.push_str(&heading(field, colour));
    }
    push_effects(text, &cause.effects, colour);
}

/// The setting, what it was and what it is.
pub(super) fn heading(field: &FieldChange, colour: bool) -> String {
    let what = change(field.old.as_ref(), field.new.as_ref());
    let sign = match (&field.old, &field.new) {
        (None, _) => sign(Action::Add),
        (_, None) => sign(Action::Remove),
        _ => sign(Action::Change),
    };
    let path = visible::line(&field.path.to_string());
    format!("{sign} {}: {what}\n", paint(&path, "1", colour))
}

/// What a change does, by artefact.
pub(super) fn push_effects(text: &mut String, effects: &[Effect], colour: bool) {
    if effects.is_empty() {
        text.push_str("    nothing that is generated changes\n");
    }
    let (shown, told): (Vec<&Effect>, Vec<&Effect>) = effects.iter().partition(|effect| shows(effect));
    let mut artefacts = Vec::new();
    for effect in shown {
        if artefacts.last() != Some(&effect.artefact.as_str()) {
            artefacts.push(&effect.artefact);
            text.push_str(&format!("    {}\n", visible::line(&effect.artefact)));
        }
        text.push_str(&line(effect, colour));
    }
    let others = told.iter().map(|effect| effect.artefact.as_str());
    let mut others: Vec<&str> = others.filter(|artefact| !artefacts.contains(artefact)).collect();
    others.dedup();
    if !others.is_empty() {
        text.push_str(&format!("    and {}\n", visible::line(&others.join(", "))));
    }
}

fn line(effect: &Effect, colour: bool) -> String {
    let action = effect.action();
    let code = match action {
        Action::Add => "32",
        Action::Change => "33",
        Action::Remove => "31",
    };
    let sign = paint(&sign(action).to_string(), code, colour);
    let change = || change(effect.old.as_ref(), effect.new.as_ref());
    let place = place(effect);
    let what = match (place.is_empty(), effect.path.is_empty()) {
        // The file as a whole, such as the values of a chart.
        (true, _) => change(),
        (false, true) => place,
        (false, false) => format!("{place}: {}", change()),
    };
    let mut text = format!("      {sign} {what}\n");
    if let Some(reason) = &effect.reason {
        let risk = match effect.risk {
            Risk::None => String::new(),
            risk => format!("{}: ", paint(risk.word(), "1;31", colour)),
        };
        let lines: Vec<String> = reason.lines().map(visible::line).collect();
        text.push_str(&format!("          {risk}{}\n", lines.join("\n            ")));
    }
    text
}

fn paint(text: &str, code: &str, colour: bool) -> String {
    match colour {
        true => format!("\x1b[{code}m{text}\x1b[0m"),
        false => text.to_owned(),
    }
}
