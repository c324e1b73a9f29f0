//! Lists of labels, and what a selector has in its braces.

use super::{Reader, is_one, open, shown};
use crate::expression::takes_nothing;
use crate::lexer::{Token, unescaped};
use crate::{Selector, Unreadable};

/// What an aggregation keeps apart.
pub(crate) enum Grouped {
    /// These labels.
    By(Vec<String>),
    /// All but these.
    Without(Vec<String>),
}

impl Reader<'_, '_> {
    /// The list behind `by` or `without`, if one of them stands here.
    pub(super) fn grouped(&mut self) -> Result<Option<Grouped>, Unreadable> {
        let Some(Token::Word(word)) = self.peek().cloned() else {
            return Ok(None);
        };
        if !is_one(word, &["by", "without"]) {
            return Ok(None);
        }
        self.at += 1;
        let labels = self.labels()?;
        Ok(Some(if is_one(word, &["by"]) {
            Grouped::By(labels)
        } else {
            Grouped::Without(labels)
        }))
    }

    /// `(a, b)`.
    pub(super) fn labels(&mut self) -> Result<Vec<String>, Unreadable> {
        if !self.take(&Token::Open('(')) {
            return Err(Unreadable(
                "a list of labels in brackets must follow `by` and its kin".to_owned(),
            ));
        }
        let mut labels = Vec::new();
        loop {
            match self.next() {
                Some(Token::Word(label) | Token::Text(label) | Token::Verbatim(label)) => {
                    labels.push(label.to_owned());
                }
                Some(Token::Close(')')) if labels.is_empty() => return Ok(labels),
                None => return Err(open(')')),
                Some(other) => return Err(Unreadable(format!("{} is no label", shown(&other)))),
            }
            if self.ends_after_item(')')? {
                return Ok(labels);
            }
        }
    }

    /// `a="b", c=~"d"}`, and `"a.metric", …}`.
    pub(super) fn matchers(&mut self, mut selector: Selector) -> Result<Selector, Unreadable> {
        let named = !selector.metric.is_empty();
        let mut narrows = named;
        loop {
            match self.next() {
                Some(Token::Close('}')) => break,
                Some(Token::Word(label) | Token::Text(label) | Token::Verbatim(label)) => {
                    narrows |= self.matcher(label, &mut selector, named)?;
                }
                None => return Err(open('}')),
                Some(other) => {
                    return Err(Unreadable(format!(
                        "{} stands where a label must be",
                        shown(&other)
                    )));
                }
            }
            if self.ends_after_item('}')? {
                break;
            }
        }
        if narrows {
            return Ok(selector);
        }
        Err(Unreadable(
            "a selector takes every series: one of its labels must be compared with what is not empty"
                .to_owned(),
        ))
    }

    /// What follows a label in braces, before which the metric may be named. Whether it leaves series without that label out.
    fn matcher(&mut self, label: &str, selector: &mut Selector, named: bool) -> Result<bool, Unreadable> {
        let Some(Token::Symbol(operator @ ("=" | "!=" | "=~" | "!~"))) = self.peek().cloned() else {
            return name(selector, label);
        };
        self.at += 1;
        let value = match self.next() {
            Some(Token::Text(value)) => unescaped(value),
            Some(Token::Verbatim(value)) => value.to_owned(),
            _ => {
                return Err(Unreadable(format!(
                    "what `{label}` is compared with has no quotes"
                )));
            }
        };
        if label == "__name__" && operator == "=" {
            // Between braces alone both names would have to fit, which is allowed and finds nothing.
            if !named && !selector.metric.is_empty() {
                return Ok(true);
            }
            return name(selector, &value);
        }
        if label == "__name__" && named {
            return Err(Unreadable(format!(
                "the metric is named twice: `{}`, and by `__name__`",
                selector.metric
            )));
        }
        selector.labels.push(label.to_owned());
        // A word alone is itself to an expression, which is held against the whole text.
        let is_word = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
        if operator == "=" || operator == "=~" && value.split('|').all(is_word) {
            let texts = match operator {
                "=" => vec![value.clone()],
                _ => value.split('|').map(str::to_owned).collect(),
            };
            selector.texts.push((label.to_owned(), texts));
        }
        let takes_nothing = || {
            takes_nothing(&value)
                .map_err(|fault| Unreadable(format!("the expression `{value}` cannot be read: {fault}")))
        };
        Ok(match operator {
            "=" => !value.is_empty(),
            "!=" => value.is_empty(),
            "=~" => !takes_nothing()?,
            _ => takes_nothing()?,
        })
    }

    /// Takes the comma behind an item of a list, or the bracket that ends it; whether it was that.
    fn ends_after_item(&mut self, end: char) -> Result<bool, Unreadable> {
        match self.next() {
            Some(Token::Symbol(",")) => Ok(self.take(&Token::Close(end))),
            Some(Token::Close(found)) if found == end => Ok(true),
            None => Err(open(end)),
            Some(other) => Err(Unreadable(format!("a comma is missing before {}", shown(&other)))),
        }
    }
}

/// Takes a metric's name; whether it is one.
fn name(selector: &mut Selector, name: &str) -> Result<bool, Unreadable> {
    if !selector.metric.is_empty() {
        return Err(Unreadable(format!(
            "the metric is named twice: `{}` and `{name}`",
            selector.metric
        )));
    }
    name.clone_into(&mut selector.metric);
    Ok(!name.is_empty())
}
