//! What the words of templates say: blocks, pipelines, variables and their scope.

use super::lexer::Token;
use super::{Fault, Template};

/// Functions of the language. Source: pkg.go.dev/text/template, Functions, as of 2026-11.
const FUNCTIONS: [&str; 19] = [
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print",
    "printf", "println", "slice", "urlquery",
];
/// Words that begin an action, and stand nowhere else.
const KEYWORDS: [&str; 10] = [
    "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with",
];
/// Blocks and brackets stand at most so deep in one another: no text of a person comes near, and a reader needs room for
/// each.
const DEEPEST: usize = 200;

/// Reads the actions of a text to which these variables are given.
pub(super) fn read<'a>(actions: &'a [Vec<Token<'a>>], given: &[&'a str]) -> Result<Template, Fault> {
    let mut parser = Parser {
        actions: actions.iter(),
        tokens: &[],
        variables: given.to_vec(),
        made: Vec::new(),
        ranges: 0,
        depth: 0,
        asking: false,
        found: Template::default(),
    };
    match parser.list(true)? {
        Stop::Text => Ok(parser.found),
        Stop::End => Err(block("`{{ end }}` ends no block")),
        Stop::Else => Err(block("`{{ else }}` stands in no block")),
    }
}

struct Parser<'a> {
    actions: std::slice::Iter<'a, Vec<Token<'a>>>,
    /// What is left of the action that is read.
    tokens: &'a [Token<'a>],
    /// The variables that are known here.
    variables: Vec<&'a str>,
    /// Those that were made so far, here or elsewhere.
    made: Vec<&'a str>,
    /// How many `range` are open.
    ranges: usize,
    depth: usize,
    /// Whether what is read decides what is shown.
    asking: bool,
    found: Template,
}

/// Where a list of actions ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    Text,
    End,
    Else,
}

/// What a command begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A text, a number, `.`, `nil`, `true` or `false`: neither called nor asked for fields.
    Plain,
    Other,
}

fn block(message: impl Into<String>) -> Fault {
    Fault::new(
        message,
        "write it as `{{ if $value }}…{{ else }}…{{ end }}`, or leave the block out",
    )
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.first().copied()
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(*first)
    }

    /// The next token that is no blank, which is left.
    fn ahead(&mut self) -> Option<Token<'a>> {
        while self.peek() == Some(Token::Blank) {
            self.next();
        }
        self.peek()
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth >= DEEPEST {
            return Err(Fault::new(
                format!("a template is more than {DEEPEST} deep"),
                "write it without so many blocks and brackets",
            ));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Actions up to `end`, `else`, which is taken, or the end of the text.
    fn list(&mut self, top: bool) -> Result<Stop, Fault> {
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

    fn nothing_behind(&mut self, word: &str) -> Result<(), Fault> {
        match self.ahead() {
            None => Ok(()),
            Some(token) => Err(block(format!("`{}` stands behind `{{{{ {word}`", shown(token)))),
        }
    }

    /// `define "name"`, `block "name" .` and `template "name" .`.
    fn named(&mut self, word: &'a str) -> Result<(), Fault> {
        if self.ahead() != Some(Token::Text) {
            return Err(block(format!(
                "the name behind `{{{{ {word}` stands in no quotes"
            )));
        }
        self.next();
        match word {
            "template" if self.ahead().is_none() => return Ok(()),
            "define" => self.nothing_behind(word)?,
            _ => self.pipeline(word, false)?,
        }
        if word == "template" {
            return Ok(());
        }
        // A template of its own gets nothing but `.`.
        let outside = std::mem::take(&mut self.variables);
        let ranges = std::mem::take(&mut self.ranges);
        let stop = self.deeper(|parser| parser.list(false))?;
        self.variables = outside;
        self.ranges = ranges;
        ends(word, stop)
    }

    /// `if`, `with` and `range`.
    fn control(&mut self, word: &'a str) -> Result<(), Fault> {
        let known = self.variables.len();
        self.asking = word != "range";
        self.pipeline(word, false)?;
        self.asking = false;
        self.ranges += usize::from(word == "range");
        let stop = self.list(false)?;
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

    /// Commands with `|` between them, up to the end of the action or the bracket that closes them, which is taken.
    /// `word` is what they are about; nothing says so for an action of its own.
    fn pipeline(&mut self, word: &str, bracket: bool) -> Result<(), Fault> {
        self.declarations(word)?;
        let mut stages = 0;
        loop {
            match self.ahead() {
                None if bracket => return Err(missing_bracket()),
                None => break,
                Some(Token::Sign(')')) if bracket => {
                    self.next();
                    break;
                }
                Some(_) => {}
            }
            let kind = self.command(bracket)?;
            stages += 1;
            if stages > 1 && kind == Kind::Plain {
                return Err(Fault::new(
                    "a value stands behind `|` in a template, where a function must be",
                    "write the value first: `{{ $value | humanize }}`",
                ));
            }
        }
        match (stages, word) {
            (0, "") => Err(Fault::new(
                "there is nothing between the brackets of a template",
                "write what is to stand there, such as `{{ $value }}`, or remove them",
            )),
            (0, word) => Err(block(format!("`{{{{ {word} }}}}` does not say of what"))),
            _ => Ok(()),
        }
    }

    /// `$x :=`, `$x =` and `$i, $x :=` at the beginning.
    fn declarations(&mut self, word: &str) -> Result<(), Fault> {
        let mut count = 0;
        while let Some(Token::Variable(name)) = self.ahead() {
            let before = self.tokens;
            self.next();
            let sign = self.ahead();
            if ![Some(Token::Assign), Some(Token::Sign(','))].contains(&sign) {
                self.tokens = before;
                return Ok(());
            }
            self.next();
            self.variables.push(name);
            self.made.push(name);
            count += 1;
            if sign == Some(Token::Assign) {
                return Ok(());
            }
            if word != "range" || count > 1 {
                let head = if word.is_empty() { "" } else { word };
                return Err(block(format!("`{{{{ {head} … }}}}` makes too many variables")));
            }
        }
        Ok(())
    }

    /// Values with blanks between them, up to a `|`, which is taken, the bracket that closes them, or the end. What the
    /// first one is.
    fn command(&mut self, bracket: bool) -> Result<Kind, Fault> {
        let mut first = None;
        let outside = self.asking;
        self.asking |= matches!(self.ahead(), Some(Token::Word("and" | "or")));
        loop {
            self.ahead();
            if let Some(kind) = self.operand()? {
                first.get_or_insert(kind);
            }
            match self.peek() {
                Some(Token::Blank) => continue,
                Some(Token::Sign('|')) if first.is_some() => {
                    self.next();
                }
                None => {}
                Some(Token::Sign(')')) if bracket => {}
                Some(Token::Sign(')')) => {
                    return Err(Fault::new(
                        "`)` closes nothing in a template",
                        "remove it, or write the bracket that it closes",
                    ));
                }
                Some(token) => return Err(unexpected(token)),
            }
            self.asking = outside;
            return Ok(first.unwrap_or(Kind::Other));
        }
    }

    /// A value with its fields, if one stands here.
    fn operand(&mut self) -> Result<Option<Kind>, Fault> {
        let kind = match self.peek() {
            Some(Token::Text | Token::Number | Token::Dot | Token::Word("true" | "false" | "nil")) => {
                self.next();
                Kind::Plain
            }
            Some(Token::Word(word)) if !KEYWORDS.contains(&word) => {
                self.next();
                if !FUNCTIONS.contains(&word) {
                    self.found.functions.push(word.to_owned());
                }
                Kind::Other
            }
            Some(Token::Variable(name)) => {
                self.next();
                self.variable(name)?;
                Kind::Other
            }
            Some(Token::Field(_)) => {
                self.next();
                Kind::Other
            }
            Some(Token::Sign('(')) => {
                self.next();
                self.deeper(|parser| parser.pipeline("", true))?;
                Kind::Other
            }
            _ => return Ok(None),
        };
        while let Some(Token::Field(_)) = self.peek() {
            if kind == Kind::Plain {
                return Err(Fault::new(
                    "a field stands behind what has none in a template",
                    "write it behind a variable or a bracket: `$labels.pod`",
                ));
            }
            self.next();
        }
        Ok(Some(kind))
    }

    fn variable(&mut self, name: &'a str) -> Result<(), Fault> {
        if !name.is_empty() && !self.variables.contains(&name) {
            return Err(Fault::Variable {
                name: name.to_owned(),
                made: self.made.contains(&name),
            });
        }
        if let Some(Token::Field(field)) = self.peek() {
            match name {
                "values" => self.found.steps.push(field.to_owned()),
                "labels" => {
                    self.found.labels.push(field.to_owned());
                    if self.asking {
                        self.found.asked.push(field.to_owned());
                    }
                }
                _ => {}
            }
        }
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

fn missing_bracket() -> Fault {
    Fault::new("a `)` is missing in a template", "close the bracket")
}

fn unexpected(token: Token<'_>) -> Fault {
    Fault::new(
        format!("`{}` stands in a template where a value must be", shown(token)),
        "a template has values with blanks between them, such as `printf \"%.1f\" $value`; it compares with `gt`, `eq` and \
         their kin",
    )
}

fn shown(token: Token<'_>) -> String {
    match token {
        Token::Word(word) => word.to_owned(),
        Token::Field(name) => format!(".{name}"),
        Token::Variable(name) => format!("${name}"),
        Token::Dot => ".".to_owned(),
        Token::Text => "\"…\"".to_owned(),
        Token::Number => "a number".to_owned(),
        Token::Assign => ":=".to_owned(),
        Token::Blank => " ".to_owned(),
        Token::Sign(sign) => sign.to_string(),
    }
}
