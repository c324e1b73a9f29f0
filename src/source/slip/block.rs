//! Texts of several lines, below a `|` or a `>`, of which a line stands too far left.

use super::Slip;
use super::line::{Line, Lines, is_name};

/// A line that goes on with the text above it, and does not stand in its column: the text has ended before it.
pub(super) fn left_of_its_text(lines: &Lines<'_>) -> Option<Slip> {
    let own = lines.back(0)?;
    let (header, first) = lines.block()?;
    if !is_text(own, header) {
        return None;
    }
    let key = header.parts().map_or(header.said(), |(key, _)| key);
    let help = match first {
        Some(first) => format!(
            "write {} blanks before each line of it, as line {} has",
            first.indent(),
            first.number
        ),
        None => format!("indent each line of it further than `{key}`"),
    };
    let begin = own.start + own.indent();
    Some(Slip {
        at: begin..begin + own.said().len(),
        message: format!(
            "the text of `{key}`, from line {} on, ends before this line, which stands further left",
            header.number
        ),
        help,
    })
}

/// Whether a line is more likely a part of a query or a sentence than a key without its colon.
fn is_text(own: Line<'_>, header: Line<'_>) -> bool {
    let said = own.said();
    if own.indent() > header.indent() {
        return own
            .parts()
            .is_none_or(|(_, value)| !value.is_empty() && !value.starts_with(' '));
    }
    let first = said.split([' ', ':']).next().unwrap_or_default();
    let is_sign = !first.contains(|c: char| c.is_ascii_alphanumeric());
    let rest = said[first.len()..].trim_start();
    let is_setting = rest.starts_with('=') && !rest.starts_with("==") || rest.starts_with([':', '{', '[']);
    is_sign || !is_name(first) || !is_setting && said.contains(['(', '<', '>'])
}
