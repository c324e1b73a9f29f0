//! The words of PromQL. Source: Prometheus documentation, Querying basics, as of 2026-11.

use super::Unreadable;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'q> {
    /// A name: metric, label, function or keyword.
    Word(&'q str),
    /// The content of a string, escapes left as they are.
    Text(&'q str),
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
                tokens.push(Token::Text(&rest[1..length - 1]));
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
            _ => {}
        }
    }
    None
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
