//! From a query's text to the words of its commands.

use super::{Command, Token};

/// The commands, and the first thing that has no end.
pub(super) fn read(query: &str) -> (Vec<Command>, Option<String>) {
    let mut reader = Reader {
        rest: query,
        parts: vec![Command::default()],
        open: Vec::new(),
        fault: None,
        begins_line: false,
    };
    while let Some(c) = reader.rest.chars().next() {
        reader.rest = &reader.rest[c.len_utf8()..];
        if reader.passes(c) {
            continue;
        }
        let token = reader.token(c);
        if let Some(part) = reader.parts.last_mut() {
            if std::mem::take(&mut reader.begins_line) {
                part.lines.push(part.tokens.len());
            }
            part.tokens.push(token);
        }
    }
    let missing = reader
        .open
        .pop()
        .map(|bracket| format!("a `{}` is missing", closing(bracket)));
    (reader.parts, reader.fault.or(missing))
}

/// A query on the way to its commands.
struct Reader<'q> {
    rest: &'q str,
    parts: Vec<Command>,
    /// Brackets that nothing has closed yet.
    open: Vec<char>,
    fault: Option<String>,
    /// Whether a line ended behind the last token.
    begins_line: bool,
}

impl Reader<'_> {
    /// Passes over what is no token: a comment, a space, a bar between commands, a quote that is none.
    fn passes(&mut self, c: char) -> bool {
        match c {
            '#' => self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]),
            '|' => match self.rest.strip_prefix('|') {
                Some(after) => {
                    self.fault
                        .get_or_insert("`||` is no operator; write `or`".to_owned());
                    self.rest = after;
                }
                None => self.parts.push(Command {
                    nested: self.open.contains(&'('),
                    ..Command::default()
                }),
            },
            c if c.is_whitespace() => self.begins_line |= c == '\n',
            '“' | '”' | '‘' | '’' => {
                self.fault
                    .get_or_insert(format!("`{c}` is no quote; write `\"` or `'`"));
            }
            _ => return false,
        }
        true
    }

    fn token(&mut self, c: char) -> Token {
        match c {
            '"' | '\'' => Token::Text(self.text(c, "text")),
            '`' => Token::Name(self.text(c, "text")),
            '/' if self.parts.last().is_some_and(Command::expects_pattern) => {
                let text = self.text(c, "pattern");
                if let Some(part) = self.parts.last_mut() {
                    part.patterns.push(part.tokens.len());
                }
                Token::Text(text)
            }
            c if is_of_name(c) => {
                let end = self.rest.find(|c| !is_of_name(c)).unwrap_or(self.rest.len());
                let word = format!("{c}{}", &self.rest[..end]);
                self.rest = &self.rest[end..];
                if c.is_ascii_digit() {
                    Token::Number(word)
                } else {
                    Token::Name(word)
                }
            }
            sign => {
                if let Some(wrong) = bracket(sign, &mut self.open) {
                    self.fault.get_or_insert(wrong);
                }
                Token::Sign(sign)
            }
        }
    }

    /// What stands up to the same sign again.
    fn text(&mut self, quote: char, what: &str) -> String {
        let (text, after) = text(self.rest, quote);
        if after.is_none() {
            self.fault
                .get_or_insert(format!("the {what} that begins with {quote} has no end"));
        }
        self.rest = after.unwrap_or_default();
        text
    }
}

/// Notes a bracket, or takes the one that it closes away. What is wrong with it.
fn bracket(sign: char, open: &mut Vec<char>) -> Option<String> {
    match sign {
        '(' | '[' => {
            open.push(sign);
            None
        }
        ')' | ']' => match open.pop() {
            Some(before) if closing(before) == sign => None,
            Some(before) => Some(format!("a `{}` is missing before `{sign}`", closing(before))),
            None => Some(format!("`{sign}` closes nothing")),
        },
        _ => None,
    }
}

fn closing(bracket: char) -> char {
    if bracket == '(' { ')' } else { ']' }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '@' | '.')
}

/// What stands before the end of a text, and what behind it; `None` without an end. A backslash takes the next character
/// with it.
fn text(behind: &str, end: char) -> (String, Option<&str>) {
    let mut escaped = false;
    for (at, c) in behind.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == end => return (behind[..at].to_owned(), Some(&behind[at + c.len_utf8()..])),
            _ => {}
        }
    }
    (behind.to_owned(), None)
}
