//! Texts on their way into Grafana: what Helm's `tpl` and Grafana's own expansion must leave alone.

/// A text that comes out of Helm's `tpl` as it went in: the chart's templates pass these files and `grafana.ini` through
/// it. Backticks, since YAML writes no backtick in another way.
pub(super) fn through_tpl(text: &str) -> String {
    text.replace("{{", "{{`{{`}}")
}

/// A text where Grafana expands `$NAME` and `${NAME}`: titles, labels, settings of contact points; `$$` is a dollar.
/// Source: grafana/grafana, pkg/services/provisioning/values, as of 2026-11.
pub(super) fn expanded(text: &str) -> String {
    through_tpl(&text.replace('$', "$$"))
}

/// A text of an alert: Grafana 9.5 expands no variable there, newer ones expand `${NAME}` but not `$NAME`. The text is a
/// template of Go in both, which can write a dollar that has no bracket behind it.
pub(super) fn annotation(text: &str) -> String {
    through_tpl(&text.replace("${", r#"{{ "$" }}{"#))
}

#[cfg(test)]
mod tests {
    use super::{annotation, expanded, through_tpl};

    #[test]
    fn brackets_go_through_tpl() {
        assert_eq!(through_tpl("up{a=\"b\"}"), "up{a=\"b\"}");
        assert_eq!(
            through_tpl("{{ $value }} of {{{"),
            "{{`{{`}} $value }} of {{`{{`}}{"
        );
    }

    #[test]
    fn a_dollar_is_doubled_where_variables_are_expanded_only() {
        assert_eq!(expanded("{{ $labels.pod }}"), "{{`{{`}} $$labels.pod }}");
        assert_eq!(annotation("{{ $labels.pod }}"), "{{`{{`}} $labels.pod }}");
        assert_eq!(annotation("${HOME}"), "{{`{{`}} \"$\" }}{HOME}");
        assert_eq!(expanded("#ops"), "#ops");
    }
}
