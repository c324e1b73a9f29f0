//! What the words of templates say: blocks, pipelines, variables and their scope.

mod blocks;

use blocks::{Stop, block};

use super::held::Held;
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
    let has_labels = given.contains(&"labels");
    let whole = if has_labels { Held::Given } else { Held::default() };
    let variables = given.iter().map(|name| match *name {
        "labels" => (*name, Held::Labels),
        _ => (*name, Held::default()),
    });
    let mut parser = Parser {
        actions: actions.iter(),
        tokens: &[],
        variables: variables.collect(),
        dot: whole.clone(),
        whole,
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
    variables: Vec<(&'a str, Held<'a>)>,
    /// What `.` is here.
    dot: Held<'a>,
    /// What `$` is here.
    whole: Held<'a>,
    /// Those that were made so far, here or elsewhere.
    made: Vec<&'a str>,
    /// How many `range` are open.
    ranges: usize,
    depth: usize,
    /// Whether what is read decides what is shown.
    asking: bool,
    found: Template,
}

/// What a command begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A text, a number, `.`, `nil`, `true` or `false`: neither called nor asked for fields.
    Plain,
    Other,
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

    /// Commands with `|` between them, up to the end of the action or the bracket that closes them, which is taken.
    /// `word` is what they are about; nothing says so for an action of its own. What their value is made of.
    fn pipeline(&mut self, word: &str, bracket: bool) -> Result<Held<'a>, Fault> {
        let made = self.declarations(word)?;
        let mut stages = 0;
        let mut value = Held::default();
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
            let (kind, held) = self.command(bracket)?;
            stages += 1;
            value = if stages == 1 { held } else { value.with(&held) };
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
        }?;
        // What a variable is made of counts where the variable is used.
        if !bracket && (made.is_empty() || !word.is_empty()) {
            self.uses(&value);
        }
        for place in made {
            let of_each = word == "range";
            self.variables[place].1 = if of_each { Held::default() } else { value.clone() };
        }
        Ok(value)
    }

    /// `$x :=`, `$x =` and `$i, $x :=` at the beginning: the places of the variables.
    fn declarations(&mut self, word: &str) -> Result<Vec<usize>, Fault> {
        let mut places = Vec::new();
        while let Some(Token::Variable(name)) = self.ahead() {
            let before = self.tokens;
            self.next();
            let sign = self.ahead();
            if ![Some(Token::Declare), Some(Token::Assign), Some(Token::Sign(','))].contains(&sign) {
                self.tokens = before;
                return Ok(places);
            }
            self.next();
            places.push(self.make(name, sign == Some(Token::Assign)));
            self.made.push(name);
            if sign != Some(Token::Sign(',')) {
                return Ok(places);
            }
            if word != "range" || places.len() > 1 {
                let head = if word.is_empty() { "" } else { word };
                return Err(block(format!("`{{{{ {head} … }}}}` makes too many variables")));
            }
        }
        Ok(places)
    }

    /// The place of a variable that is made or, where it is known, set. Until then it is what it was.
    fn make(&mut self, name: &'a str, is_set: bool) -> usize {
        let known = self.variables.iter().rposition(|(known, _)| *known == name);
        match known {
            Some(place) if is_set => place,
            _ => {
                let before = known.map(|place| self.variables[place].1.clone());
                self.variables.push((name, before.unwrap_or_default()));
                self.variables.len() - 1
            }
        }
    }

    /// Notes the labels of a value that the text shows, or looks at.
    fn uses(&mut self, value: &Held<'a>) {
        let labels = value.labels().map(str::to_owned);
        self.found.labels.extend(labels);
    }

    /// Values with blanks between them, up to a `|`, which is taken, the bracket that closes them, or the end. What the
    /// first one is, and what they are made of together.
    fn command(&mut self, bracket: bool) -> Result<(Kind, Held<'a>), Fault> {
        let mut first = None;
        let mut value: Option<Held<'a>> = None;
        let begin = self.ahead();
        let outside = self.asking;
        self.asking |= matches!(self.ahead(), Some(Token::Word("and" | "or")));
        loop {
            let token = self.ahead();
            if let Some((kind, held)) = self.operand()? {
                first.get_or_insert(kind);
                value = match (value, token) {
                    (None, Some(Token::Word(_))) => None,
                    (None, _) => Some(held),
                    (Some(Held::Labels), Some(Token::Text(label))) if begin == Some(Token::Word("index")) => {
                        Some(self.label(label))
                    }
                    (Some(before), _) => Some(before.with(&held)),
                };
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
            let value = value.unwrap_or_default();
            let value = match begin {
                Some(Token::Word(_)) => Held::default().with(&value),
                _ => value,
            };
            return Ok((first.unwrap_or(Kind::Other), value));
        }
    }

    /// A value with its fields, if one stands here.
    fn operand(&mut self) -> Result<Option<(Kind, Held<'a>)>, Fault> {
        let (kind, mut held) = match self.peek() {
            Some(Token::Text(_) | Token::Number | Token::Word("true" | "false" | "nil")) => {
                self.next();
                (Kind::Plain, Held::default())
            }
            Some(Token::Dot) => {
                self.next();
                (Kind::Plain, self.dot.clone())
            }
            Some(Token::Word(word)) if !KEYWORDS.contains(&word) => {
                self.next();
                if !FUNCTIONS.contains(&word) {
                    self.found.functions.push(word.to_owned());
                }
                (Kind::Other, Held::default())
            }
            Some(Token::Variable(name)) => {
                self.next();
                (Kind::Other, self.variable(name)?)
            }
            Some(Token::Field(name)) => {
                self.next();
                (Kind::Other, self.field(self.dot.clone(), name))
            }
            Some(Token::Sign('(')) => {
                self.next();
                (Kind::Other, self.deeper(|parser| parser.pipeline("", true))?)
            }
            _ => return Ok(None),
        };
        while let Some(Token::Field(name)) = self.peek() {
            if kind == Kind::Plain {
                return Err(Fault::new(
                    "a field stands behind what has none in a template",
                    "write it behind a variable or a bracket: `$labels.pod`",
                ));
            }
            self.next();
            held = self.field(held, name);
        }
        self.asks(&held);
        Ok(Some((kind, held)))
    }

    fn field(&mut self, of: Held<'a>, name: &'a str) -> Held<'a> {
        if of == Held::Given {
            self.found.fields.push(name.to_owned());
        }
        of.field(name)
    }

    /// The label of this name, out of all.
    fn label(&mut self, name: &'a str) -> Held<'a> {
        let held = Held::Labels.field(name);
        self.asks(&held);
        held
    }

    /// Notes the labels of a value of which the text asks whether it is there.
    fn asks(&mut self, value: &Held<'a>) {
        if self.asking {
            let labels = value.labels().map(str::to_owned);
            self.found.asked.extend(labels);
        }
    }

    fn variable(&mut self, name: &'a str) -> Result<Held<'a>, Fault> {
        if name.is_empty() {
            return Ok(self.whole.clone());
        }
        let Some((_, held)) = self.variables.iter().rfind(|(known, _)| *known == name) else {
            return Err(Fault::Variable {
                name: name.to_owned(),
                made: self.made.contains(&name),
            });
        };
        if let (Some(Token::Field(field)), "values") = (self.peek(), name) {
            self.found.steps.push(field.to_owned());
        }
        Ok(held.clone())
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
        Token::Text(_) => "\"…\"".to_owned(),
        Token::Number => "a number".to_owned(),
        Token::Declare => ":=".to_owned(),
        Token::Assign => "=".to_owned(),
        Token::Blank => " ".to_owned(),
        Token::Sign(sign) => sign.to_string(),
    }
}
