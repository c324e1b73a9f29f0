//! Label selectors of Kubernetes, as values of charts hold them. For rules. Source: Kubernetes documentation, labels and
//! selectors, as of 2026-11.

use serde_json::Value;

use crate::model::Texts;

/// What is known of an object's labels.
#[derive(Debug)]
pub(super) struct Labels {
    /// Those that it surely has.
    pub(super) known: Texts,
    /// Whether it may have others.
    pub(super) open: bool,
}

impl Labels {
    /// Whether a selector surely passes an object by. One that is not of the form is the chart's affair, and one with a
    /// template is filled in later.
    pub(super) fn are_missed_by(&self, selector: &Value) -> bool {
        if selector.to_string().contains("{{") {
            return false;
        }
        let pairs = selector["matchLabels"].as_object().into_iter().flatten();
        let mut pairs = pairs.filter_map(|(key, value)| Some((key, value.as_str()?)));
        let mut expressions = selector["matchExpressions"].as_array().into_iter().flatten();
        pairs.any(|(key, value)| self.lacks(key, &[value])) || expressions.any(|it| self.fails(it))
    }

    fn fails(&self, expression: &Value) -> bool {
        let Some(key) = expression["key"].as_str() else {
            return false;
        };
        let values = expression["values"].as_array().into_iter().flatten();
        let values: Vec<&str> = values.filter_map(Value::as_str).collect();
        let known = self.known.get(key).map(String::as_str);
        match expression["operator"].as_str() {
            Some("In") => self.lacks(key, &values),
            Some("NotIn") => known.is_some_and(|value| values.contains(&value)),
            Some("Exists") => known.is_none() && !self.open,
            Some("DoesNotExist") => known.is_some(),
            _ => false,
        }
    }

    /// Whether a label surely has none of these values.
    fn lacks(&self, key: &str, values: &[&str]) -> bool {
        match self.known.get(key) {
            Some(value) => !values.contains(&value.as_str()),
            None => !self.open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed(open: bool, selector: &str) -> bool {
        let labels = Labels {
            known: Texts::from([("release".to_owned(), "stack".to_owned())]),
            open,
        };
        labels.are_missed_by(&serde_json::from_str(selector).unwrap())
    }

    #[test]
    fn a_closed_set_is_missed_by_what_it_does_not_have() {
        for (selector, expected) in [
            ("{}", false),
            (r#"{"matchLabels": {"release": "stack"}}"#, false),
            (r#"{"matchLabels": {"release": "other"}}"#, true),
            (r#"{"matchLabels": {"release": "stack", "team": "ops"}}"#, true),
            (r#"{"matchLabels": {"release": "{{ .Release.Name }}"}}"#, false),
            (
                r#"{"matchExpressions": [{"key": "release", "operator": "In", "values": ["a", "stack"]}]}"#,
                false,
            ),
            (
                r#"{"matchExpressions": [{"key": "release", "operator": "In", "values": ["a"]}]}"#,
                true,
            ),
            (
                r#"{"matchExpressions": [{"key": "release", "operator": "NotIn", "values": ["stack"]}]}"#,
                true,
            ),
            (
                r#"{"matchExpressions": [{"key": "team", "operator": "NotIn", "values": ["ops"]}]}"#,
                false,
            ),
            (
                r#"{"matchExpressions": [{"key": "team", "operator": "Exists"}]}"#,
                true,
            ),
            (
                r#"{"matchExpressions": [{"key": "release", "operator": "DoesNotExist"}]}"#,
                true,
            ),
        ] {
            assert_eq!(missed(false, selector), expected, "{selector}");
        }
    }

    #[test]
    fn an_open_set_may_have_what_is_not_known() {
        for (selector, expected) in [
            (r#"{"matchLabels": {"team": "ops"}}"#, false),
            (r#"{"matchLabels": {"release": "other"}}"#, true),
            (
                r#"{"matchExpressions": [{"key": "team", "operator": "Exists"}]}"#,
                false,
            ),
            (
                r#"{"matchExpressions": [{"key": "team", "operator": "In", "values": ["ops"]}]}"#,
                false,
            ),
        ] {
            assert_eq!(missed(true, selector), expected, "{selector}");
        }
    }
}
