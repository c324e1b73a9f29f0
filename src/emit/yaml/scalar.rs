//! How one string, key or number is spelled on a single line: plain or in double quotes. Blocks of lines are in `block`.

use std::fmt::Write as _;

use serde_json::Number;

use super::{HELM_EXPONENT_FROM, Style};

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

/// Most texts are longer and need no look at each word.
const LONGEST_WORD: usize = "infinity".len();

/// How an output of the stack begins.
const FILLED_LATER: &str = "${stack:";

/// Writes a string on one line.
pub(super) fn string(out: &mut String, text: &str, context: Context) {
    if reads_back_plain(text, context) {
        out.push_str(text);
    } else {
        quoted(out, text);
    }
}

/// Writes a number that every reader takes for the same number.
pub(super) fn number(out: &mut String, number: &Number, style: Style) {
    let text = number.to_string();
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    match magnitude {
        Some(size) if style == Style::Helm && size >= HELM_EXPONENT_FROM => quoted(out, &text),
        Some(_) => out.push_str(&text),
        None => out.push_str(&float(&text)),
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
    starts_plain(text) && goes_on_plain(text, context) && !is_word(text) && !is_number_like(text)
}

/// Whether a text holds an output of the stack. What will stand there may look like a number, so it stands in double
/// quotes, where whatever fills it in can escape it.
pub(super) fn is_filled_later(text: &str) -> bool {
    // Most texts have no such sign, which is soon seen.
    text.contains('$') && text.contains(FILLED_LATER)
}

fn starts_plain(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        None => false,
        // `- ` opens a list item and `---` a document.
        Some('-') => !matches!(chars.next(), None | Some('-' | ' ')),
        // `...` closes a document.
        Some('.') => !text.starts_with("..."),
        Some(first) if first.is_ascii_alphanumeric() => true,
        Some(first) => first.is_alphanumeric() || matches!(first, '/' | '_' | '+' | '$'),
    }
}

/// The bytes that are plain wherever they stand: what is printable in ASCII and no syntax, and, of characters beyond it, all but
/// the first byte.
const EVERYWHERE_PLAIN: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte = 0_u8;
    while byte < 0xC0 {
        let is_syntax = matches!(byte, b'#' | b',' | b'[' | b']' | b'{' | b'}' | b'?' | b'$');
        bytes[byte as usize] = byte >= 0x80 || byte.is_ascii_graphic() && !is_syntax;
        byte += 1;
    }
    bytes
};

/// One look at each byte, as all that is written passes through here.
fn goes_on_plain(text: &str, context: Context) -> bool {
    let bytes = text.as_bytes();
    let before = |at: usize| at.checked_sub(1).and_then(|before| bytes.get(before));
    let is_plain = |(at, byte): (usize, &u8)| match byte {
        byte if EVERYWHERE_PLAIN[usize::from(*byte)] => true,
        b' ' => before(at) != Some(&b':'),
        b'#' => before(at) != Some(&b' '),
        // Between brackets PyYAML 6.0.3 and the AWS CLI's reader (1.45.11) stop at a `?` inside a word.
        b',' | b'[' | b']' | b'{' | b'}' | b'?' => context == Context::Block,
        b'$' => !text[at..].starts_with(FILLED_LATER),
        0xC0.. => text[at..].starts_with(is_printable),
        // A tab and what else is not printable.
        _ => false,
    };
    bytes.iter().enumerate().all(is_plain) && !matches!(bytes.last(), Some(b':' | b' '))
}

fn is_word(text: &str) -> bool {
    let bare = text.trim_start_matches(['.', '+', '-']);
    bare.len() <= LONGEST_WORD && WORDS.iter().any(|word| bare.eq_ignore_ascii_case(word))
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

/// Writes the text in double quotes on one line, whatever it holds.
pub(super) fn quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => printable(out, c),
        }
    }
    out.push('"');
}

/// Writes a character as it is, or else as the escape that all YAML versions know.
pub(super) fn printable(out: &mut String, c: char) {
    let code = u32::from(c);
    if is_printable(c) {
        out.push(c);
    } else if code <= 0xFFFF {
        write!(out, "\\u{code:04X}").expect("bug in eksight: a String takes every write");
    } else {
        write!(out, "\\U{code:08X}").expect("bug in eksight: a String takes every write");
    }
}
