//! A tree as an expression of JavaScript and of jsonnet alike, with a parameter for what is an environment's own.

use super::data::Parameters;
use serde_json::{Map, Value};

/// How a call of CloudFormation's functions is written: what `Fn` has for it, from the function and its argument.
type Call = fn(&str, &Value, &Expressions<'_>) -> Option<String>;

/// Writes expressions.
pub(super) struct Expressions<'a> {
    /// Texts, and what stands for each in the source.
    parameters: Vec<(&'a str, String)>,
    call: Call,
}

impl<'a> Expressions<'a> {
    /// The texts of `parameters` become members of a variable `env`; `call` may write functions otherwise than as a map.
    pub(super) fn new(parameters: &'a Parameters, call: Call) -> Self {
        let ranges = parameters.ranges.iter().enumerate();
        let ranges = ranges.map(|(at, range)| (range.as_str(), format!("env.ranges[{at}]")));
        let names = [
            (parameters.id.as_str(), "env.id".to_owned()),
            (parameters.name.as_str(), "env.name".to_owned()),
        ];
        Self {
            parameters: names.into_iter().chain(ranges).collect(),
            call,
        }
    }

    /// The expression for a tree.
    pub(super) fn of(&self, tree: &Value) -> String {
        match tree {
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.of(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(entries) => self.called(entries).unwrap_or_else(|| self.object(entries)),
            leaf => leaf.to_string(),
        }
    }

    fn object(&self, entries: &Map<String, Value>) -> String {
        let entry = |(key, value): (&String, &Value)| {
            let plain = Value::from(key.as_str()).to_string();
            let key = self.text(key);
            let key = if key == plain { key } else { format!("[{key}]") };
            format!("{key}: {}", self.of(value))
        };
        let entries: Vec<String> = entries.iter().map(entry).collect();
        format!("{{{}}}", entries.join(", "))
    }

    fn called(&self, entries: &Map<String, Value>) -> Option<String> {
        let mut entries = entries.iter();
        match (entries.next(), entries.next()) {
            (Some((function, argument)), None) => (self.call)(function, argument, self),
            _ => None,
        }
    }

    /// Pieces of text and parameters, added up.
    fn text(&self, text: &str) -> String {
        let quoted = |text: &str| Value::from(text).to_string();
        let (mut pieces, mut rest) = (Vec::new(), text);
        while let Some((at, found, parameter)) = self.first(rest) {
            if at > 0 {
                pieces.push(quoted(&rest[..at]));
            }
            pieces.push(parameter.to_owned());
            rest = &rest[at + found.len()..];
        }
        if pieces.is_empty() || !rest.is_empty() {
            pieces.push(quoted(rest));
        }
        pieces.join(" + ")
    }

    fn first(&self, text: &str) -> Option<(usize, &str, &str)> {
        let found = self.parameters.iter().filter_map(|(found, parameter)| {
            let at = text.find(found)?;
            Some((at, *found, parameter.as_str()))
        });
        found.min_by_key(|(at, ..)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::Expressions;
    use crate::peers::data::Parameters;
    use serde_json::json;

    #[test]
    fn a_tree_is_written_with_its_parameters() {
        let parameters = Parameters {
            id: "e0000".to_owned(),
            name: "lab".to_owned(),
            ranges: vec!["10.0.0.0/18".to_owned()],
        };
        let expressions = Expressions::new(&parameters, |function, argument, expressions| {
            (function == "Ref").then(|| format!("Fn.ref({})", expressions.of(argument)))
        });
        let tree = json!({
            "a": ["lab", "/eks/lab/10.0.0.0/18", "", "of e0000."],
            "x/lab": 1.5,
            "r": { "Ref": "Vpc" },
            "n": {},
        });
        assert_eq!(
            expressions.of(&tree),
            r#"{"a": [env.name, "/eks/" + env.name + "/" + env.ranges[0], "", "of " + env.id + "."], ["x/" + env.name]: 1.5, "r": Fn.ref("Vpc"), "n": {}}"#
        );
    }
}
