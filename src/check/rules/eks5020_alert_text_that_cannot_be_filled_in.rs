//! EKS5020: a text of an alert with a template that Prometheus or Grafana cannot read.

use crate::catalog::nearest;
use crate::diag::FieldPath;
use crate::emit::helm::GRAFANA_STEPS;
use crate::fields::listed;
use crate::go_template::{self, Fault, Template};
use crate::{Finding, Subject, at, queries};

/// Who fills a text in.
#[derive(Debug, Clone, Copy)]
enum Reader {
    Prometheus,
    Grafana,
}

impl Reader {
    fn name(self) -> &'static str {
        match self {
            Self::Prometheus => "Prometheus",
            Self::Grafana => "Grafana",
        }
    }

    /// Sources: Prometheus documentation, alerting rules, templating; grafana/grafana at 000e0f7,
    /// pkg/services/ngalert/state/template/template.go; as of 2026-11.
    fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Prometheus => &["labels", "value", "externalLabels", "externalURL"],
            Self::Grafana => &["labels", "values", "value"],
        }
    }

    /// The fields of `.`. Sources: prometheus/prometheus, template/template.go, `AlertTemplateData`; grafana/grafana at
    /// 000e0f7, pkg/services/ngalert/state/template/template.go, `Data`; as of 2026-11.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Prometheus => &["Labels", "Value", "ExternalLabels", "ExternalURL"],
            Self::Grafana => &["Labels", "Values", "Value"],
        }
    }
}

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let faulty = texts(subject)
        .into_iter()
        .filter_map(|(at, text, reader)| Some((at, fault(text, reader)?)));
    faulty
        .map(|(at, (message, help))| Finding::at(at, message).help(help))
        .collect()
}

/// The texts of alerts: an environment's own, Grafana's, and those that are passed on to kube-prometheus-stack.
fn texts<'a>(subject: &Subject<'a>) -> Vec<(FieldPath, &'a str, Reader)> {
    let mut texts = of_grafana(subject);
    for (name, rule) in &subject.environment().alerting.rules {
        let at = at!(alerting.rules[name]);
        let description = rule.description.iter();
        let description =
            description.map(|text| (at.field("description"), text.as_str(), Reader::Prometheus));
        texts.push((at.field("summary"), rule.summary.as_str(), Reader::Prometheus));
        texts.extend(description);
    }
    for (at, rule) in queries::passed_on(subject) {
        for part in ["annotations", "labels"] {
            let Some(entries) = rule.get(part).and_then(|part| part.as_object()) else {
                continue;
            };
            // A map is a rule of an alert when it has a name and a query as such.
            if rule.contains_key("alert") && rule.contains_key("expr") {
                let entries = entries.iter();
                texts.extend(entries.filter_map(|(key, text)| {
                    Some((at.key(part).key(key), text.as_str()?, Reader::Prometheus))
                }));
            }
        }
    }
    texts
}

fn of_grafana<'a>(subject: &Subject<'a>) -> Vec<(FieldPath, &'a str, Reader)> {
    let grafana = subject.environment().monitoring.grafana.as_ref();
    let alerting = grafana.and_then(|grafana| grafana.alerting.as_ref());
    let mut texts = Vec::new();
    for (uid, rule) in alerting.into_iter().flat_map(|alerting| &alerting.rules) {
        let at = at!(monitoring.grafana.alerting.rules[uid]);
        for (part, entries) in [("labels", &rule.labels), ("annotations", &rule.annotations)] {
            let entries = entries.iter();
            texts
                .extend(entries.map(|(key, text)| (at.field(part).key(key), text.as_str(), Reader::Grafana)));
        }
    }
    texts
}

fn fault(text: &str, reader: Reader) -> Option<(String, String)> {
    let template = match go_template::read(text, reader.variables()) {
        Ok(template) => template,
        Err(Fault::Language { message, help }) => return Some((message, help)),
        Err(Fault::Variable { name, made }) => return Some(unknown_variable(&name, made, reader)),
    };
    let step = match reader {
        Reader::Prometheus => None,
        Reader::Grafana => unknown_step(&template),
    };
    step.or_else(|| unknown_field(&template, reader))
        .or_else(|| unknown_function(&template, reader))
}

/// A variable that is not known, at least not where it is used.
fn unknown_variable(unknown: &str, made: bool, reader: Reader) -> (String, String) {
    let known = reader.variables();
    if made {
        let help = "make it before the block, `{{ $x := 0 }}`, and set it within, `{{ $x = 1 }}`";
        return (
            format!("`${unknown}` ends with the block that makes it"),
            help.to_owned(),
        );
    }
    if known.contains(&unknown) {
        let help = "a template of its own gets `.` alone: hand it over, `{{ template \"name\" $labels }}`";
        return (
            format!("`${unknown}` is unknown within `define` and `block`"),
            help.to_owned(),
        );
    }
    let help = match nearest(unknown, known.iter().copied()) {
        Some(near) => format!("did you mean `${near}`?"),
        None => format!(
            "there are {}",
            listed(known.iter().map(|name| format!("${name}")))
        ),
    };
    (format!("{} knows no variable `${unknown}`", reader.name()), help)
}

/// A field that `.` does not have: templates of Alertmanager's messages have others.
fn unknown_field(template: &Template, reader: Reader) -> Option<(String, String)> {
    let known = reader.fields();
    let mut fields = template.fields.iter();
    let unknown = fields.find(|name| !known.contains(&name.as_str()))?;
    let help = match nearest(unknown, known.iter().copied()) {
        Some(near) => format!("did you mean `.{near}`?"),
        None => format!(
            "there are {}; what else there is stands in templates of notifications alone",
            listed(known.iter().map(|name| format!(".{name}")))
        ),
    };
    Some((
        format!("{} gives no `.{unknown}` to a text of an alert", reader.name()),
        help,
    ))
}

/// What Prometheus gives to texts beside the functions of the language. Source: prometheus/prometheus at d15adb9,
/// template/template.go, 2026-08.
const FUNCTIONS: [&str; 30] = [
    "args",
    "externalURL",
    "first",
    "graphLink",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "label",
    "match",
    "now",
    "parseDuration",
    "pathPrefix",
    "query",
    "reReplaceAll",
    "safeHtml",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "tmpl",
    "toDuration",
    "toLower",
    "toTime",
    "toUpper",
    "urlQueryEscape",
    "value",
];

/// What Grafana gives beside those of Prometheus. Source: grafana/grafana at 1d10d30,
/// pkg/services/ngalert/state/template/funcs.go, as of 2026-11.
const OF_GRAFANA: [&str; 5] = [
    "filterLabels",
    "filterLabelsRe",
    "mergeLabelValues",
    "removeLabels",
    "removeLabelsRe",
];

/// A function that the reader does not have.
fn unknown_function(template: &Template, reader: Reader) -> Option<(String, String)> {
    let own = match reader {
        Reader::Prometheus => &[][..],
        Reader::Grafana => &OF_GRAFANA,
    };
    let known = || FUNCTIONS.iter().chain(own).copied();
    let mut called = template.functions.iter();
    let unknown = called.find(|name| known().all(|function| function != name.as_str()))?;
    let help = match nearest(unknown, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "its functions are those of its documentation, template reference; what is text stands in quotes"
                .to_owned()
        }
    };
    Some((
        format!("{} knows no function `{unknown}` in a text", reader.name()),
        help,
    ))
}

/// A value of a step that an alert of ours does not have: most texts come from alerts whose steps are called `A`, `B`, `C`.
fn unknown_step(template: &Template) -> Option<(String, String)> {
    let mut steps = template.steps.iter();
    let unknown = steps.find(|step| !GRAFANA_STEPS.contains(&step.as_str()))?;
    let help = format!(
        "the number of the query is `$values.value`; there are {}",
        listed(GRAFANA_STEPS)
    );
    Some((
        format!("no step of the alert is called `{unknown}`, and Grafana writes `[no value]`"),
        help,
    ))
}

#[cfg(test)]
mod tests {
    use super::{Reader, fault};

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
            assert_eq!(fault(text, Reader::Prometheus), None, "{text}");
        }
    }

    #[test]
    fn what_prometheus_cannot_read_is_found() {
        for text in [
            r#"{{ $labels["pod"] }}"#,
            r#"{{ reReplaceAll "(.*)" "$1" $lables.instance }}"#,
            r#"{{ "no end }}"#,
            "{{ $value",
            "{{/* no end }}",
            "{{ $labels.pod | nosuch }}",
            "{{ $labels.foo-bar }}",
            "{{ if $value }} a",
        ] {
            assert!(fault(text, Reader::Prometheus).is_some(), "{text}");
        }
    }

    #[test]
    fn grafana_has_values_of_its_steps() {
        for text in [
            "{{ $values.value }} of {{ $value }}",
            "{{ removeLabels $labels \"pod\" }} {{ humanize $values.value.Value }}",
        ] {
            assert_eq!(fault(text, Reader::Grafana), None, "{text}");
        }
        assert_eq!(
            fault("{{ $values }}", Reader::Prometheus)
                .map(|fault| fault.0)
                .as_deref(),
            Some("Prometheus knows no variable `$values`")
        );
        for (text, message) in [
            (
                "{{ $values.B.Value }}",
                "no step of the alert is called `B`, and Grafana writes `[no value]`",
            ),
            ("{{ $externalURL }}", "Grafana knows no variable `$externalURL`"),
            (
                "{{ humanise $values.value }}",
                "Grafana knows no function `humanise` in a text",
            ),
        ] {
            let found = fault(text, Reader::Grafana).map(|fault| fault.0);
            assert_eq!(found.as_deref(), Some(message), "{text}");
        }
    }
}
