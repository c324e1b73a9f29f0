//! The commonest slips in YAML. Its parser gives up behind them and tells what it wanted there; people want to know where
//! the slip is, and what to write.

mod blank;
mod block;
mod bracket;
mod indent;
mod line;
mod quote;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub(crate) use bracket::write_before_bracket;
use line::{Line, Lines, is_name, value_in};

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
    let lines = Lines::around(text, gave_up);
    let own = lines.back(0)?;
    let above = lines.back(1);
    let at_begin = gave_up <= own.start + own.indent();
    conflict(text)
        .or_else(|| template(own))
        .or_else(|| blank::other(own))
        .or_else(|| blank::other(above?))
        .or_else(|| quote::open(text, gave_up))
        .or_else(|| bracket::open(text, gave_up))
        .or_else(|| bracket::comma(text, gave_up))
        .or_else(|| bracket::no_comma(text, gave_up))
        .or_else(|| block::left_of_its_text(&lines).filter(|_| at_begin))
        .or_else(|| reserved(text, gave_up))
        .or_else(|| bracket::never_opened(own))
        .or_else(|| text_with_colon(own))
        .or_else(|| bracket::without_colon(own))
        .or_else(|| colon_without_blank(own))
        .or_else(|| item_without_blank(own).filter(|_| at_begin))
        .or_else(|| no_colon(own).filter(|_| at_begin))
        .or_else(|| colon_without_blank(above?))
        .or_else(|| no_colon(above?).filter(|_| is_beside(&lines) || is_key_of(&lines)))
        .or_else(|| indent::of_item(&lines))
        .or_else(|| indent::of_key(&lines))
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

/// What is told of a template of Helm or Jinja.
pub(crate) const NO_TEMPLATES: (&str, &str) = (
    "templates are not read here",
    "write the value itself: each environment has a file of its own, and says in it what differs",
);

/// A template that begins a line or a value.
fn template(line: Line<'_>) -> Option<Slip> {
    let value = line.parts().map_or(line.said(), |(_, value)| value.trim_start());
    let begins = ["{{", "{%"].iter().any(|mark| value.starts_with(mark));
    let begin = line.start + line.text.len() - value.len();
    let (message, help) = NO_TEMPLATES;
    begins.then(|| Slip {
        at: begin..begin + value.len(),
        message: message.to_owned(),
        help: help.to_owned(),
    })
}

/// A text that begins with a character that means something else in YAML.
fn reserved(text: &str, gave_up: usize) -> Option<Slip> {
    let rest = &text[gave_up..];
    let mark = rest.chars().next().filter(|c| "*@%`".contains(*c))?;
    let is_flow = bracket::is_within(text, gave_up);
    let value = value_in(rest);
    let value = match value.find([',', ']', '}']) {
        Some(end) if is_flow => value[..end].trim_end(),
        _ => value,
    };
    Some(Slip {
        at: gave_up..gave_up + value.len(),
        message: format!("a text without quotes cannot begin with `{mark}`"),
        help: format!("quote it: `{}`", serde_json::Value::from(value)),
    })
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

/// `key:value`, or `key:,`.
fn colon_without_blank(line: Line<'_>) -> Option<Slip> {
    let (key, value) = line.parts()?;
    if value == "," {
        let comma = line.colon() + 1;
        return Some(bracket::not_within(comma));
    }
    let help = write_blank(line.text)?;
    Some(Slip {
        at: line.colon()..line.colon() + 1,
        message: format!("there is no blank between `{key}:` and its value"),
        help,
    })
}

/// What to write for `key:value`; `None` for any other text, such as an address.
pub(crate) fn write_blank(text: &str) -> Option<String> {
    let (key, value) = text.trim_start_matches(' ').split_once(':')?;
    let is_other = value.starts_with([' ', '/', ':']) || value.trim().is_empty();
    let is_key = value.contains(": ") && !value.starts_with(['{', '[']);
    let is_other = is_other || is_key;
    (is_name(key) && !is_other).then(|| format!("write `{key}: {}`", value.trim()))
}

/// `-item`.
fn item_without_blank(line: Line<'_>) -> Option<Slip> {
    let item = line.said().strip_prefix('-')?;
    let begin = line.start + line.indent();
    item.starts_with(|c: char| c.is_ascii_alphanumeric())
        .then(|| Slip {
            at: begin..begin + 1,
            message: "there is no blank between `-` and its item".to_owned(),
            help: format!("write `- {item}`"),
        })
}

/// What is told of a key without a colon.
const NO_COLON: &str = "there is no `:` between a key and its value";

/// `key value`, `key = value` or `key`.
fn no_colon(line: Line<'_>) -> Option<Slip> {
    let text = line.said();
    let help = match write_colon(text) {
        Some((_, help)) => help,
        None if is_name(text) && !text.starts_with('-') => {
            format!("write `{text}:`, with its value behind it or below")
        }
        None => return None,
    };
    let begin = line.start + line.indent();
    Some(Slip {
        at: begin..begin + text.len(),
        message: NO_COLON.to_owned(),
        help,
    })
}

/// The key, and what to write, for `key value` and `key = value`.
pub(crate) fn write_colon(text: &str) -> Option<(&str, String)> {
    let (key, value) = text.split_once([' ', '='])?;
    let value = value.trim_start_matches([' ', '=']);
    let is_pair = is_name(key) && !key.starts_with('-') && !value.is_empty() && !is_key(text);
    is_pair.then(|| (key, format!("write `{key}: {value}`")))
}

/// Whether there is a colon that makes a key of what stands before it, as that of an address does not.
fn is_key(text: &str) -> bool {
    text.contains(": ") || text.ends_with(':')
}

/// Whether the line above is a word alone, below which the last one stands as below a key.
fn is_key_of(lines: &Lines<'_>) -> bool {
    let (Some(own), Some(above)) = (lines.back(0), lines.back(1)) else {
        return false;
    };
    let goes_on = |before: Line<'_>| above.indent() > before.indent() && !before.holds();
    let is_below = own.indent() > above.indent() && own.parts().is_some();
    is_below && is_name(above.said()) && !lines.back(2).is_some_and(goes_on)
}

/// Whether the line above is one beside the last, and goes on with no text from before.
fn is_beside(lines: &Lines<'_>) -> bool {
    let (Some(own), Some(above)) = (lines.back(0), lines.back(1)) else {
        return false;
    };
    let begins = |before: Line<'_>| before.indent() >= above.indent() || before.holds();
    let is_first = |before: Line<'_>| before.parts().is_some() && begins(before);
    own.indent() == above.indent() && own.parts().is_some() && lines.back(2).is_none_or(is_first)
}
