//! What the words of a query say: which are metrics, which are labels, and whether they make up a query at all.

mod modifiers;
mod operator;
mod selector;

pub(super) use selector::Grouped;

use super::labels::{self, Labels};
use super::lexer::Token;
use super::types::{self, Part, Type};
use super::{Grouping, Query, Selector, Unreadable, functions};

/// Words that stand between two operands. Source: Prometheus documentation, Operators, as of 2026-11.
const WORD_OPERATORS: [&str; 4] = ["and", "or", "unless", "atan2"];
/// Brackets stand at most so deep in one another: no query of a person comes near, and a reader needs room for each.
const DEEPEST: usize = 200;
/// Functions that give something where a metric gives nothing.
const ABSENCES: [&str; 2] = ["absent", "absent_over_time"];
/// Functions that give series labels which the metric does not have, as `group_left` and `group_right` do.
const REWRITES: [&str; 4] = ["label_replace", "label_join", "count_values", "info"];

/// Reads the words of a query.
pub(super) fn read(tokens: &[Token<'_>]) -> Result<Query, Unreadable> {
    let mut reader = Reader {
        tokens,
        at: 0,
        query: Query::default(),
        rewrites: 0,
        depth: 0,
    };
    let parts = reader.expression(None)?;
    if matches!(&parts[..], [part] if part.kind == Type::Range) {
        return Err(Unreadable(
            "a range such as `[5m]` is no result; a function such as `rate` must be around it".to_owned(),
        ));
    }
    let mut query = reader.query;
    query.labels = parts
        .into_iter()
        .next()
        .map(|part| part.labels)
        .unwrap_or_default();
    Ok(query)
}

struct Reader<'t, 'q> {
    tokens: &'t [Token<'q>],
    at: usize,
    query: Query,
    /// How many rewriting functions and words were seen so far.
    rewrites: usize,
    /// How many brackets are open.
    depth: usize,
}

/// Something between operators.
#[derive(Debug, Clone)]
struct Operand {
    kind: Type,
    shape: Shape,
    labels: Labels,
}

/// What may follow an operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `metric{…}`; where it names its metric, its place in [`Query::selectors`].
    Selector(Option<usize>),
    /// A range or a subquery.
    Range,
    /// Everything else: numbers, functions, brackets.
    Other,
}

impl Operand {
    fn other(Part { kind, labels }: Part) -> Self {
        let shape = Shape::Other;
        Self { kind, shape, labels }
    }

    fn plain(kind: Type) -> Self {
        Self::other(Part::plain(kind))
    }
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

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(word)) if is_one(word, &[wanted]));
        self.at += usize::from(found);
        found
    }

    /// Operands with operators between them, up to the bracket `end`, which is taken, or the end of the query. Gives
    /// what each part between commas is.
    fn expression(&mut self, end: Option<char>) -> Result<Vec<Part>, Unreadable> {
        if self.depth > DEEPEST {
            return Err(Unreadable(format!("brackets stand more than {DEEPEST} deep")));
        }
        self.depth += 1;
        let parts = self.parts(end);
        self.depth -= 1;
        parts
    }

    fn parts(&mut self, end: Option<char>) -> Result<Vec<Part>, Unreadable> {
        let mut parts = Vec::new();
        if end.is_some_and(|end| self.take(&Token::Close(end))) {
            return Ok(parts);
        }
        let (mut operands, mut operators) = (Vec::new(), Vec::new());
        loop {
            operands.push(self.operand()?);
            match self.next() {
                None if end.is_none() => {
                    parts.push(types::together(&operands, &operators)?);
                    return Ok(parts);
                }
                None => return Err(open(end.unwrap_or(')'))),
                Some(Token::Close(found)) if Some(found) == end => {
                    parts.push(types::together(&operands, &operators)?);
                    return Ok(parts);
                }
                Some(Token::Symbol(",")) if end.is_some() => {
                    parts.push(types::together(&operands, &operators)?);
                    operands.clear();
                    operators.clear();
                }
                Some(Token::Symbol(text)) if !["=", "=~", "!~", "@", ":", ","].contains(&text) => {
                    operators.push(self.operator(text)?);
                }
                Some(Token::Word(word)) if is_one(word, &WORD_OPERATORS) => {
                    operators.push(self.operator(word)?);
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

    /// An operand with its sign and what belongs to it.
    fn operand(&mut self) -> Result<Part, Unreadable> {
        let mut signed = false;
        while self.take(&Token::Symbol("-")) || self.take(&Token::Symbol("+")) {
            signed = true;
        }
        let bare = self.bare()?;
        let Operand { kind, labels, .. } = self.modified(bare)?;
        match kind {
            Type::Range | Type::Text if signed => Err(Unreadable(format!(
                "a sign stands before {}; it takes series and numbers",
                kind.named()
            ))),
            _ => Ok(Part { kind, labels }),
        }
    }

    fn bare(&mut self) -> Result<Operand, Unreadable> {
        match self.next() {
            Some(Token::Amount(text)) => match modifiers::is_number(text) || modifiers::is_duration(text) {
                true => Ok(Operand::plain(Type::Scalar)),
                false => Err(Unreadable(format!("`{text}` is no number"))),
            },
            Some(Token::Text(_) | Token::Verbatim(_)) => Ok(Operand::plain(Type::Text)),
            Some(Token::Open('(')) => match &self.expression(Some(')'))?[..] {
                [part] => Ok(Operand::other(part.clone())),
                [] => Err(Unreadable("there is nothing in the brackets".to_owned())),
                _ => Err(Unreadable("a comma stands in brackets of no function".to_owned())),
            },
            Some(Token::Open('{')) => {
                let selector = self.matchers(Selector::default())?;
                Ok(self.select(selector))
            }
            Some(Token::Word(word)) if !is_one(word, &WORD_OPERATORS) => self.named(word),
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
    fn named(&mut self, word: &'q str) -> Result<Operand, Unreadable> {
        let (selectors, rewrites) = (self.query.selectors.len(), self.rewrites);
        let before = self.grouped()?;
        if self.take(&Token::Open('(')) {
            self.rewrites += usize::from(is_one(word, &REWRITES));
            let arguments = self.expression(Some(')'))?;
            let kinds: Vec<Type> = arguments.iter().map(|part| part.kind).collect();
            let kind = functions::call(word, &kinds).map_err(Unreadable)?;
            for selector in self.query.selectors.iter_mut().skip(selectors) {
                selector.absent |= ABSENCES.contains(&word);
                // A range is no result, so that the innermost call is the one around it.
                if selector.range.is_some() && selector.over.is_none() {
                    selector.over = Some(word.to_owned());
                }
            }
            if functions::is_experimental(word) {
                self.query.experimental.push(word.to_owned());
            }
            let grouped = match before {
                Some(grouped) => Some(grouped),
                None => self.grouped()?,
            };
            let labels = self.labels_of(word, kind, &arguments, grouped.as_ref(), selectors);
            if let Some(Grouped::By(labels)) = grouped {
                self.query.groupings.push(Grouping {
                    labels,
                    selectors: (selectors..self.query.selectors.len()).collect(),
                    rewritten: self.rewrites > rewrites,
                });
            }
            return Ok(Operand::other(Part { kind, labels }));
        }
        if before.is_some() {
            return Err(Unreadable(format!(
                "what `{word}` groups must follow in brackets"
            )));
        }
        if is_one(word, &["inf", "nan"]) {
            return Ok(Operand::plain(Type::Scalar));
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

    /// The labels of a call, whose own selectors begin with the place `first`; notes quantiles over buckets that no label
    /// tells apart any more.
    fn labels_of(
        &mut self,
        word: &str,
        kind: Type,
        arguments: &[Part],
        grouped: Option<&Grouped>,
        first: usize,
    ) -> Labels {
        if functions::is_aggregation(word) {
            return labels::of_aggregation(word, arguments, grouped);
        }
        let below = labels::series(arguments).and_then(|series| series.labels.loss(labels::BUCKETS));
        if word == "histogram_quantile"
            && let Some(loss) = below
        {
            let selectors = self.query.selectors.iter().skip(first);
            let buckets = selectors.filter(|selector| selector.metric.ends_with("_bucket"));
            let buckets = buckets.map(|selector| (selector.metric.clone(), loss.clone()));
            self.query.quantiles_without_buckets.extend(buckets);
        }
        labels::of_function(word, kind, arguments)
    }

    /// Notes a selector that names its metric.
    fn select(&mut self, selector: Selector) -> Operand {
        let place = (!selector.metric.is_empty()).then_some(self.query.selectors.len());
        if place.is_some() {
            self.query.selectors.push(selector);
        }
        Operand {
            kind: Type::Vector,
            shape: Shape::Selector(place),
            labels: Labels::default(),
        }
    }
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
        Token::Text(text) | Token::Verbatim(text) => format!("the text `{text}`"),
        Token::Open(bracket) | Token::Close(bracket) => format!("`{bracket}`"),
    }
}

#[cfg(test)]
mod tests;
