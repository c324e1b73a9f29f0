//! EKS5020: a text of an alert with a template that Prometheus cannot read.

use crate::catalog::nearest;
use crate::{Finding, Subject, at, queries};
use crate::diag::FieldPath;

/// Source: Prometheus documentation, alerting rules, templating, as of 2026-11.
const VARIABLES: [&str; 4] = ["labels", "value", "externalLabels", "externalURL"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let faulty = texts(subject)
        .into_iter()
        .filter_map(|(at, text)| Some((at, fault(text)?)));
    faulty
        .map(|(at, (message, help))| Finding::at(at, message).help(help))
        .collect()
}

/// The texts of alerts: an environment's own, and those that are passed on to kube-prometheus-stack.
fn texts<'a>(subject: &Subject<'a>) -> Vec<(FieldPath, &'a str)> {
    let mut texts = Vec::new();
    for (name, rule) in &subject.environment().alerting.rules {
        let at = at!(alerting.rules[name]);
        texts.push((at.clone().field("summary"), rule.summary.as_str()));
        texts.extend(
            rule.description
                .iter()
                .map(|text| (at.field("description"), text.as_str())),
        );
    }
    for (at, rule) in queries::passed_on(subject) {
        for part in ["annotations", "labels"] {
            let Some(entries) = rule.get(part).and_then(|part| part.as_object()) else {
                continue;
            };
            // A map is a rule of an alert when it has a name and a query as such.
            if rule.contains_key("alert") && rule.contains_key("expr") {
                let entries = entries.iter();
                texts.extend(entries.filter_map(|(key, text)| Some((at.key(part).key(key), text.as_str()?))));
            }
        }
    }
    texts
}

fn fault(text: &str) -> Option<(String, String)> {
    let Some(templates) = templates(text) else {
        let help = "close it, or write `{{ \"{{\" }}` for the brackets themselves".to_owned();
        return Some(("a template that begins with `{{` has no end".to_owned(), help));
    };
    let mut used = templates.iter().flat_map(|template| variables(template));
    let unknown = used.find(|name| !VARIABLES.contains(name) && !is_made(&templates, name))?;
    let help = match nearest(unknown, VARIABLES) {
        Some(near) => format!("did you mean `${near}`?"),
        None => "there are `$labels`, `$value`, `$externalLabels` and `$externalURL`".to_owned(),
    };
    Some((format!("Prometheus knows no variable `${unknown}`"), help))
}

/// What stands between `{{` and `}}`, without comments and without what stands in quotes; nothing when one has no end.
fn templates(text: &str) -> Option<Vec<String>> {
    let mut templates = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("{{") {
        let mut template = String::new();
        rest = behind;
        loop {
            if let Some(after) = rest.strip_prefix("}}") {
                rest = after;
                break;
            }
            let c = rest.chars().next()?;
            rest = match c {
                '/' if rest.starts_with("/*") => rest.split_once("*/")?.1,
                '"' | '\'' | '`' => behind_quote(&rest[1..], c)?,
                _ => {
                    template.push(c);
                    &rest[c.len_utf8()..]
                }
            };
        }
        templates.push(template);
    }
    Some(templates)
}

/// What follows a literal of Go. Between backticks a backslash is itself.
fn behind_quote(text: &str, quote: char) -> Option<&str> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return Some(&text[at + 1..]),
            _ => {}
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

/// Whether one of the templates makes a variable of that name itself: `$x := …`, `range $i, $x := …`.
fn is_made(templates: &[String], name: &str) -> bool {
    let mut heads = templates.iter().filter_map(|template| template.split_once(":="));
    heads.any(|(head, _)| variables(head).any(|made| made == name))
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn a_dollar_in_a_literal_or_a_comment_is_no_variable() {
        for text in [
            r#"{{ reReplaceAll "(.*):.*" "$1" $labels.instance }} is down"#,
            "{{ reReplaceAll `(.*):.*` `$host` $labels.instance }} is down",
            "{{/* $lables was here }} */}}{{ $value }}",
            r#"{{ "{{" }} and {{ "a \" $b }}" }}"#,
            "{{ range $i, $x := query `up` }}{{ $i }}{{ $x }}{{ end }} costs $5",
            "{{ with $.Labels }}{{ end }}",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_prometheus_cannot_read_is_found() {
        for text in [
            r#"{{ reReplaceAll "(.*)" "$1" $lables.instance }}"#,
            r#"{{ "no end }}"#,
            "{{ $value",
            "{{/* no end }}",
        ] {
            assert!(fault(text).is_some(), "{text}");
        }
    }
}
