//! Brackets that nothing closes, or a bracket of the other kind.

use super::Slip;
use super::line::{Line, is_name, value_in};
use super::quote::{begins_comment, closing};

/// The first bracket that is closed wrongly, or nowhere, where it stands before the place at which the parser gave up.
pub(super) fn open(text: &str, gave_up: usize) -> Option<Slip> {
    match scan(text) {
        Err((begin, slip)) => Some(slip).filter(|_| begin <= gave_up),
        Ok(open) => unclosed(text, &open).filter(|slip| slip.at.start <= gave_up),
    }
}

/// A comma behind a value that stands in no bracket.
pub(super) fn comma(text: &str, gave_up: usize) -> Option<Slip> {
    let is_slip = text[gave_up..].starts_with(',') && !is_within(text, gave_up);
    is_slip.then(|| not_within(gave_up))
}

/// What is told of a comma that stands in no bracket.
pub(super) fn not_within(comma: usize) -> Slip {
    Slip {
        at: comma..comma + 1,
        message: "a `,` stands in no bracket".to_owned(),
        help: "remove it: lines of their own need none between them".to_owned(),
    }
}

/// `{ key: value key: value }`: two entries without a comma between them.
pub(super) fn no_comma(text: &str, gave_up: usize) -> Option<Slip> {
    let (before, rest) = (&text[..gave_up], &text[gave_up..]);
    // The parser reads on to the colon, but not behind a value that has an end of its own.
    let begin = match rest.starts_with(':') {
        true => before
            .trim_end_matches(|c: char| is_name(c.encode_utf8(&mut [0; 4])))
            .len(),
        false => gave_up,
    };
    let said = before[..begin].trim_end();
    let word = text[begin..].split([' ', ',', ':', ']', '}', '\n']).next()?;
    let has_end = said.ends_with(['"', '\'', ']', '}']);
    let is_slip = match rest.starts_with(':') {
        true => !word.is_empty() && !said.ends_with([',', '{', '[', ':']),
        false => has_end && !word.is_empty(),
    };
    (is_slip && said.len() < begin && is_within(text, begin)).then(|| Slip {
        at: begin..begin + word.len(),
        message: "there is no `,` before this".to_owned(),
        help: "write `, ` before it: a `,` stands between any two in brackets".to_owned(),
    })
}

/// `key: key: value, key: value }`, whose first bracket is lost, or both.
pub(super) fn never_opened(line: Line<'_>) -> Option<Slip> {
    let (key, value) = line.parts()?;
    let text = value.strip_prefix(' ')?.trim();
    let inside = text.strip_suffix('}').map(str::trim_end);
    let mut pairs = inside.unwrap_or(text).split(", ").peekable();
    let is_pair = |pair: &str| pair.split_once(": ").is_some_and(|(key, _)| is_name(key));
    if text.contains('{') || !pairs.next().is_some_and(is_pair) {
        return None;
    }
    let is_map = inside.is_some() || pairs.peek().is_some() && pairs.all(is_pair);
    let begin = line.start + line.text.len() - value.trim_start().len();
    is_map.then(|| Slip {
        at: begin..begin + text.len(),
        message: "a map in one line stands in `{` and `}`".to_owned(),
        help: format!("write `{key}: {{ {} }}`", inside.unwrap_or(text)),
    })
}

/// `key = { key: value }` or `key { key: value }`.
pub(super) fn without_colon(line: Line<'_>) -> Option<Slip> {
    let help = write_before_bracket(line.said())?;
    let begin = line.start + line.indent();
    Some(Slip {
        at: begin..line.start + line.text.len(),
        message: super::NO_COLON.to_owned(),
        help,
    })
}

/// What to write for `key = { … }` and `key { … }`, with either bracket.
pub(crate) fn write_before_bracket(text: &str) -> Option<String> {
    let (key, value) = text.split_once([' ', '='])?;
    let value = value.trim_start_matches([' ', '=']);
    (is_name(key) && value.starts_with(['{', '['])).then(|| format!("write `{key}: {value}`"))
}

/// Whether a place lies in brackets.
pub(super) fn is_within(text: &str, at: usize) -> bool {
    scan(&text[..at]).is_ok_and(|open| !open.is_empty())
}

/// A bracket, and the byte at which it stands.
type Bracket = (usize, char);

fn closer(bracket: char) -> char {
    if bracket == '[' { ']' } else { '}' }
}

/// The brackets that are open at the end of a text, from the outermost; or the place of one that is closed wrongly, and how.
fn scan(text: &str) -> Result<Vec<Bracket>, (usize, Slip)> {
    let mut open: Vec<Bracket> = Vec::new();
    let (mut at, mut line) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let before = &text[line..at];
        let said = before.trim_end();
        // Elsewhere they are letters of a text without quotes.
        let begins_block = said.is_empty() || (before.len() > said.len() && said.ends_with([':', '-']));
        let begins = begins_block || (!open.is_empty() && said.ends_with([':', '[', '{', ',']));
        let mut next = at + c.len_utf8();
        match c {
            '\n' => line = next,
            '#' if begins_comment(before) => next = at + text[at..].find('\n').unwrap_or(text.len() - at),
            '"' | '\'' if begins => {
                next = at + closing(&text[at..], c).unwrap_or(text.len() - at);
                line = text[..next].rfind('\n').map_or(0, |end| end + 1);
            }
            '[' | '{' if begins || !open.is_empty() => open.push((at, c)),
            ']' | '}' => match open.last() {
                Some((_, bracket)) if closer(*bracket) == c => {
                    open.pop();
                }
                Some(bracket) => return Err((bracket.0, mismatch(text, *bracket, (at, c)))),
                None => {}
            },
            _ => {}
        }
        at = next;
    }
    Ok(open)
}

fn mismatch(text: &str, (begin, bracket): Bracket, (at, found): Bracket) -> Slip {
    let line = text[..begin].matches('\n').count() + 1;
    let closer = closer(bracket);
    Slip {
        at: at..at + 1,
        message: format!("the `{bracket}` of line {line} is closed by `{found}`"),
        help: format!("write `{closer}` in its place or before it"),
    }
}

fn unclosed(text: &str, open: &[Bracket]) -> Option<Slip> {
    let (at, bracket) = *open.first()?;
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let said = value_in(&text[at..]);
    let of_line = open.iter().filter(|(at, _)| *at < end);
    let closers: String = of_line.rev().map(|(_, bracket)| closer(*bracket)).collect();
    let comment = &text[at + said.len()..end];
    let help = if comment.contains(&closers) {
        format!("`#` begins a comment, and `{closers}` stands in it: quote the text that begins with `#`")
    } else if said.len() == 1 || said.ends_with(',') {
        format!("write `{closers}` behind the last that belongs to it")
    } else {
        let blank = if said[1..].starts_with(' ') { " " } else { "" };
        format!("write `{said}{blank}{closers}`")
    };
    Some(Slip {
        at: at..at + 1,
        message: format!("the `{bracket}` that stands here is never closed"),
        help,
    })
}
