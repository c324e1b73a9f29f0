//! EKS5020: a text of an alert with a template that Prometheus cannot read.

use crate::catalog::nearest;
use crate::check::{Finding, Subject, at};

/// Source: Prometheus documentation, alerting rules, templating, as of 2026-11.
const VARIABLES: [&str; 4] = ["labels", "value", "externalLabels", "externalURL"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, rule) in &subject.environment().alerting.rules {
        let at = at!(alerting.rules[name]);
        let texts = [
            Some(("summary", &rule.summary)),
            rule.description.as_ref().map(|text| ("description", text)),
        ];
        for (field, text) in texts.into_iter().flatten() {
            if let Some((message, help)) = fault(text) {
                found.push(Finding::at(at.field(field), message).help(help));
            }
        }
    }
    found
}

fn fault(text: &str) -> Option<(String, String)> {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("{{") {
        let Some((template, after)) = behind.split_once("}}") else {
            let help = "close it, or write `{{ \"{{\" }}` for the brackets themselves".to_owned();
            return Some(("a template that begins with `{{` has no end".to_owned(), help));
        };
        rest = after;
        if let Some(unknown) =
            variables(template).find(|name| !VARIABLES.contains(name) && !is_made(text, name))
        {
            let help = match nearest(unknown, VARIABLES) {
                Some(near) => format!("did you mean `${near}`?"),
                None => "there are `$labels`, `$value`, `$externalLabels` and `$externalURL`".to_owned(),
            };
            return Some((format!("Prometheus knows no variable `${unknown}`"), help));
        }
    }
    None
}

/// What follows each `$`; a bare one is the whole of what the template gets.
fn variables(template: &str) -> impl Iterator<Item = &str> {
    let pieces = template.split('$').skip(1);
    let name = |piece: &'_ str| {
        piece
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(piece.len())
    };
    pieces
        .map(move |piece| &piece[..name(piece)])
        .filter(|name| !name.is_empty())
}

/// Whether the text makes a variable of that name itself: `$x := …`, `range $i, $x := …`.
fn is_made(text: &str, name: &str) -> bool {
    let heads = text.split(":=").collect::<Vec<_>>();
    let heads = &heads[..heads.len() - 1];
    heads.iter().any(|head| {
        let last = head.rsplit("{{").next().unwrap_or_default();
        variables(last).any(|made| made == name)
    })
}
