//! What the words of a query say: which are metrics, which are labels, and whether they make up a query at all.

use super::lexer::Token;
use super::{Grouping, Query, Selector, Unreadable, functions};

/// Words that stand between two operands. Source: Prometheus documentation, Operators, as of 2026-11.
const SET_OPERATORS: [&str; 4] = ["and", "or", "unless", "atan2"];
/// Words that a list of labels follows.
const LISTS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];
/// Functions and words that give series labels which the metric does not have.
const REWRITES: [&str; 6] = [
    "label_replace",
    "label_join",
    "count_values",
    "info",
    "group_left",
    "group_right",
];

/// Reads the words of a query.
pub(super) fn read(tokens: &[Token<'_>]) -> Result<Query, Unreadable> {
    let mut reader = Reader {
        tokens,
        at: 0,
        query: Query::default(),
        rewrites: 0,
    };
    let parts = reader.expression(None)?;
    if parts == [true] {
        return Err(Unreadable(
            "a range such as `[5m]` is no result; a function such as `rate` must be around it".to_owned(),
        ));
    }
    Ok(reader.query)
}

/// What is wrong with the arguments of a function or an aggregation, each of which is a range or not.
fn misuse(name: &str, arguments: &[bool]) -> Option<String> {
    if let Some(position) = functions::place_of_range(name) {
        let takes = |example: &str| format!("`{name}` takes a range, such as `{example}[5m]`");
        return (arguments.get(position) == Some(&false)).then(|| takes("metric"));
    }
    if functions::is_aggregation(name) {
        let message = || format!("`{name}` takes no range; a function such as `rate` must be around it");
        return arguments.contains(&true).then(message);
    }
    let meant = functions::meant(name)?;
    Some(format!("there is no function `{name}`; did you mean `{meant}`?"))
}

struct Reader<'t, 'q> {
    tokens: &'t [Token<'q>],
    at: usize,
    query: Query,
    /// How many rewriting functions and words were seen so far.
    rewrites: usize,
}

impl<'q> Reader<'_, 'q> {
    fn peek(&self) -> Option<&Token<'q>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token<'q>> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn take(&mut self, wanted: &Token<'_>) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Operands with operators between them, up to the bracket `end`, which is taken, or the end of the query. Gives
    /// for each part between commas whether it is a range.
    fn expression(&mut self, end: Option<char>) -> Result<Vec<bool>, Unreadable> {
        let mut parts = Vec::new();
        if end.is_some_and(|end| self.take(&Token::Close(end))) {
            return Ok(parts);
        }
        let mut operators = 0_usize;
        loop {
            let (selected, within) = self.operand()?;
            let is_range = self.suffixes(selected)?.unwrap_or(within);
            if is_range && operators > 0 {
                return Err(range_in_arithmetic());
            }
            match self.next() {
                None if end.is_none() => {
                    parts.push(is_range);
                    return Ok(parts);
                }
                None => return Err(open(end.unwrap_or(')'))),
                Some(Token::Close(found)) if Some(found) == end => {
                    parts.push(is_range);
                    return Ok(parts);
                }
                Some(Token::Symbol(",")) if end.is_some() => {
                    parts.push(is_range);
                    operators = 0;
                }
                Some(Token::Symbol(operator)) if !["=", "=~", "!~", "@", ":", ","].contains(&operator) => {
                    if is_range {
                        return Err(range_in_arithmetic());
                    }
                    operators += 1;
                    self.matching()?;
                }
                Some(Token::Word(word)) if is_one(word, &SET_OPERATORS) => {
                    if is_range {
                        return Err(range_in_arithmetic());
                    }
                    operators += 1;
                    self.matching()?;
                }
                Some(other) => {
                    return Err(Unreadable(format!(
                        "{} stands where an operator must be",
                        shown(&other)
                    )));
                }
            }
        }
    }

    /// `bool`, `on (…)`, `group_left (…)` behind an operator.
    fn matching(&mut self) -> Result<(), Unreadable> {
        while let Some(Token::Word(word)) = self.peek().cloned() {
            if is_one(word, &["bool"]) {
                self.at += 1;
            } else if is_one(word, &LISTS[2..]) {
                self.at += 1;
                self.rewrites += usize::from(is_one(word, &REWRITES));
                if self.peek() == Some(&Token::Open('(')) {
                    self.labels()?;
                }
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Whether it is a metric, and whether it is a range in brackets.
    fn operand(&mut self) -> Result<(bool, bool), Unreadable> {
        while self.take(&Token::Symbol("-")) || self.take(&Token::Symbol("+")) {}
        match self.next() {
            Some(Token::Amount(_) | Token::Text(_)) => Ok((false, false)),
            Some(Token::Open('(')) => {
                let parts = self.expression(Some(')'))?;
                Ok((false, parts == [true]))
            }
            Some(Token::Open('{')) => {
                let selector = self.matchers(Selector::default())?;
                Ok((self.select(selector), false))
            }
            Some(Token::Word(word)) if !is_one(word, &SET_OPERATORS) => Ok((self.named(word)?, false)),
            None => Err(Unreadable(
                "the query ends where something must follow".to_owned(),
            )),
            Some(other) => Err(Unreadable(format!(
                "{} stands where a metric, a function or a number must be",
                shown(&other)
            ))),
        }
    }

    /// A function, an aggregation or a metric.
    fn named(&mut self, word: &'q str) -> Result<bool, Unreadable> {
        let (selectors, rewrites) = (self.query.selectors.len(), self.rewrites);
        let mut lists = self.lists()?;
        if self.take(&Token::Open('(')) {
            self.rewrites += usize::from(is_one(word, &REWRITES));
            let arguments = self.expression(Some(')'))?;
            if let Some(misuse) = misuse(word, &arguments) {
                return Err(Unreadable(misuse));
            }
            lists.extend(self.lists()?);
            for labels in lists {
                self.query.groupings.push(Grouping {
                    labels,
                    selectors: (selectors..self.query.selectors.len()).collect(),
                    rewritten: self.rewrites > rewrites,
                });
            }
            return Ok(false);
        }
        if !lists.is_empty() {
            return Err(Unreadable(format!(
                "what `{word}` groups must follow in brackets"
            )));
        }
        if is_one(word, &["inf", "nan"]) {
            return Ok(false);
        }
        let selector = Selector {
            metric: word.to_owned(),
            ..Selector::default()
        };
        let selector = if self.take(&Token::Open('{')) {
            self.matchers(selector)?
        } else {
            selector
        };
        Ok(self.select(selector))
    }

    /// The lists of `by`; those of `without` are read and say nothing.
    fn lists(&mut self) -> Result<Vec<Vec<String>>, Unreadable> {
        let mut lists = Vec::new();
        while let Some(Token::Word(word)) = self.peek().cloned() {
            if !is_one(word, &LISTS[..2]) {
                break;
            }
            self.at += 1;
            let labels = self.labels()?;
            if is_one(word, &LISTS[..1]) {
                lists.push(labels);
            }
        }
        Ok(lists)
    }

    /// `(a, b)`.
    fn labels(&mut self) -> Result<Vec<String>, Unreadable> {
        if !self.take(&Token::Open('(')) {
            return Err(Unreadable(
                "a list of labels in brackets must follow `by` and its kin".to_owned(),
            ));
        }
        let mut labels = Vec::new();
        loop {
            match self.next() {
                Some(Token::Word(label) | Token::Text(label)) => labels.push(label.to_owned()),
                Some(Token::Symbol(",")) => {}
                Some(Token::Close(')')) => return Ok(labels),
                None => return Err(open(')')),
                Some(other) => return Err(Unreadable(format!("{} is no label", shown(&other)))),
            }
        }
    }

    /// `a="b", c=~"d"}`, and `"a.metric", …}`.
    fn matchers(&mut self, mut selector: Selector) -> Result<Selector, Unreadable> {
        loop {
            match self.next() {
                Some(Token::Close('}')) => return Ok(selector),
                Some(Token::Symbol(",")) => {}
                Some(Token::Word(label) | Token::Text(label)) => {
                    let Some(Token::Symbol(operator @ ("=" | "!=" | "=~" | "!~"))) = self.peek().cloned()
                    else {
                        label.clone_into(&mut selector.metric);
                        continue;
                    };
                    self.at += 1;
                    let Some(Token::Text(value)) = self.next() else {
                        return Err(Unreadable(format!(
                            "what `{label}` is compared with has no quotes"
                        )));
                    };
                    if label == "__name__" && operator == "=" {
                        value.clone_into(&mut selector.metric);
                    } else {
                        selector.labels.push(label.to_owned());
                    }
                }
                None => return Err(open('}')),
                Some(other) => {
                    return Err(Unreadable(format!(
                        "{} stands where a label must be",
                        shown(&other)
                    )));
                }
            }
        }
    }

    /// `[5m]`, `offset 5m`, `@ 1`. Whether there was a range; `None` without any of them.
    fn suffixes(&mut self, selected: bool) -> Result<Option<bool>, Unreadable> {
        let mut range = None;
        loop {
            if self.take(&Token::Open('[')) {
                // A subquery, `[1h:1m]`, is over what its own steps give.
                if let [Token::Amount(range), Token::Close(']'), ..] = self.tokens[self.at..]
                    && let Some(selector) = self.query.selectors.last_mut().filter(|_| selected)
                {
                    selector.range = milliseconds(range);
                }
                loop {
                    match self.next() {
                        Some(Token::Close(']')) => break,
                        None => return Err(open(']')),
                        Some(Token::Close(_)) => return Err(open(']')),
                        Some(_) => {}
                    }
                }
                range = Some(true);
            } else if self.take(&Token::Symbol("@"))
                || matches!(self.peek(), Some(Token::Word(word)) if is_one(word, &["offset"]))
            {
                self.at +=
                    usize::from(matches!(self.peek(), Some(Token::Word(word)) if is_one(word, &["offset"])));
                self.operand()?;
            } else {
                return Ok(range);
            }
        }
    }

    /// Whether it names its metric.
    fn select(&mut self, selector: Selector) -> bool {
        let named = !selector.metric.is_empty();
        if named {
            self.query.selectors.push(selector);
        }
        named
    }
}

fn range_in_arithmetic() -> Unreadable {
    Unreadable("a range such as `[5m]` cannot be compared or reckoned with; a function such as `rate` must be around it".to_owned())
}

/// A duration such as `1h30m`.
fn milliseconds(text: &str) -> Option<u64> {
    let mut sum = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, behind) = rest.split_at(digits);
        let unit = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit);
        let one = match unit {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            "y" => 31_536_000_000,
            _ => return None,
        };
        sum = sum.saturating_add(number.parse::<u64>().ok()?.saturating_mul(one));
        rest = behind;
    }
    Some(sum)
}

fn is_one(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn open(bracket: char) -> Unreadable {
    Unreadable(format!("a `{bracket}` is missing"))
}

fn shown(token: &Token<'_>) -> String {
    match token {
        Token::Word(text) | Token::Amount(text) | Token::Symbol(text) => format!("`{text}`"),
        Token::Text(text) => format!("the text `{text}`"),
        Token::Open(bracket) | Token::Close(bracket) => format!("`{bracket}`"),
    }
}

#[cfg(test)]
mod tests;
