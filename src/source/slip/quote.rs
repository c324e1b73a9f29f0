//! Quotes that nothing closes.

use super::Slip;
use super::line::{is_name, value_in};

/// A quote that begins a value, and ends in the line where the parser gave up, or nowhere: the one that begins the next
/// value closes it.
pub(super) fn open(text: &str, gave_up: usize) -> Option<Slip> {
    let mut at = 0;
    while at <= gave_up {
        let rest = &text[at..];
        let c = rest.chars().next()?;
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let before = text[line..at].trim_end();
        let begins = before.is_empty() || before.ends_with([':', '-', '[', '{', ',']);
        at = match c {
            '#' if begins_comment(&text[line..at]) => at + rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' if begins => {
                let end = closing(rest, c).map(|end| at + end);
                let inside = &text[at..end.unwrap_or(text.len())];
                let closes_there = end.is_none_or(|end| end <= gave_up && !text[end..gave_up].contains('\n'));
                if inside.contains('\n') && closes_there {
                    return Some(Slip {
                        at: at..at + 1,
                        message: format!("the text that begins here has no `{c}` at its end"),
                        help: mend(before, c, value_in(rest)),
                    });
                }
                end.unwrap_or(text.len())
            }
            _ => at + c.len_utf8(),
        };
    }
    None
}

/// What to write for a line that goes on with an open quote.
fn mend(before: &str, quote: char, rest: &str) -> String {
    let key = rest[1..].split_once(':').filter(|(key, _)| is_name(key));
    match key {
        // Nobody quotes `key: value` whole.
        Some((key, value)) if before.is_empty() => format!("write `{key}:{value}`"),
        _ if before.contains(['[', '{']) => format!("write a `{quote}` where the text ends"),
        _ => format!("write `{rest}{quote}`"),
    }
}

/// Whether a `#` behind this part of a line begins a comment.
pub(super) fn begins_comment(before: &str) -> bool {
    before.is_empty() || before.ends_with([' ', '\t'])
}

/// The length of a quoted text with its quotes.
pub(super) fn closing(text: &str, quote: char) -> Option<usize> {
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
