//! Characters that look like blanks, or like nothing at all, and are none for YAML.

use super::Slip;
use super::line::Line;

/// One that stands where a blank must be: before a line, or behind a `:` or a `-`.
pub(super) fn other(line: Line<'_>) -> Option<Slip> {
    // A file may begin with the mark of its encoding.
    let text = match line.start {
        0 => line.text.trim_start_matches('\u{feff}'),
        _ => line.text,
    };
    let said = text.trim_start_matches(|c| matches!(c, ' ' | '-') || is_other(c));
    let indent = &text[..text.len() - said.len()];
    let behind = said.find(':').map(|colon| &said[colon + 1..]);
    let rest = match indent.find(is_other) {
        Some(at) => &text[at..],
        None => behind.filter(|rest| rest.starts_with(is_other))?,
    };
    let c = rest.chars().next()?;
    let at = line.start + line.text.len() - rest.len();
    let (name, mend) = match c {
        '\u{a0}' | '\u{202f}' => ("a no-break space", "write a blank in its place"),
        '\u{3000}' => ("an ideographic space", "write a blank in its place"),
        '\u{200b}' | '\u{feff}' => ("a space without width", "remove it"),
        _ => ("a space of another kind", "write a blank in its place"),
    };
    Some(Slip {
        at: at..at + c.len_utf8(),
        message: format!(
            "{name} (U+{:04X}) stands here, which is no blank for YAML",
            u32::from(c)
        ),
        help: mend.to_owned(),
    })
}

/// Whether a character looks like a blank or like nothing. A tab has a finding of its own.
fn is_other(c: char) -> bool {
    (c.is_whitespace() && !c.is_ascii()) || matches!(c, '\u{200b}' | '\u{feff}')
}
