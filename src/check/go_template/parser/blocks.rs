//! Blocks of templates, which have an end, and what `.` is in them.

use super::{KEYWORDS, Parser, shown};
use crate::go_template::Fault;
use crate::go_template::held::Held;
use crate::go_template::lexer::Token;

/// Where a list of actions ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Text,
    End,
    Else,
}

pub(super) fn block(message: impl Into<String>) -> Fault {
    Fault::new(
        message,
        "write it as `{{ if $value }}…{{ else }}…{{ end }}`, or leave the block out",
    )
}

impl<'a> Parser<'a> {
    /// Actions up to `end`, `else`, which is taken, or the end of the text.
    pub(super) fn list(&mut self, top: bool) -> Result<Stop, Fault> {
        while let Some(action) = self.actions.next() {
            self.tokens = action;
            let Some(Token::Word(word)) = self.ahead() else {
                self.pipeline("", false)?;
                continue;
            };
            if !KEYWORDS.contains(&word) {
                self.pipeline("", false)?;
                continue;
            }
            self.next();
            match word {
                "end" => {
                    self.nothing_behind(word)?;
                    return Ok(Stop::End);
                }
                "else" => return Ok(Stop::Else),
                "break" | "continue" => {
                    self.nothing_behind(word)?;
                    if self.ranges == 0 {
                        return Err(block(format!(
                            "`{{{{ {word} }}}}` stands in no `{{{{ range … }}}}`"
                        )));
                    }
                }
                "define" if !top => return Err(block("`{{ define … }}` stands in a block")),
                "define" | "block" | "template" => self.named(word)?,
                word => self.deeper(|parser| parser.control(word))?,
            }
        }
        Ok(Stop::Text)
    }

    /// Actions in which `.` is this.
    fn list_about(&mut self, dot: Held<'a>) -> Result<Stop, Fault> {
        let outside = std::mem::replace(&mut self.dot, dot);
        let stop = self.list(false)?;
        self.dot = outside;
        Ok(stop)
    }

    fn nothing_behind(&mut self, word: &str) -> Result<(), Fault> {
        match self.ahead() {
            None => Ok(()),
            Some(token) => Err(block(format!("`{}` stands behind `{{{{ {word}`", shown(token)))),
        }
    }

    /// `define "name"`, `block "name" .` and `template "name" .`.
    fn named(&mut self, word: &'a str) -> Result<(), Fault> {
        if !matches!(self.ahead(), Some(Token::Text(_))) {
            return Err(block(format!(
                "the name behind `{{{{ {word}` stands in no quotes"
            )));
        }
        self.next();
        let given = match word {
            "template" if self.ahead().is_none() => return Ok(()),
            "define" => {
                self.nothing_behind(word)?;
                Held::default()
            }
            _ => self.pipeline(word, false)?,
        };
        if word == "template" {
            return Ok(());
        }
        // A template of its own gets nothing but `.`.
        let outside = std::mem::take(&mut self.variables);
        let ranges = std::mem::take(&mut self.ranges);
        let whole = std::mem::replace(&mut self.whole, given.clone());
        let stop = self.deeper(|parser| parser.list_about(given))?;
        self.variables = outside;
        self.ranges = ranges;
        self.whole = whole;
        ends(word, stop)
    }

    /// `if`, `with` and `range`.
    fn control(&mut self, word: &'a str) -> Result<(), Fault> {
        let known = self.variables.len();
        self.asking = word != "range";
        let value = self.pipeline(word, false)?;
        self.asking = false;
        self.ranges += usize::from(word == "range");
        let stop = match word {
            "with" => self.list_about(value)?,
            "range" => self.list_about(Held::default())?,
            _ => self.list(false)?,
        };
        self.ranges -= usize::from(word == "range");
        match stop {
            Stop::Else if word != "range" && self.ahead() == Some(Token::Word(word)) => {
                self.next();
                self.deeper(|parser| parser.control(word))?;
            }
            Stop::Else => {
                self.nothing_behind("else")?;
                ends(word, self.list(false)?)?;
            }
            stop => ends(word, stop)?,
        }
        self.variables.truncate(known);
        Ok(())
    }
}

/// Whether a block ends as it must.
fn ends(word: &str, stop: Stop) -> Result<(), Fault> {
    match stop {
        Stop::End => Ok(()),
        Stop::Else => Err(block("a block has two `{{ else }}`")),
        Stop::Text => Err(block(format!("`{{{{ {word} … }}}}` has no `{{{{ end }}}}`"))),
    }
}
