//! The words of templates: what stands between `{{` and `}}`.

use super::Fault;
use crate::promql::unknown_escape;

/// A word of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A function or a word of the language.
    Word(&'t str),
    /// `.name`, without its point.
    Field(&'t str),
    /// `$name`, without its sign.
    Variable(&'t str),
    /// `.` alone.
    Dot,
    /// A text, without its quotes.
    Text(&'t str),
    /// A number or a character.
    Number,
    /// `:=`.
    Declare,
    /// `=`.
    Assign,
    /// Blanks.
    Blank,
    /// Anything else.
    Sign(char),
}

/// The actions of a text, without comments.
pub(super) fn actions(text: &str) -> Result<Vec<Vec<Token<'_>>>, Fault> {
    let mut actions = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("{{") {
        let inner = behind.strip_prefix('-').filter(|rest| rest.starts_with(is_blank));
        let inner = inner.map_or(behind, |rest| rest.trim_start_matches(is_blank));
        if let Some(comment) = inner.strip_prefix("/*") {
            let (_, behind) = comment.split_once("*/").ok_or_else(no_end)?;
            let end = end_of_action(behind).ok_or_else(|| {
                Fault::new(
                    "a comment in a template is followed by more",
                    "write it in brackets of its own: `{{/* … */}}`",
                )
            })?;
            rest = end;
        } else {
            let (action, behind) = action(inner)?;
            actions.push(action);
            rest = behind;
        }
    }
    Ok(actions)
}

fn no_end() -> Fault {
    Fault::new(
        "a template that begins with `{{` has no end",
        "close it, or write `{{ \"{{\" }}` for the brackets themselves",
    )
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// What follows the end of an action that stands here.
fn end_of_action(rest: &str) -> Option<&str> {
    rest.strip_prefix("}}").or_else(|| {
        let trimmed = rest.trim_start_matches(is_blank);
        (trimmed.len() < rest.len())
            .then(|| trimmed.strip_prefix("-}}"))
            .flatten()
    })
}

/// The words of an action, and what follows it.
fn action(text: &str) -> Result<(Vec<Token<'_>>, &str), Fault> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        if let Some(behind) = end_of_action(rest) {
            return Ok((tokens, behind));
        }
        let Some(c) = rest.chars().next() else {
            return Err(no_end());
        };
        let behind = &rest[c.len_utf8()..];
        let (token, length) = match c {
            c if is_blank(c) => (Token::Blank, rest.len() - rest.trim_start_matches(is_blank).len()),
            '"' | '\'' | '`' => literal(rest, c)?,
            '.' if behind.starts_with(|c: char| c.is_ascii_digit()) => number(rest)?,
            '+' | '-' | '0'..='9' => number(rest)?,
            '.' | '$' => {
                let name = name(behind);
                let length = 1 + name.len();
                ends(text, rest, length)?;
                let token = match (c, name) {
                    ('$', name) => Token::Variable(name),
                    (_, "") => Token::Dot,
                    (_, name) => Token::Field(name),
                };
                (token, length)
            }
            c if is_of_name(c) => {
                let name = name(rest);
                ends(text, rest, name.len())?;
                (Token::Word(name), name.len())
            }
            ':' if behind.starts_with('=') => (Token::Declare, 2),
            '=' if !behind.starts_with('=') => (Token::Assign, 1),
            '[' => return Err(no_index()),
            c if !c.is_ascii_graphic() => {
                return Err(Fault::new(
                    format!("`{c}` means nothing in a template"),
                    "texts stand in straight quotes, `\"…\"`",
                ));
            }
            c => (Token::Sign(c), c.len_utf8()),
        };
        tokens.push(token);
        rest = &rest[length..];
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn name(text: &str) -> &str {
    &text[..text.find(|c| !is_of_name(c)).unwrap_or(text.len())]
}

fn no_index() -> Fault {
    Fault::new(
        "a template has no `[`",
        "write `$labels.pod`, or `index $labels \"pod\"`",
    )
}

/// Looks whether a name of this length ends as names do. `rest` is the end of `text` at which it begins.
fn ends(text: &str, rest: &str, length: usize) -> Result<(), Fault> {
    let behind = &rest[length..];
    let Some(next) = behind.chars().next() else {
        return Err(no_end());
    };
    if is_blank(next) || ".,|:()".contains(next) || behind.starts_with("}}") {
        return Ok(());
    }
    let before = &text[..text.len() - behind.len()];
    let begin = before
        .rfind(|c: char| is_blank(c) || "(|,".contains(c))
        .map_or(0, |at| at + 1);
    let whole = &before[begin..];
    // Labels hold no others, so all behind the first point is the name of one.
    let of_labels = whole.split_once('.').filter(|(of, _)| *of == "$labels");
    Err(match (next, of_labels.or_else(|| whole.rsplit_once('.'))) {
        ('[', _) => no_index(),
        ('-' | '/', Some((of, first))) => {
            let end = behind.find(|c| is_blank(c) || "|()}".contains(c));
            let more = &behind[..end.unwrap_or(behind.len())];
            let of = if of.is_empty() { "." } else { of };
            Fault::new(
                format!("a `{next}` ends the name `{first}` in `{whole}{more}`"),
                format!("write `index {of} \"{first}{more}\"`"),
            )
        }
        _ => Fault::new(
            format!("`{next}` stands behind `{whole}` without a blank"),
            "put a blank between them",
        ),
    })
}

/// A text or a character at the beginning, with its length.
fn literal(text: &str, quote: char) -> Result<(Token<'_>, usize), Fault> {
    let unfinished = || {
        Fault::new(
            "a text in a template has no end",
            "close it; a line break stands in backquotes only",
        )
    };
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = !escaped && *c == quote || *c == '\n' && quote != '`';
        escaped = !escaped && *c == '\\' && quote != '`';
        ends
    });
    let (end, _) = end.filter(|(_, c)| *c == quote).ok_or_else(unfinished)?;
    let content = &text[1..end];
    if quote == '`' {
        return Ok((Token::Text(content), end + 1));
    }
    if let Some(escape) = unknown_escape(content, quote) {
        return Err(Fault::new(
            format!("`\\{escape}` is no escape in a text of a template"),
            "write the backslash twice, or the text in backquotes",
        ));
    }
    if quote == '"' {
        return Ok((Token::Text(content), end + 1));
    }
    let is_one = match content.strip_prefix('\\') {
        Some(escape) => !escape.is_empty() && escape.chars().skip(1).all(|c| c.is_ascii_hexdigit()),
        None => content.chars().count() == 1,
    };
    if is_one {
        return Ok((Token::Number, end + 1));
    }
    Err(Fault::new(
        format!("`'{content}'` is more than one character"),
        "write a text in double quotes",
    ))
}

/// A number at the beginning, with its length.
fn number(text: &str) -> Result<(Token<'_>, usize), Fault> {
    let bytes = text.as_bytes();
    let hexadecimal = text
        .trim_start_matches(['+', '-'])
        .to_ascii_lowercase()
        .starts_with("0x");
    let of_number = |at: usize, c: u8| {
        let sign = c == b'+' || c == b'-';
        let exponent = at > 0 && !hexadecimal && matches!(bytes[at - 1], b'e' | b'E');
        c.is_ascii_alphanumeric() || c == b'_' || c == b'.' || sign && (at == 0 || exponent)
    };
    let end = bytes.iter().enumerate().find(|(at, c)| !of_number(*at, **c));
    let number = &text[..end.map_or(text.len(), |(at, _)| at)];
    let bare = number.trim_start_matches(['+', '-']).replace('_', "");
    let bare = bare.strip_suffix('i').unwrap_or(&bare);
    let radix = match bare.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => return Ok((Token::Number, number.len())),
        Some("0o") => Some(8),
        Some("0b") => Some(2),
        _ => None,
    };
    let reads = match radix {
        Some(radix) => u64::from_str_radix(&bare[2..], radix).is_ok(),
        None => bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') && bare.parse::<f64>().is_ok(),
    };
    if reads {
        return Ok((Token::Number, number.len()));
    }
    Err(Fault::new(
        format!("`{number}` is no number"),
        "what is text stands in quotes",
    ))
}
