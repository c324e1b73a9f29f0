//! Go's text templates, as texts of alerts have them: whether they can be read, and what they name. Source: golang/go,
//! text/template/parse, and what promtool 2.42 says of each case in the tests, as of 2026-11.

mod held;
mod lexer;
mod parser;

use std::collections::BTreeSet;

use lexer::actions;

/// What a text names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Template {
    /// The functions that it calls, without those of the language.
    pub(crate) functions: Vec<String>,
    /// The fields that it takes of what it is given, `.` at its beginning.
    pub(crate) fields: Vec<String>,
    /// What it takes of `$values`.
    pub(crate) steps: Vec<String>,
    /// The labels that it shows, or looks at, through whichever variables.
    pub(crate) labels: Vec<String>,
    /// The labels among them of which it asks whether they are there, by `if`, `with`, `and` or `or`.
    pub(crate) asked: BTreeSet<String>,
}

/// Why a text cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no such variable, at least not here.
    Variable {
        name: String,
        /// Whether the text makes it, elsewhere.
        made: bool,
    },
    /// It is not written as the language wants it.
    Language { message: String, help: String },
}

impl Fault {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Language {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Reads a text to which these variables are given.
pub(crate) fn read(text: &str, given: &[&str]) -> Result<Template, Fault> {
    parser::read(&actions(text)?, given)
}

#[cfg(test)]
mod tests {
    use super::{Fault, read};

    fn fault(text: &str) -> Option<String> {
        match read(text, &["labels", "value"]).err()? {
            Fault::Language { message, .. } => Some(message),
            Fault::Variable { name, made } => {
                Some(format!("${name}{}", if made { " elsewhere" } else { "" }))
            }
        }
    }

    #[test]
    fn what_go_reads_is_read() {
        for text in [
            "no template }}",
            "{{- if eq $value 1.0 -}} a {{- else if true }} b {{ else }} c {{- end -}}",
            r#"{{ with query "up" }}{{ range . }}{{ .Value }}{{ break }}{{ end }}{{ end }}"#,
            "{{- /* c */ -}}{{/* d */}}",
            "{{ $x := 1 }}{{ $x = 2 }}{{ $x }}",
            "{{ $y := $y }}",
            "{{ 1 | $value }}{{ $value|humanize }}{{ $value | }}",
            r#"{{ (query "up").x }}{{ .x.y.z }}{{ . . }}{{ .x .y }}{{ $ }}{{ $.Labels }}"#,
            r#"{{ template "a" }}{{ template "a" . }}{{ block "a" . }}x{{ end }}{{ define "b" }}{{ $ }}{{ end }}"#,
            r#"{{ range $i, $x := query "up" }}{{ $i }}{{ end }}{{ with $x := 1 }}{{ $x }}{{ end }}"#,
            r#"{{ if true }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}{{ range $value := . }}{{ end }}{{ $value }}"#,
            "{{ $labels.foo -1 }}{{ -1 }}{{-1}}{{ +.5 }}{{ 1_000 }}{{ 0x1F }}{{ 1i }}{{ 1.5e-3 }}{{ nil }}",
            r#"{{ 'a' }}{{ '\'' }}{{ "\u00e9\t\101" }}{{ `\d`}}{{ "a" "b" }}{{ $x:=1 }}{{ $labels.名 }}"#,
            "{{ $value }}\n{{\n$labels.pod\n-}} x",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of cases")]
    fn what_go_does_not_read_is_told() {
        for (text, expected) in [
            ("{{ $value", "a template that begins with `{{` has no end"),
            ("{{/* no end }}", "a template that begins with `{{` has no end"),
            ("{{ \"no end }}", "a text in a template has no end"),
            ("{{ \"a\nb\" }}", "a text in a template has no end"),
            (
                r#"{{ reReplaceAll "\d" "" $value }}"#,
                r"`\d` is no escape in a text of a template",
            ),
            (r#"{{ "\'" }}"#, r"`\'` is no escape in a text of a template"),
            ("{{ 'ab' }}", "`'ab'` is more than one character"),
            ("{{ }}", "there is nothing between the brackets of a template"),
            ("{{ ( }}", "a `)` is missing in a template"),
            ("{{ (query \"up\" }}", "a `)` is missing in a template"),
            ("{{ ( ) }}", "there is nothing between the brackets of a template"),
            ("{{ $value) }}", "`)` closes nothing in a template"),
            ("{{ | $value }}", "`|` stands in a template where a value must be"),
            (
                "{{ printf \"%s\", $value }}",
                "`,` stands in a template where a value must be",
            ),
            (
                "{{ $value > 1 }}",
                "`>` stands in a template where a value must be",
            ),
            (
                "{{ $value == 1 }}",
                "`=` stands in a template where a value must be",
            ),
            ("{{ /* c */ }}", "`/` stands in a template where a value must be"),
            ("{{{ $value }}}", "`{` stands in a template where a value must be"),
            ("{{ ″x″ }}", "`″` means nothing in a template"),
            (
                "{{ $value | \"a\" }}",
                "a value stands behind `|` in a template, where a function must be",
            ),
            (
                "{{ \"a\".x }}",
                "a field stands behind what has none in a template",
            ),
            ("{{ ..x }}", "a field stands behind what has none in a template"),
            ("{{ break }}", "`{{ break }}` stands in no `{{ range … }}`"),
            (
                "{{ range . }}{{ else }}{{ continue }}{{ end }}",
                "`{{ continue }}` stands in no `{{ range … }}`",
            ),
            (
                "{{ if true }}a{{ else }}b{{ else }}c{{ end }}",
                "a block has two `{{ else }}`",
            ),
            ("{{ if $value }} a", "`{{ if … }}` has no `{{ end }}`"),
            ("{{ with query \"up\" }}x", "`{{ with … }}` has no `{{ end }}`"),
            ("{{ define \"a\" }}x", "`{{ define … }}` has no `{{ end }}`"),
            ("{{ if }}a{{ end }}", "`{{ if }}` does not say of what"),
            (
                "{{ block \"a\" }}x{{ end }}",
                "`{{ block }}` does not say of what",
            ),
            (
                "{{ template a }}",
                "the name behind `{{ template` stands in no quotes",
            ),
            (
                "{{ if true }}{{ define \"x\" }}{{ end }}{{ end }}",
                "`{{ define … }}` stands in a block",
            ),
            ("{{ else }}", "`{{ else }}` stands in no block"),
            ("{{ end }}", "`{{ end }}` ends no block"),
            ("{{ end if }}", "`if` stands behind `{{ end`"),
            (
                "{{ if true }}{{ else foo }}{{ end }}",
                "`foo` stands behind `{{ else`",
            ),
            (
                "{{ range $i, $x, $y := . }}{{ end }}",
                "`{{ range … }}` makes too many variables",
            ),
            (
                "{{ with $x, $y := . }}{{ end }}",
                "`{{ with … }}` makes too many variables",
            ),
            ("{{ $x | if }}", "$x"),
            (
                "{{ $value | if }}",
                "`if` stands in a template where a value must be",
            ),
            (r#"{{ $labels["pod"] }}"#, "a template has no `[`"),
            (
                "{{ $labels.foo-bar }}",
                "a `-` ends the name `foo` in `$labels.foo-bar`",
            ),
            (
                "{{ $labels.app.kubernetes.io/name }}",
                "a `/` ends the name `app.kubernetes.io` in `$labels.app.kubernetes.io/name`",
            ),
            (
                "{{ $labels.a$value }}",
                "`$` stands behind `$labels.a` without a blank",
            ),
            (
                "{{ humanize\"x\" }}",
                "`\"` stands behind `humanize` without a blank",
            ),
            (
                "{{ \"x\"humanize }}",
                "`humanize` stands in a template where a value must be",
            ),
            ("{{ $x=1 }}", "`=` stands behind `$x` without a blank"),
            (
                "{{ $labels.a:b }}",
                "`:` stands in a template where a value must be",
            ),
            ("{{ 1humanize }}", "`1humanize` is no number"),
            ("{{ 1e }}", "`1e` is no number"),
            ("{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}", "$x elsewhere"),
            ("{{ range $i }}{{ end }}", "$i"),
            ("{{ define \"a\" }}{{ $labels.x }}{{ end }}", "$labels"),
            ("{{ block \"a\" . }}{{ $labels }}{{ end }}", "$labels"),
        ] {
            assert_eq!(fault(text).as_deref(), Some(expected), "{text}");
        }
        for deep in [
            format!("{{{{ {} }}}}", "(".repeat(5000)),
            "{{ if true }}".repeat(5000),
        ] {
            assert_eq!(fault(&deep).as_deref(), Some("a template is more than 200 deep"));
        }
    }

    #[test]
    fn fields_variables_numbers_and_words_of_the_language_are_no_functions() {
        let text = r#"{{ range $i, $x := query "up" }}{{ (index . 0).Value | printf "%.2f" | humanize1024 }}{{ 1e6 }}{{ end }}"#;
        assert_eq!(read(text, &[]).unwrap().functions, ["query", "humanize1024"]);
        let steps = read("{{ $values.A.Value }}{{ $values.B }}", &["values"])
            .unwrap()
            .steps;
        assert_eq!(steps, ["A", "B"]);
    }

    #[test]
    fn labels_that_a_text_asks_for_are_told() {
        for (text, expected) in [
            (
                "{{ $labels.a }}{{ range $labels.a }}{{ end }}{{ printf \"%s\" $labels.a }}",
                "",
            ),
            (
                "{{ if $labels.a }}{{ $labels.b }}{{ else if $labels.c }}{{ end }}",
                "a c",
            ),
            ("{{ with $x := $labels.a -}} {{ $x }} {{- end }}", "a"),
            ("{{ if not (eq $labels.a \"\") }}{{ end }}{{ $labels.b }}", "a"),
            ("{{ or $labels.a \"none\" }}{{ $labels.b }}", "a"),
            ("{{ (and $labels.a \"x\") | printf \"%s %s\" $labels.b }}", "a"),
            ("{{ $c := $labels.a }}{{ if $c }}{{ $c }}{{ end }}", "a"),
            (
                "{{ $c := eq $labels.a \"\" }}{{ if not $c }}{{ $labels.a }}{{ end }}",
                "a",
            ),
            ("{{ with $labels }}{{ or .a \"none\" }}{{ end }}", "a"),
            ("{{ if index $labels \"a\" }}{{ end }}", "a"),
            ("{{ if .Labels.a }}{{ $.Labels.b }}{{ end }}", "a"),
        ] {
            let asked = read(text, &["labels"]).unwrap().asked;
            assert_eq!(Vec::from_iter(asked).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn labels_are_followed_through_variables_and_dots() {
        for (text, expected) in [
            ("{{ $c := $labels.a }}", ""),
            ("{{ $c := $labels.a }}{{ $c }}", "a"),
            ("{{ $c := printf \"%s/%s\" $labels.a $labels.b }}{{ $c }}", "a b"),
            ("{{ $c := $labels.a | toUpper }}{{ $c | title }}", "a"),
            ("{{ $c := $labels.a }}{{ $c = $labels.b }}{{ $c }}", "b"),
            (
                "{{ $c := \"x\" }}{{ if true }}{{ $c = $labels.a }}{{ end }}{{ $c }}",
                "a",
            ),
            (
                "{{ $c := \"x\" }}{{ if true }}{{ $c := $labels.a }}{{ end }}{{ $c }}",
                "",
            ),
            (
                "{{ $c := $labels.a }}{{ $c := printf \"in %s\" $c }}{{ $c }}",
                "a",
            ),
            ("{{ $l := $labels }}{{ $l.a }}", "a"),
            ("{{ with $labels }}{{ .a }}{{ end }}", "a"),
            ("{{ with $labels.a }}{{ . }}{{ else }}{{ . }}{{ end }}", "a a"),
            ("{{ with $x := $labels }}{{ $x.a }}{{ .b }}{{ end }}", "a b"),
            ("{{ .Labels.a }}{{ $.Labels.b }}{{ .Value }}", "a b"),
            (
                "{{ range $k, $v := $labels }}{{ $k }}{{ $v }}{{ . }}{{ end }}",
                "",
            ),
            ("{{ range query \"up\" }}{{ .Labels.a }}{{ end }}", ""),
            (
                "{{ range query \"up\" }}{{ $labels.a }}{{ $.Labels.b }}{{ end }}",
                "a b",
            ),
            (
                "{{ range $labels.a | printf \"up{x='%s'}\" | query }}{{ . }}{{ end }}",
                "a",
            ),
            (
                "{{ index $labels \"a\" }}{{ (index $labels `b`) | title }}",
                "a b",
            ),
            (
                "{{ template \"x\" $labels }}{{ define \"x\" }}{{ .a }}{{ end }}",
                "",
            ),
            ("{{ block \"x\" $labels }}{{ .a }}{{ $.b }}{{ end }}", "a b"),
        ] {
            let labels = read(text, &["labels"]).unwrap().labels.join(" ");
            assert_eq!(labels, expected, "{text}");
        }
    }
}
