//! Literal blocks (`|`): which texts can be one, and how they are written. Nothing is ever folded.

use super::scalar::{is_filled_later, is_printable};

/// Whether a literal block gives back this text in every reader. The rest goes on one line in double quotes.
pub(super) fn fits(text: &str) -> bool {
    if !text.contains('\n') {
        return false;
    }
    let mut written = text.split('\n').filter(|line| !line.is_empty());
    let Some(first) = written.next() else {
        return false;
    };
    let last = written.next_back().unwrap_or(first);
    !is_filled_later(text)
        && (is_plain_ascii(text) || text.chars().all(|c| c == '\n' || is_printable(c)))
        // libyaml refuses a block whose first text line starts with a tab. A line of blanks at either end cannot be
        // seen in a review, and editors cut it off.
        && !first.starts_with('\t')
        && !is_blank(first)
        && !is_blank(last)
}

/// Writes the block indicator and the lines, each of them indented by `column` and ended by a line break.
pub(super) fn literal(out: &mut String, text: &str, column: usize) {
    // Without the digit a reader takes the first line's own blanks for the indentation. It counts from the parent
    // collection, whose children always stand two columns to the right.
    let indent = if text.starts_with([' ', '\n']) { "2" } else { "" };
    let (body, chomp) = match text.strip_suffix('\n') {
        None => (text, "-"),
        Some(body) if body.ends_with('\n') => (body, "+"),
        Some(body) => (body, ""),
    };
    for part in ["|", indent, chomp, "\n"] {
        out.push_str(part);
    }
    for line in body.split('\n') {
        if !line.is_empty() {
            blanks(out, column);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Writes the blanks in front of a line that starts at `column`.
pub(super) fn blanks(out: &mut String, column: usize) {
    const BLANKS: &str = "                                                                ";
    let mut rest = column;
    while rest > BLANKS.len() {
        out.push_str(BLANKS);
        rest -= BLANKS.len();
    }
    out.push_str(&BLANKS[..rest]);
}

/// Whether no more has to be asked, as of most texts. Many bytes at once: texts are long.
fn is_plain_ascii(text: &str) -> bool {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    let all_plain = |bytes: &[u8]| bytes.iter().fold(true, |plain, byte| plain & is_plain(byte));
    text.as_bytes().chunks(64).all(all_plain)
}

fn is_blank(line: &str) -> bool {
    line.chars().all(|c| matches!(c, ' ' | '\t'))
}
