//! The words of PromQL. Source: Prometheus documentation, Querying basics, as of 2026-11.

use super::Unreadable;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'q> {
    /// A name: metric, label, function or keyword.
    Word(&'q str),
    /// The content of a string, escapes left as they are.
    Text(&'q str),
    /// The content of a string in backquotes, which have no escapes.
    Verbatim(&'q str),
    /// A number or a duration.
    Amount(&'q str),
    /// `(`, `[`, `{`.
    Open(char),
    /// `)`, `]`, `}`.
    Close(char),
    /// Everything else.
    Symbol(&'q str),
}

/// Longer ones first.
const SYMBOLS: [&str; 17] = [
    "==", "!=", ">=", "<=", "=~", "!~", "+", "-", "*", "/", "%", "^", ">", "<", "=", ",", "@",
];

/// Splits a query into its words; blanks and comments are left out.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Unreadable> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut in_range = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_whitespace() => c.len_utf8(),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' | '`' => {
                let length = quoted(rest, first)
                    .ok_or_else(|| Unreadable(format!("the text that begins with {first} has no end")))?;
                let content = &rest[1..length - 1];
                if first == '`' {
                    tokens.push(Token::Verbatim(content));
                } else {
                    if let Some(escape) = unknown_escape(content, first) {
                        return Err(Unreadable(format!(
                            "`\\{escape}` is no escape; a backslash is written `\\\\` in quotes, and once in backquotes"
                        )));
                    }
                    tokens.push(Token::Text(content));
                }
                length
            }
            // Within `[5m:1m]` a colon stands for itself, elsewhere it is part of a name.
            ':' if in_range => {
                tokens.push(Token::Symbol(":"));
                1
            }
            c if c.is_ascii_digit() || c == '.' => {
                let length = amount(rest);
                tokens.push(Token::Amount(&rest[..length]));
                length
            }
            c if is_name(c) => {
                let length = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(&rest[..length]));
                length
            }
            '(' | '[' | '{' => {
                in_range = first == '[';
                tokens.push(Token::Open(first));
                1
            }
            ')' | ']' | '}' => {
                in_range = false;
                tokens.push(Token::Close(first));
                1
            }
            _ => {
                let symbol = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol));
                let symbol =
                    symbol.ok_or_else(|| Unreadable(format!("`{first}` means nothing in a query")))?;
                tokens.push(Token::Symbol(symbol));
                symbol.len()
            }
        };
        rest = &rest[length..];
    }
    Ok(tokens)
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == ':'
}

/// The length of the string at the beginning, with its quotes. Backquotes know no escapes.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return Some(at + 1),
            '\n' if quote != '`' => return None,
            _ => {}
        }
    }
    None
}

/// The first escape in a text that Go does not know. Source: prometheus/prometheus, promql/parser/lex.go, `lexEscape`, at
/// d15adb9 of 2026-08-21; golang/go, strconv, `UnquoteChar`.
#[must_use]
pub fn unknown_escape(content: &str, quote: char) -> Option<char> {
    let mut rest = content;
    while let Some((_, behind)) = rest.split_once('\\') {
        let escape = behind.chars().next()?;
        let (digits, radix) = digits(escape);
        let number = behind.get(digits.clone());
        let known = match digits.len() {
            0 => escape == quote || "abfnrtv\\".contains(escape),
            _ => number.is_some_and(|number| number.chars().all(|c| c.is_digit(radix))),
        };
        if !known {
            return Some(escape);
        }
        rest = &behind[escape.len_utf8()..];
    }
    None
}

/// A text as its escapes, which are known, say it.
pub(super) fn unescaped(content: &str) -> String {
    let mut text = String::new();
    let mut rest = content;
    while let Some((before, behind)) = rest.split_once('\\') {
        text.push_str(before);
        let escape = behind.chars().next().unwrap_or('\\');
        let (digits, radix) = digits(escape);
        let number = behind
            .get(digits.clone())
            .and_then(|number| u32::from_str_radix(number, radix).ok());
        let end = digits.end.max(escape.len_utf8()).min(behind.len());
        text.push(match escape {
            _ if !digits.is_empty() => number
                .and_then(char::from_u32)
                .unwrap_or(char::REPLACEMENT_CHARACTER),
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            c => c,
        });
        rest = &behind[end..];
    }
    text + rest
}

/// Where the digits of an escape stand, which may be none, and their radix.
fn digits(escape: char) -> (std::ops::Range<usize>, u32) {
    match escape {
        'x' => (1..3, 16),
        'u' => (1..5, 16),
        'U' => (1..9, 16),
        '0'..='7' => (0..3, 8),
        _ => (0..0, 10),
    }
}

/// The length of the number or duration at the beginning: `1.5e-3`, `0x1f`, `1h30m`.
fn amount(text: &str) -> usize {
    let bytes = text.as_bytes();
    let plain = |c: u8| c.is_ascii_alphanumeric() || c == b'.' || c == b'_';
    let is_hex = text.starts_with("0x") || text.starts_with("0X");
    let mut end = 0;
    while let Some(&c) = bytes.get(end) {
        let exponent =
            (c == b'+' || c == b'-') && end > 0 && !is_hex && matches!(bytes[end - 1], b'e' | b'E');
        if !plain(c) && !exponent {
            break;
        }
        end += 1;
    }
    end
}
