//! How one string, key or number is spelled on a single line: plain or in double quotes. Blocks of lines are in `block`.

use std::fmt::Write as _;

use serde_json::Number;

use super::Style;

/// What surrounds a scalar: between brackets more characters are syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Block,
    Flow,
}

/// Words that some YAML 1.1 reader takes for a boolean, null or float, in any case and with any sign or dot in front.
const WORDS: [&str; 12] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity",
];

/// From here on Go prints a float64 with an exponent, and so does a Helm template.
const HELM_EXPONENT_FROM: u64 = 1_000_000;

/// A string on one line.
pub(super) fn string(text: &str, context: Context) -> String {
    if reads_back_plain(text, context) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A number that every reader takes for the same number.
pub(super) fn number(number: &Number, style: Style) -> String {
    let text = number.to_string();
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    match magnitude {
        Some(size) if style == Style::Helm && size >= HELM_EXPONENT_FROM => quoted(&text),
        Some(_) => text,
        None => float(&text),
    }
}

/// YAML 1.1 wants a dot and a signed exponent in a float: PyYAML reads `1e16` as a string, `1.0e+16` as a number.
fn float(text: &str) -> String {
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text.to_owned();
    };
    let dot = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
    format!("{mantissa}{dot}e{sign}{exponent}")
}

/// Whether a reader of any YAML version gives back these very characters, as a string, when they stand unquoted.
fn reads_back_plain(text: &str, context: Context) -> bool {
    starts_plain(text)
        && !is_filled_later(text)
        && !holds_syntax(text, context)
        && !is_word(text)
        && !is_number_like(text)
        && text.chars().all(is_printable)
}

/// Whether a text holds an output of the stack. What will stand there may look like a number, so it stands in double
/// quotes, where whatever fills it in can escape it.
pub(super) fn is_filled_later(text: &str) -> bool {
    text.contains("${stack:")
}

fn starts_plain(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        None => false,
        // `- ` opens a list item and `---` a document.
        Some('-') => !matches!(chars.next(), None | Some('-' | ' ')),
        // `...` closes a document.
        Some('.') => !text.starts_with("..."),
        Some(first) => first.is_alphanumeric() || matches!(first, '/' | '_' | '+' | '$'),
    }
}

fn holds_syntax(text: &str, context: Context) -> bool {
    text.contains('\t')
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with([':', ' '])
        // Between brackets PyYAML 6.0.3 and the AWS CLI's reader (1.45.11) stop at a `?` inside a word.
        || context == Context::Flow && text.contains([',', '[', ']', '{', '}', '?'])
}

fn is_word(text: &str) -> bool {
    let bare = text.trim_start_matches(['.', '+', '-']);
    WORDS.iter().any(|word| bare.eq_ignore_ascii_case(word))
}

/// Integers in any base, floats, base 60 (`12:30`), dates and times, each with `_` or `,` between digits, and the bare
/// exponent `e1` that JavaScript's `yaml` takes for null. Wider than any one reader: a needless quote costs nothing.
fn is_number_like(text: &str) -> bool {
    let numeric = |c: char| {
        c.is_ascii_hexdigit()
            || matches!(
                c,
                'x' | 'X' | 'o' | 'O' | '_' | ',' | '.' | ':' | '+' | '-' | 'T' | 't' | 'Z' | 'z' | ' '
            )
    };
    let bare_exponent = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let first_is_numeric = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    first_is_numeric && text.chars().all(numeric) || text.strip_prefix(['e', 'E']).is_some_and(bare_exponent)
}

/// Whether a character may stand as it is: visible to every reader, no line break of any YAML version, and no
/// direction mark, which would show a reviewer another text than the machine reads.
pub(super) fn is_printable(c: char) -> bool {
    let code = u32::from(c);
    let non_character = code & 0xFFFE == 0xFFFE || matches!(code, 0xFDD0..=0xFDEF);
    let special = matches!(
        c,
        '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    );
    c == '\t' || !(c.is_control() || non_character || special)
}

/// The text in double quotes on one line, whatever it holds.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => out.push_str(&escaped(c)),
        }
    }
    out.push('"');
    out
}

/// A character as the escape that all YAML versions know.
pub(super) fn escaped(c: char) -> String {
    let code = u32::from(c);
    let mut out = String::new();
    if code <= 0xFFFF {
        write!(out, "\\u{code:04X}")
    } else {
        write!(out, "\\U{code:08X}")
    }
    .expect("bug in eksight: a String takes every write");
    out
}
