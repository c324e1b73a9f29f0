//! What belongs to the operand before it: `[5m]`, `[1h:5m]`, `offset 5m`, `@ 1`.

use super::{Operand, Reader, Shape, open, shown};
use crate::Unreadable;
use crate::lexer::Token;
use crate::types::Type;

impl Reader<'_, '_> {
    /// An operand with all that belongs to it.
    pub(super) fn modified(&mut self, mut operand: Operand) -> Result<Operand, Unreadable> {
        let mut words = Vec::new();
        loop {
            if self.take(&Token::Open('[')) {
                operand = self.over_time(operand, !words.is_empty())?;
                words.clear();
                continue;
            }
            let word = if self.take_word("offset") {
                "offset"
            } else if self.take(&Token::Symbol("@")) {
                "@"
            } else {
                return Ok(operand);
            };
            if operand.shape == Shape::Other {
                return Err(Unreadable(format!(
                    "`{word}` stands behind a metric, its range or a subquery only"
                )));
            }
            if words.contains(&word) {
                return Err(Unreadable(format!("`{word}` stands twice")));
            }
            self.moment(word)?;
            words.push(word);
        }
    }

    /// The rest of `[5m]` or `[1h:5m]`.
    fn over_time(&mut self, operand: Operand, modified: bool) -> Result<Operand, Unreadable> {
        let range = self.duration()?;
        if self.take(&Token::Symbol(":")) {
            if !self.take(&Token::Close(']')) {
                self.duration()?;
                self.end_of_range()?;
            }
            if operand.kind != Type::Vector {
                return Err(Unreadable(format!(
                    "a subquery such as `[1h:5m]` looks at series, and {} stands before it",
                    operand.kind.named()
                )));
            }
        } else {
            self.end_of_range()?;
            let Shape::Selector(place) = operand.shape else {
                return Err(Unreadable(
                    "a range such as `[5m]` stands behind a metric only; a subquery such as `[5m:]` stands behind \
                     anything"
                        .to_owned(),
                ));
            };
            if modified {
                return Err(Unreadable(
                    "`offset` and `@` stand behind the range, not before it".to_owned(),
                ));
            }
            // A subquery is over what its own steps give.
            if let Some(selector) = place.and_then(|place| self.query.selectors.get_mut(place)) {
                selector.range = Some(range);
            }
        }
        Ok(Operand {
            kind: Type::Range,
            shape: Shape::Range,
            labels: operand.labels,
        })
    }

    /// A duration in brackets, in milliseconds.
    fn duration(&mut self) -> Result<u64, Unreadable> {
        let text = match self.next() {
            Some(Token::Amount(text)) => text,
            None => return Err(open(']')),
            Some(other) => {
                return Err(Unreadable(format!(
                    "{} is no duration such as `5m`",
                    shown(&other)
                )));
            }
        };
        match milliseconds(text) {
            Some(0) => Err(Unreadable(format!("`{text}` is no time at all"))),
            Some(time) if time > MOST_MILLISECONDS => Err(Unreadable(format!(
                "`{text}` is more than 292 years, which no duration of Prometheus can hold"
            ))),
            Some(time) => Ok(time),
            None => Err(Unreadable(format!(
                "`{text}` is no duration such as `5m` or `1h30m`"
            ))),
        }
    }

    fn end_of_range(&mut self) -> Result<(), Unreadable> {
        if self.take(&Token::Close(']')) {
            return Ok(());
        }
        Err(open(']'))
    }

    /// What follows `offset` or `@`: a duration or a number with its sign, or the beginning or end of what is asked.
    fn moment(&mut self, word: &str) -> Result<(), Unreadable> {
        let _signed = self.take(&Token::Symbol("-")) || self.take(&Token::Symbol("+"));
        if word == "@" && (self.take_word("start") || self.take_word("end")) {
            let brackets = self.take(&Token::Open('(')) && self.take(&Token::Close(')'));
            return brackets.then_some(()).ok_or_else(|| open(')'));
        }
        match self.next() {
            Some(Token::Amount(text)) if is_number(text) || is_duration(text) => Ok(()),
            Some(Token::Amount(text)) => Err(Unreadable(format!(
                "`{text}` is no duration such as `5m` or `1h30m`"
            ))),
            _ => Err(Unreadable(format!("a time must follow `{word}`"))),
        }
    }
}

/// What a duration can hold: it counts nanoseconds in 64 bits. Source: prometheus/common, `model/time.go`, `ParseDuration`,
/// d2417e2 of 2026-08-21.
const MOST_MILLISECONDS: u64 = i64::MAX.unsigned_abs() / 1_000_000;

/// Whether a text is a duration that is not too long.
pub(super) fn is_duration(text: &str) -> bool {
    milliseconds(text).is_some_and(|time| time <= MOST_MILLISECONDS)
}

/// Whether a text is a number: `1.5e-3`, `0x1f`, `1_000`. Which places of `_` are right is not looked at.
pub(super) fn is_number(text: &str) -> bool {
    let bare = text.replace('_', "");
    let digits = bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X"));
    match digits {
        Some(digits) => !digits.is_empty(),
        None => bare.parse::<f64>().is_ok(),
    }
}

/// A duration such as `1h30m`, each unit once and the larger first; a number alone is seconds, from version 3 on.
fn milliseconds(text: &str) -> Option<u64> {
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(seconds.saturating_mul(1000));
    }
    let mut sum = 0_u64;
    let mut before = u64::MAX;
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
        if one >= before {
            return None;
        }
        before = one;
        sum = sum.saturating_add(number.parse::<u64>().ok()?.saturating_mul(one));
        rest = behind;
    }
    Some(sum)
}
