//! Words of commands that people paste into a shell.

use std::borrow::Cow;

/// The text as one word of a POSIX shell (POSIX.1-2024, Shell Command Language, 2.2 Quoting).
#[must_use]
pub fn word(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,^~".contains(c);
    match !text.is_empty() && !text.starts_with('~') && text.chars().all(is_plain) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("'{}'", text.replace('\'', r"'\''"))),
    }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        for plain in ["environments/prod.yaml", "HEAD~1", "origin/main^1", "v1.2+3"] {
            assert_eq!(word(plain), plain);
        }
        let quoted = [
            ("", "''"),
            ("my karp.json", "'my karp.json'"),
            ("base & co.yaml", "'base & co.yaml'"),
            ("HEAD@{0 seconds ago}", "'HEAD@{0 seconds ago}'"),
            ("it's", r"'it'\''s'"),
            ("~/x", "'~/x'"),
            ("$HOME", "'$HOME'"),
        ];
        for (text, expected) in quoted {
            assert_eq!(word(text), expected);
        }
    }
}
