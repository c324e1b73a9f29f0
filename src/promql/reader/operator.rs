//! What belongs to an operator: `bool`, `on (…)`, `group_left (…)`.

use std::collections::BTreeSet;

use super::{Reader, WORD_OPERATORS, is_one};
use crate::Unreadable;
use crate::labels::{Matching, Side};
use crate::lexer::Token;
use crate::types::Operator;

impl<'q> Reader<'_, 'q> {
    /// An operator with `bool`, `on (…)`, `group_left (…)` behind it, in this order.
    pub(super) fn operator(&mut self, text: &'q str) -> Result<Operator<'q>, Unreadable> {
        let gives_number = self.take_word("bool");
        let mut matching = Matching::default();
        let mut matches = self.take_word("on");
        if matches {
            matching.on = Some(self.labels()?.into_iter().collect());
        } else if self.take_word("ignoring") {
            matches = true;
            matching.ignoring = self.labels()?.into_iter().collect();
        }
        if let Some(Token::Word(word)) = self.peek().cloned()
            && is_one(word, &["group_left", "group_right"])
        {
            self.at += 1;
            self.rewrites += 1;
            let side = match is_one(word, &["group_left"]) {
                true => Side::Left,
                false => Side::Right,
            };
            let taken = self.group(word, text, matches, matching.on.as_ref())?;
            matching.many = Some((side, taken));
        }
        Ok(Operator {
            text,
            gives_number,
            matches,
            matching,
        })
    }

    /// The labels behind `group_left` or `group_right`. Source: Prometheus, `promql/parser/parse.go`, `checkAST`, and
    /// `generated_parser.y`, as of 2026-11.
    fn group(
        &mut self,
        word: &str,
        operator: &str,
        matches: bool,
        on: Option<&BTreeSet<String>>,
    ) -> Result<BTreeSet<String>, Unreadable> {
        if !matches {
            return Err(Unreadable(format!(
                "`{word}` stands behind `on (…)` or `ignoring (…)` only"
            )));
        }
        if is_one(operator, &WORD_OPERATORS[..3]) {
            return Err(Unreadable(format!(
                "`{word}` is not for `{operator}`, which takes many to many anyway"
            )));
        }
        if self.peek() != Some(&Token::Open('(')) {
            return Ok(BTreeSet::new());
        }
        let labels = self.labels()?;
        match labels
            .iter()
            .find(|label| on.is_some_and(|on| on.contains(*label)))
        {
            Some(label) => Err(Unreadable(format!(
                "`{label}` stands in `on` and in `{word}`; what both sides have needs no taking over"
            ))),
            None => Ok(labels.into_iter().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::read;

    #[test]
    fn modifiers_of_an_operator_have_their_order() {
        for (text, expected) in [
            (
                "a * on (node, pod) group_left (role, node) b",
                "`node` stands in `on` and in `group_left`; what both sides have needs no taking over",
            ),
            (
                "a * group_left (role) b",
                "`group_left` stands behind `on (…)` or `ignoring (…)` only",
            ),
            (
                "a and on (node) group_right b",
                "`group_right` is not for `and`, which takes many to many anyway",
            ),
            (
                "a * on b",
                "a list of labels in brackets must follow `by` and its kin",
            ),
            ("a > on (x) bool b", "`b` stands where an operator must be"),
        ] {
            assert_eq!(read(text).unwrap_err().0, expected, "{text}");
        }
        for text in [
            "a * ignoring (node) group_left (node) b",
            "a > bool on () group_right (x) b",
            "a atan2 on (x) group_left b",
            "a unless on (x) b",
        ] {
            assert_eq!(read(text).err(), None, "{text}");
        }
    }
}
