//! What the parts of a query are, and what operators make of them. Source: prometheus/prometheus, promql/parser/parse.go,
//! `checkAST`, at d15adb9 of 2026-08-21.

use super::Unreadable;
use super::labels::{self, Cause, Labels, Matching};

/// What a part of a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// One number.
    Scalar,
    /// One value of each series.
    Vector,
    /// Values of each series over time.
    Range,
    /// A text in quotes.
    Text,
}

impl Type {
    /// As the table of functions writes it.
    pub(super) fn of_letter(letter: char) -> Option<Self> {
        match letter {
            's' => Some(Self::Scalar),
            'v' => Some(Self::Vector),
            'r' => Some(Self::Range),
            't' => Some(Self::Text),
            _ => None,
        }
    }

    /// As people call it.
    pub(super) fn named(self) -> &'static str {
        match self {
            Self::Scalar => "a number",
            Self::Vector => "a series such as `metric`",
            Self::Range => "a range such as `metric[5m]`",
            Self::Text => "a text in quotes",
        }
    }
}

/// A part of a query.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) kind: Type,
    /// Of its series.
    pub(super) labels: Labels,
}

/// An operator, with what stands behind it.
#[derive(Debug, Clone)]
pub(super) struct Operator<'q> {
    /// As it is written.
    pub(super) text: &'q str,
    /// Whether `bool` follows.
    pub(super) gives_number: bool,
    /// Whether `on` or `ignoring` follows.
    pub(super) matches: bool,
    /// What they say.
    pub(super) matching: Matching,
}

impl Part {
    /// What is no call and no selector.
    pub(super) fn plain(kind: Type) -> Self {
        let labels = match kind {
            Type::Scalar => Labels::none(Cause::Number),
            _ => Labels::default(),
        };
        Self { kind, labels }
    }
}

impl Operator<'_> {
    /// How tightly it binds. Source: Prometheus documentation, Operators, as of 2026-11.
    fn strength(&self) -> u8 {
        match self.text.to_ascii_lowercase().as_str() {
            "or" => 0,
            "and" | "unless" => 1,
            "+" | "-" => 3,
            "*" | "/" | "%" | "atan2" => 4,
            "^" => 5,
            _ => 2,
        }
    }

    fn is_comparison(&self) -> bool {
        self.strength() == 2
    }

    /// What it makes of its two sides.
    fn apply(&self, left: &Part, right: &Part) -> Result<Part, Unreadable> {
        let kind = self.kind(left.kind, right.kind)?;
        let text = self.text.to_ascii_lowercase();
        let labels = labels::of_operator(&text, &self.matching, left, right);
        Ok(Part { kind, labels })
    }

    fn kind(&self, left: Type, right: Type) -> Result<Type, Unreadable> {
        let text = self.text;
        let sides = [left, right];
        let has_number = sides.contains(&Type::Scalar);
        let fault = if sides.contains(&Type::Range) {
            "a range such as `[5m]` cannot be compared or reckoned with; a function such as `rate` must be around it"
                .to_owned()
        } else if sides.contains(&Type::Text) {
            format!("a text in quotes stands beside `{text}`, which takes series and numbers")
        } else if self.gives_number && !self.is_comparison() {
            format!("`bool` stands behind a comparison, and `{text}` is none")
        } else if self.strength() < 2 && has_number {
            format!("`{text}` puts series together, and one side of it is a number")
        } else if self.matches && has_number {
            format!("`on` and `ignoring` match series, and one side of `{text}` is a number")
        } else if self.is_comparison() && sides == [Type::Scalar; 2] && !self.gives_number {
            format!("two numbers are compared; write `{text} bool`, which gives 0 or 1")
        } else if sides == [Type::Scalar; 2] {
            return Ok(Type::Scalar);
        } else {
            return Ok(Type::Vector);
        };
        Err(Unreadable(fault))
    }
}

/// What operands are together, with operators between them. `^` binds from the right, the others from the left.
pub(super) fn together(operands: &[Part], operators: &[Operator<'_>]) -> Result<Part, Unreadable> {
    let [first, rest @ ..] = operands else {
        return Ok(Part::plain(Type::Vector));
    };
    let mut waiting: Vec<(Part, &Operator<'_>)> = Vec::new();
    let mut last = first.clone();
    for (operand, operator) in rest.iter().zip(operators) {
        let strength = operator.strength();
        while let Some((left, before)) = waiting.pop_if(|(_, before)| {
            before.strength() > strength || (before.strength() == strength && strength < 5)
        }) {
            last = before.apply(&left, &last)?;
        }
        waiting.push((last, operator));
        last = operand.clone();
    }
    while let Some((left, before)) = waiting.pop() {
        last = before.apply(&left, &last)?;
    }
    Ok(last)
}
