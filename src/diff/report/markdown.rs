//! For a comment in a review, which is renewed in place: a marker finds it again.

use super::{
    Presence, Subject, Summary, cell, change, code, code_cell, lines, more, more_of, not_of_settings, place,
    shows, sign, totals,
};
use crate::cost::Delta;
use crate::diag::visible;
use crate::{Cause, Difference, Drifted, Effect, Risk};

/// How much a comment may hold: 65,536 characters on GitHub (issue comments, 2026-11); the rest is for the pointer to what
/// has no room.
const MOST: usize = 65_000;

/// What risks take of it at most, so that settings have room too.
const MOST_RISKS: usize = MOST / 2;

const END: &str = "```\n\n</details>\n\n";

/// Room for the end of a setting, and for how many lines of it there is none.
const END_ROOM: usize = END.len() + 40;

/// The comment.
#[must_use]
pub fn render(subject: &Subject) -> String {
    let mut page = Page::default();
    page.push(&head(subject), MOST);
    push_risks(&mut page, subject.difference);
    let causes = &subject.difference.causes;
    for (at, (cause, cost)) in causes.iter().zip(&subject.costs.by_cause).enumerate() {
        // What one setting does not need is the next ones'.
        let room = (MOST - END_ROOM).saturating_sub(page.text.len());
        let most = page.text.len() + room / (causes.len() - at);
        push_details(&mut page, cause, cost, subject, most);
    }
    push_drifted(&mut page, &subject.difference.drifted, subject.presence);
    if page.left_out > 0 {
        let more = match page.left_out {
            1 => "1 more line does".to_owned(),
            more => format!("{more} more lines do"),
        };
        page.text.push_str(&format!(
            "\n{more} not fit here: {} shows all.\n",
            code(subject.command)
        ));
    }
    page.text
}

/// A text that does not grow beyond a limit, and how many lines had no room in it.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) left_out: usize,
}

impl Page {
    /// Adds a part, or counts it where it would take the text beyond a limit in bytes, which are no fewer than characters.
    pub(super) fn push(&mut self, part: &str, most: usize) -> bool {
        let part = visible::lines(part);
        let fits = self.text.len() + part.len() <= most;
        match fits {
            true => self.text.push_str(&part),
            false => self.left_out += 1,
        }
        fits
    }

    /// As [`Page::push`], of a report as a whole.
    pub(super) fn push_part(&mut self, part: &str) -> bool {
        self.push(part, MOST)
    }
}

fn head(subject: &Subject) -> String {
    let (name, base) = (subject.name, subject.base);
    let mut text = format!(
        "<!-- eksight-diff {name} -->\n### `{name}` against {base}: {}\n\n",
        Summary::of(subject.difference)
    );
    if let Some(earlier) = subject.earlier_name {
        text.push_str(&format!(
            "At `{base}` its stack is that of `{earlier}`, with which it is compared.\n\n"
        ));
    }
    if let Some((title, total)) = subject.monthly_cost() {
        let more = more(total);
        text.push_str(&format!("**{title}: {more}** ({})\n\n", totals(total)));
    }
    if let Some(unknown) = subject.cost_unknown() {
        text.push_str(&format!("{unknown}.\n\n"));
    }
    if let Some((amount, fields)) = subject.together() {
        let fields: Vec<String> = fields.iter().map(|field| code(field)).collect();
        let (amount, fields) = (more_of(amount), fields.join(" and "));
        text.push_str(&format!("Of it {amount} by {fields} together.\n\n"));
    }
    text
}

/// The places at risk, the worst first.
fn push_risks(page: &mut Page, difference: &Difference) {
    let mut risky: Vec<&Effect> = difference
        .all_effects()
        .filter(|effect| effect.risk != Risk::None)
        .collect();
    if risky.is_empty() {
        return;
    }
    risky.sort_by_key(|effect| std::cmp::Reverse(effect.risk));
    page.push("| risk | what | why |\n|---|---|---|\n", MOST_RISKS);
    for effect in risky {
        let reason = effect.reason.as_deref().unwrap_or_default();
        let what = match place(effect) {
            // A file that comes or goes as a whole.
            nothing if nothing.is_empty() => effect.artefact.clone(),
            place => place,
        };
        let row = format!(
            "| **{}** | {} | {} |\n",
            effect.risk.word(),
            code_cell(&what),
            cell(&reason.replace('\n', "<br>"))
        );
        page.push(&row, MOST_RISKS);
    }
    page.push("\n", MOST);
}

fn push_drifted(page: &mut Page, drifted: &[Drifted], presence: Presence) {
    if drifted.is_empty() {
        return;
    }
    if !page.push(&format!("{}:\n", not_of_settings(presence)), MOST) {
        page.left_out += drifted.len() - 1;
        return;
    }
    for file in drifted {
        page.push(&format!("- {}: {}\n", code(&file.path), lines(file)), MOST);
    }
    let effects = drifted.iter().flat_map(|file| &file.effects);
    let shown: Vec<&Effect> = effects.filter(|effect| shows(effect)).collect();
    let summary = "\n<details><summary>what differs in them</summary>\n\n```diff\n";
    if !shown.is_empty() && page.push(summary, MOST - END_ROOM) {
        push_lines(page, shown, MOST - END_ROOM);
    }
}

/// A setting, and as many lines of what it does as have room below a limit.
fn push_details(page: &mut Page, cause: &Cause, cost: &Delta, subject: &Subject, most: usize) {
    if !page.push(&summary(cause, cost, subject), MOST - END_ROOM) {
        return;
    }
    let (shown, told): (Vec<&Effect>, Vec<&Effect>) = cause.effects.iter().partition(|effect| shows(effect));
    if shown.is_empty() {
        let mut files: Vec<&str> = told.iter().map(|effect| effect.artefact.as_str()).collect();
        files.dedup();
        let nothing = match files.is_empty() {
            true => "nothing that is generated changes".to_owned(),
            false => format!("in {}", files.join(", ")),
        };
        // A line that no sign begins has no colour.
        page.push(&format!("  {nothing}\n"), most);
    }
    push_lines(page, shown, most);
}

/// As many lines as have room below a limit, and the end of the details that they stand in.
fn push_lines<'e>(page: &mut Page, effects: impl IntoIterator<Item = &'e Effect>, most: usize) {
    let before = page.left_out;
    for effect in effects {
        page.push(&line(effect), most);
    }
    match page.left_out - before {
        0 => {}
        more => page.text.push_str(&format!("… and {more} more\n")),
    }
    page.text.push_str(END);
}

fn summary(cause: &Cause, cost: &Delta, subject: &Subject) -> String {
    if let Some(heading) = subject.heading() {
        return format!("{heading}\n\n<details><summary>all of it</summary>\n\n```diff\n");
    }
    let field = &cause.field;
    let cost = match cost.is_nothing() {
        true => String::new(),
        false => format!(" ({} a month)", more(cost)),
    };
    format!(
        "<details><summary><code>{}</code>: <code>{}</code>{cost}</summary>\n\n```diff\n",
        html(&field.path.to_string()),
        html(&change(field.old.as_ref(), field.new.as_ref()))
    )
}

fn line(effect: &Effect) -> String {
    // A diff block colours lines by their first character, and knows no `~`.
    let sign = match sign(effect.action()) {
        '~' => '!',
        sign => sign,
    };
    let what = match effect.path.is_empty() {
        true => String::new(),
        false => format!(": {}", change(effect.old.as_ref(), effect.new.as_ref())),
    };
    let place = format!("{sign} {} {}", effect.artefact, place(effect));
    let line = format!("{}{what}", place.trim_end());
    line.replace("```", "'''") + "\n"
}

fn html(text: &str) -> String {
    visible::line(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Presence, Recovery, Subject};
    use super::render;
    use crate::diag::FieldPath;
    use crate::{Cause, Costs, Difference, Drifted, Effect, FieldChange, Risk};

    fn effect(number: usize, risk: Risk) -> Effect {
        Effect {
            artefact: "cloudformation/eks-oneclick.yaml".to_owned(),
            object: format!("Subnet{number}"),
            kind: "AWS::EC2::Subnet".to_owned(),
            path: vec!["Properties".to_owned(), "CidrBlock".to_owned()],
            old: Some(json!("10.0.0.0/24")),
            new: Some(json!("10.1.0.0/24")),
            risk,
            replaces: false,
            follows: None,
            reason: Some("it is another one then".to_owned()),
        }
    }

    /// So many settings, each with so many places, and as many files that differ by themselves.
    fn rendered(settings: usize, places: usize) -> String {
        let cause = |number: usize| Cause {
            field: FieldChange {
                path: FieldPath::root().field("zones").key(&number.to_string()),
                old: Some(json!("a")),
                new: Some(json!("b")),
            },
            effects: (0..places).map(|place| effect(place, Risk::None)).collect(),
        };
        let mut effects: Vec<Effect> = (0..settings * places)
            .map(|at| effect(at, Risk::Replace))
            .collect();
        effects.push(effect(7, Risk::Outage));
        let file = |number: usize| Drifted {
            path: format!("drills/{number}.json"),
            added: 1,
            removed: 2,
            effects: Vec::new(),
            taken_over: 0,
            unreadable: false,
        };
        let difference = Difference {
            causes: (0..settings).map(cause).collect(),
            effects,
            drifted: (0..settings).map(file).collect(),
            made: None,
        };
        render(&Subject {
            name: "prod",
            base: "HEAD^1",
            command: "cargo xtask diff prod --base HEAD^1",
            presence: Presence::Both,
            earlier_name: None,
            recovery: &Recovery::default(),
            difference: &difference,
            costs: &Costs::none(&difference),
        })
    }

    #[test]
    fn what_has_room_is_told_whole() {
        let comment = rendered(2, 2);
        assert!(
            !comment.contains("not fit here") && !comment.contains("… and"),
            "{comment}"
        );
        let risks: Vec<&str> = comment.lines().filter(|line| line.starts_with("| **")).collect();
        assert_eq!(risks.len(), 5);
        assert!(risks[0].starts_with("| **outage** | `Subnet7 "), "{comment}");
        assert_eq!(comment.matches("<details>").count(), 2);
    }

    /// Many risks, one setting with many places, many settings, many files: each alone is too much.
    #[test]
    fn what_has_no_room_is_counted_and_where_it_is_told() {
        for (settings, places) in [(1, 3000), (2000, 1), (40, 40)] {
            let comment = rendered(settings, places);
            assert!(comment.chars().count() < 65_536, "{settings} {places}");
            assert!(comment.starts_with("<!-- eksight-diff prod -->\n"), "{comment}");
            assert!(
                comment.contains("\n| **outage** | ") && comment.contains("<details>"),
                "{comment}"
            );
            assert_eq!(
                comment.matches("<details>").count(),
                comment.matches("</details>").count()
            );
            let last = comment.lines().last().unwrap_or_default();
            let told = " more lines do not fit here: `cargo xtask diff prod --base HEAD^1` shows all.";
            assert!(last.ends_with(told), "{last}");
        }
        let one = rendered(1, 3000);
        assert!(
            one.contains("\n… and ") && one.contains(" more\n```\n\n</details>\n"),
            "{one}"
        );
    }
}
