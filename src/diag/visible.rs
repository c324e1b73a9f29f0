//! Text of others on its way to a terminal: what would steer the terminal or turn the text around is shown instead.

/// Whether a character does something instead of being seen: controls, marks of direction, breaks of lines and paragraphs.
/// Source: Unicode 16, general category Cc; Bidi_Control; U+2028, U+2029 and the byte order mark.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// Whether a character takes no room, or looks like a blank and is none: in a short text nobody can see it. What joins
/// letters and pictures is left alone. Source: Unicode 16, general categories Zs and Cf.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{A0}' | '\u{AD}' | '\u{2000}'..='\u{200B}' | '\u{202F}' | '\u{205F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// The same text, with what nobody can see in it as strings of JSON write it.
#[must_use]
pub fn unhidden(text: &str) -> std::borrow::Cow<'_, str> {
    match text.contains(hides) {
        true => text
            .chars()
            .map(|c| if hides(c) { shown(c) } else { c.to_string() })
            .collect(),
        false => text.into(),
    }
}

/// As strings of JSON show it; none of these needs more than four digits.
fn shown(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c => format!("\\u{:04x}", u32::from(c)),
    }
}

/// One line, whatever was in it: what steers is written as strings of JSON write it.
#[must_use]
pub fn line(text: &str) -> String {
    text.chars()
        .map(|c| if steers(c) { shown(c) } else { c.to_string() })
        .collect()
}

/// Lines stay lines; each is as [`line()`] shows it.
#[must_use]
pub fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{line, lines, unhidden};

    #[test]
    fn what_steers_a_terminal_is_shown_and_the_rest_is_left() {
        assert_eq!(
            line("a\u{1b}[2J\u{7}\u{9b}31m\u{7f}"),
            "a\\u001b[2J\\u0007\\u009b31m\\u007f"
        );
        assert_eq!(
            line("\u{202e}gpj.exe\u{2066}\u{61c}\u{feff}"),
            "\\u202egpj.exe\\u2066\\u061c\\ufeff"
        );
        assert_eq!(line("a\tb\r\nc\u{2028}"), "a\\tb\\r\\nc\\u2028");
        assert_eq!(line("노드 `é` \\n 👩\u{200d}💻"), "노드 `é` \\n 👩\u{200d}💻");
        assert_eq!(lines("a\u{8}\nb\n"), "a\\u0008\nb\n");
    }

    #[test]
    fn what_nobody_can_see_is_shown() {
        assert_eq!(
            unhidden("dev\u{200b}-eks\u{a0}\u{feff}"),
            "dev\\u200b-eks\\u00a0\\ufeff"
        );
        assert_eq!(unhidden("노드 👩\u{200d}💻"), "노드 👩\u{200d}💻");
    }

    /// In a text of JSON they stand in strings only, where their escapes mean the same.
    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"a\u{9b}": "\u{202e}\u{1b}\n\u{7f}노드"});
        let text = format!("{value:#}\n");
        let visible = lines(&text);
        assert_ne!(text, visible);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&visible).expect("JSON"),
            value
        );
    }
}
