//! For a comment in a review, which is renewed in place: a marker finds it again.

use super::{Subject, Summary, cell, change, code, counts, more, place, sign, totals};
use crate::cost::Delta;
use crate::{Cause, Effect, Risk};

/// How much a comment may hold: 65,536 characters on GitHub (issue comments, 2026-11); the rest is for the marker and the
/// pointer to the rest.
const MOST: usize = 65_000;

/// The comment.
#[must_use]
pub fn render(subject: &Subject) -> String {
    let name = subject.name;
    let mut text = format!(
        "<!-- eksight-diff {name} -->\n### `{name}` against {}: {}\n\n",
        subject.base,
        Summary::of(subject.difference)
    );
    let total = &subject.costs.total;
    if !total.is_nothing() {
        text.push_str(&format!(
            "**Monthly cost: {}** ({})\n\n",
            more(total),
            totals(total)
        ));
    }
    let risky: Vec<&Effect> = subject
        .difference
        .effects
        .iter()
        .filter(|effect| effect.risk != Risk::None)
        .collect();
    if !risky.is_empty() {
        text.push_str("| risk | what | why |\n|---|---|---|\n");
        for effect in risky {
            let reason = effect.reason.as_deref().unwrap_or_default();
            text.push_str(&format!(
                "| **{}** | {} | {} |\n",
                effect.risk.word(),
                code(&place(effect)),
                cell(reason)
            ));
        }
        text.push('\n');
    }
    let mut left_out = 0;
    for (cause, cost) in subject.difference.causes.iter().zip(&subject.costs.by_cause) {
        let part = details(cause, cost, subject);
        match text.len() + part.len() > MOST {
            true => left_out += 1,
            false => text.push_str(&part),
        }
    }
    if left_out > 0 {
        text.push_str(&format!(
            "{left_out} more settings do not fit here: `cargo xtask diff {name}` shows all.\n\n"
        ));
    }
    if !subject.drifted.is_empty() {
        text.push_str(
            "Not from the environment (another eksight or catalogue, or an edit of `out/` by hand):\n",
        );
        for drifted in subject.drifted {
            text.push_str(&format!(
                "- {}: +{} -{} lines\n",
                code(&drifted.path),
                drifted.added,
                drifted.removed
            ));
        }
    }
    text
}

fn details(cause: &Cause, cost: &Delta, subject: &Subject) -> String {
    let field = &cause.field;
    let cost = match cost.is_nothing() {
        true => String::new(),
        false => format!(" ({} a month)", more(cost)),
    };
    let mut text = match subject.heading() {
        Some(heading) => format!("{heading}\n\n<details><summary>all of it</summary>\n\n```diff\n"),
        None => format!(
            "<details><summary>{}: {}{cost}</summary>\n\n```diff\n",
            html(&field.path.to_string()),
            html(&change(field.old.as_ref(), field.new.as_ref()))
        ),
    };
    for effect in cause.effects.iter().filter(|effect| counts(effect)) {
        // A diff block colours lines by their first character, and knows no `~`.
        let sign = match sign(effect.action()) {
            '~' => '!',
            sign => sign,
        };
        let what = match effect.path.is_empty() {
            true => String::new(),
            false => format!(": {}", change(effect.old.as_ref(), effect.new.as_ref())),
        };
        let line = format!("{sign} {} {}{what}", effect.artefact, place(effect));
        text.push_str(&line.replace("```", "'''"));
        text.push('\n');
    }
    text + "```\n\n</details>\n\n"
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
