//! Damage to a file: what slips of the hand, bad merges and broken editors leave behind.

use crate::random::Random;

/// What a value becomes that is overwritten.
const VALUES: [&str; 16] = [
    "",
    "null",
    "[]",
    "{}",
    "[a, [b]]",
    "{ a: { b: c } }",
    "-1",
    "99999999999999999999",
    "1.5",
    "true",
    "12:30",
    "\"\"",
    "한국",
    "'x",
    "|",
    "999.999.999.999/99",
];

/// What is inserted somewhere.
const SCRAPS: [&str; 20] = [
    "\t", "\0", "\u{7}", "\u{7f}", "\u{85}", "\u{2028}", "\u{feff}", "한", "😀", ":", ": ", "\n", "\r", "{",
    "]", "\"", "&a ", "*a", "!!int ", "\n---\n",
];

/// The text with one to four places damaged.
#[must_use]
pub fn damaged(random: &mut Random, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(4) {
        text = match random.below(4) {
            0 => insert(random, &text),
            1 => truncate(random, &text),
            _ => lines(random, &text),
        };
    }
    text
}

/// A place between two characters.
fn place(random: &mut Random, text: &str) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn insert(random: &mut Random, text: &str) -> String {
    let (before, after) = text.split_at(place(random, text));
    format!("{before}{}{after}", random.pick(&SCRAPS))
}

/// The rest of a line goes, or rarely the rest of the file.
fn truncate(random: &mut Random, text: &str) -> String {
    let (before, after) = text.split_at(place(random, text));
    let rest = after.find('\n').map_or("", |end| &after[end..]);
    if random.chance(20) {
        before.to_owned()
    } else {
        format!("{before}{rest}")
    }
}

fn lines(random: &mut Random, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    let (at, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(6) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(other, lines[at].clone()),
        2 => lines.swap(at, other),
        3 => lines[at].insert_str(0, random.pick(&[" ", "  ", "\t", "- "])),
        4 => lines[at] = lines[at].trim_start().to_owned(),
        _ => {
            let key = lines[at].split_once(": ").map(|(key, _)| format!("{key}: "));
            lines[at] = key.unwrap_or_default() + random.pick(&VALUES);
        }
    }
    lines.join("\n") + "\n"
}
