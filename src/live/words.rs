//! What programs and services say, as people may read it.

use serde::{Deserialize as _, Deserializer};

use crate::diag::{secrets, visible};

/// Characters of a complaint that are told at most, half of its beginning and half of its end.
const MOST_WORDS: usize = 4000;

/// What people read of a complaint: no secrets, nothing that would steer their terminal, and no megabytes.
pub(super) fn readable(words: &str) -> String {
    let words = secrets::hidden(words);
    let count = words.chars().count();
    let part = |skip: usize, most: usize| words.chars().skip(skip).take(most).collect::<String>();
    visible::lines(&match count > MOST_WORDS {
        true => format!(
            "{}\n… {} characters …\n{}",
            part(0, MOST_WORDS / 2),
            count - MOST_WORDS,
            part(count - MOST_WORDS / 2, MOST_WORDS / 2)
        ),
        false => words,
    })
}

/// Reads what a service says in words, as people may read it.
pub(super) fn words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(readable(&String::deserialize(from)?))
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_complaint_steers_no_terminal_and_has_an_end() {
        assert_eq!(readable("a\u{1b}[2J\nb"), "a\\u001b[2J\nb");
        let long = format!("{}{}", "a".repeat(3000), "b".repeat(3000));
        let expected = format!("{}\n… 2000 characters …\n{}", "a".repeat(2000), "b".repeat(2000));
        assert_eq!(readable(&long), expected);
    }
}
