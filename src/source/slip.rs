//! The commonest slips in YAML. Its parser gives up behind them and tells what it wanted there; people want to know where
//! the slip is, and what to write.

use std::ops::Range;

/// A slip of the keys.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slip {
    /// What it is, in bytes of the text.
    pub(crate) at: Range<usize>,
    pub(crate) message: String,
    /// What to write.
    pub(crate) help: String,
}

/// The slip over which a parser gave up at this byte; `None` where it is none of those that are known.
pub(crate) fn before(text: &str, gave_up: usize) -> Option<Slip> {
    let gave_up = text.floor_char_boundary(gave_up);
    let lines = Lines::until(text, gave_up);
    let own = lines.last()?;
    let above = lines.above();
    conflict(text)
        .or_else(|| open_quote(text, gave_up))
        .or_else(|| text_with_colon(own))
        .or_else(|| colon_without_blank(own))
        .or_else(|| colon_without_blank(above?))
        .or_else(|| lines.indentation(own))
}

/// What git leaves where two changes meet.
fn conflict(text: &str) -> Option<Slip> {
    let mut start = 0;
    let begin = text.split_inclusive('\n').find_map(|line| {
        let at = start;
        start += line.len();
        (line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")).then_some(at)
    })?;
    Some(Slip {
        at: begin..begin + "<<<<<<<".len(),
        message: "a merge conflict of git stands here".to_owned(),
        help: "keep one of the two sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`".to_owned(),
    })
}

/// A quote that begins a value, and ends in the line where the parser gave up, or nowhere: the one that begins the next
/// value closes it.
fn open_quote(text: &str, gave_up: usize) -> Option<Slip> {
    let mut at = 0;
    while at <= gave_up {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = text[line..at].trim_end();
        let begins = before.is_empty() || before.ends_with([':', '-', '[', '{', ',']);
        at = match c {
            '#' if text[line..at].is_empty() || text[line..at].ends_with([' ', '\t']) => {
                at + rest.find('\n').unwrap_or(rest.len())
            }
            '"' | '\'' if begins => {
                let end = closing(rest, c).map(|end| at + end);
                let inside = &text[at..end.unwrap_or(text.len())];
                let closes_there = end.is_none_or(|end| end <= gave_up && !text[end..gave_up].contains('\n'));
                if inside.contains('\n') && closes_there {
                    return Some(Slip {
                        at: at..at + 1,
                        message: format!("the text that begins here has no `{c}` at its end"),
                        help: format!("write `{}{c}`", value_in(rest)),
                    });
                }
                end.unwrap_or(text.len())
            }
            _ => at + c.len_utf8(),
        };
    }
    None
}

/// The length of a quoted text with its quotes.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' if quote == '"' => {
                characters.next();
            }
            '\'' if quote == c && characters.peek().is_some_and(|(_, next)| *next == '\'') => {
                characters.next();
            }
            _ if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// What stands in the line, without a comment.
fn value_in(rest: &str) -> &str {
    let line = rest.lines().next().unwrap_or_default();
    line.split(" #").next().unwrap_or_default().trim_end()
}

/// A line that says something, without its comment.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    number: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// The key, and what stands behind its colon; the line is `key: value`, `key:value` or `key:`.
    fn parts(&self) -> Option<(&'t str, &'t str)> {
        let (key, value) = self.text.trim_start_matches(' ').split_once(':')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        (!key.is_empty() && key.chars().all(is_name)).then_some((key, value))
    }

    fn colon(&self) -> usize {
        self.start + self.text.find(':').unwrap_or_default()
    }
}

/// The lines that say something, down to the one where the parser gave up.
struct Lines<'t>(Vec<Line<'t>>);

impl<'t> Lines<'t> {
    fn until(text: &'t str, gave_up: usize) -> Self {
        let mut start = 0;
        let all = (1..).zip(text.split_inclusive('\n')).map(|(number, line)| {
            let text = value_in(line);
            let from = start;
            start += line.len();
            Line {
                start: from,
                number,
                text,
            }
        });
        let says_something = |line: &Line<'_>| {
            let text = line.text.trim_start();
            !text.is_empty() && !text.starts_with('#')
        };
        Self(
            all.take_while(|line| line.start <= gave_up)
                .filter(says_something)
                .collect(),
        )
    }

    fn last(&self) -> Option<Line<'t>> {
        self.0.last().copied()
    }

    fn above(&self) -> Option<Line<'t>> {
        self.0.len().checked_sub(2).map(|at| self.0[at])
    }

    /// A line that stands under a value, or beside nothing.
    fn indentation(&self, own: Line<'_>) -> Option<Slip> {
        let above = self.above()?;
        own.parts()?;
        let (_, value) = above.parts()?;
        let holds = value.is_empty() || value.trim_start().starts_with(['|', '>', '[', '{', '"', '\'']);
        let mut columns: Vec<(usize, usize)> = Vec::new();
        for line in self.0[..self.0.len() - 1].iter().rev() {
            if columns.last().is_none_or(|(column, _)| line.indent() < *column) {
                columns.push((line.indent(), line.number));
            }
        }
        let fits = columns.iter().any(|(column, _)| *column == own.indent());
        if fits || (own.indent() > above.indent() && holds) {
            return None;
        }
        columns.sort_by_key(|(column, _)| column.abs_diff(own.indent()));
        let nearest = columns.first().map(|(column, _)| column.abs_diff(own.indent()));
        let near = columns
            .iter()
            .take_while(|(column, _)| Some(column.abs_diff(own.indent())) == nearest);
        let near: Vec<String> = near
            .map(|(column, line)| format!("{column} as line {line}"))
            .collect();
        let key = own.start + own.indent();
        let width = own.parts().map_or(0, |(key, _)| key.len());
        Some(Slip {
            at: key..key + width,
            message: "this line is indented like none that it could belong beside".to_owned(),
            help: format!(
                "the blanks before it are {}: write {}",
                own.indent(),
                near.join(", or ")
            ),
        })
    }
}

/// `key: text: more`.
fn text_with_colon(line: Line<'_>) -> Option<Slip> {
    let (key, value) = line.parts()?;
    let text = value.strip_prefix(' ')?.trim();
    if text.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!']) {
        return None;
    }
    let inside = text
        .find(": ")
        .or_else(|| text.ends_with(':').then(|| text.len() - 1))?;
    let begin = line.start + line.text.len() - text.len();
    Some(Slip {
        at: begin + inside..begin + inside + 1,
        message: "a text without quotes cannot have a `:` with a blank behind it".to_owned(),
        help: format!(
            "write `{key}: {}`, or begin another line",
            serde_json::Value::from(text)
        ),
    })
}

/// `key:value`.
fn colon_without_blank(line: Line<'_>) -> Option<Slip> {
    let (key, _) = line.parts()?;
    let help = write_blank(line.text)?;
    Some(Slip {
        at: line.colon()..line.colon() + 1,
        message: format!("there is no blank between `{key}:` and its value"),
        help,
    })
}

/// What to write for `key:value`; `None` for any other text, such as an address.
pub(crate) fn write_blank(text: &str) -> Option<String> {
    let line = Line {
        start: 0,
        number: 1,
        text,
    };
    let (key, value) = line.parts()?;
    let is_other = value.starts_with([' ', '/', ':']) || value.is_empty() || value.contains(": ");
    (!is_other).then(|| format!("write `{key}: {value}`"))
}
