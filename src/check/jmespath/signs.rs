//! Signs of a JMESPath that stand where they mean nothing.

use super::Piece;

/// Signs that the reader knows.
const SIGNS: &str = ".*,:{}[]()@$+-%/|<>!=&?\u{2212}\u{d7}\u{f7}";

/// A sign that the reader does not know, or a colon where none can be: it stands in slices and between the names and values
/// of `{…}` alone.
pub(super) fn misplaced(pieces: &[Piece<'_>]) -> Option<String> {
    let mut open = Vec::new();
    pieces.iter().find_map(|piece| {
        let Piece::Sign(sign) = *piece else {
            return None;
        };
        match sign {
            '(' | '[' | '{' => open.push(sign),
            ')' | ']' | '}' => drop(open.pop()),
            ':' if matches!(open.last(), None | Some('(')) => {
                return Some("`:` parts nothing here; write `condition && 'Admin' || 'Viewer'`".to_owned());
            }
            '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => {
                return Some(format!("`{sign}` is no quote; a text stands in `'`"));
            }
            sign if !SIGNS.contains(sign) => return Some(meaningless(sign)),
            _ => {}
        }
        None
    })
}

/// A sign that the reader does not know, by a name where nobody sees it.
fn meaningless(sign: char) -> String {
    match sign {
        '\u{a0}' => "a no-break space means nothing; write a space".to_owned(),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {
            format!(
                "U+{:04X}, which nobody sees, means nothing; remove it",
                u32::from(sign)
            )
        }
        sign if sign.is_whitespace() || sign.is_control() => {
            format!("U+{:04X} means nothing; write a space", u32::from(sign))
        }
        sign => format!("`{sign}` means nothing"),
    }
}

#[cfg(test)]
mod tests {
    use crate::jmespath::unreadable;

    #[test]
    fn what_nobody_sees_is_told_by_name() {
        for (path, expected) in [
            (
                "role &&\u{a0}'Admin'",
                "a no-break space means nothing; write a space",
            ),
            (
                "role\u{200b} && 'Admin'",
                "U+200B, which nobody sees, means nothing; remove it",
            ),
            ("role\u{2003}&& 'Admin'", "U+2003 means nothing; write a space"),
        ] {
            assert_eq!(unreadable(path).as_deref(), Some(expected), "{path}");
        }
    }
}
