//! Whether a regular expression of a matcher takes the empty text. Source: RE2 syntax, as of 2026-11.

/// Whether it does. What is not understood is said not to.
pub(super) fn takes_nothing(expression: &str) -> bool {
    let mut rest = expression.chars().collect::<Vec<_>>();
    rest.reverse();
    alternatives(&mut rest)
}

/// Alternatives up to a bracket that closes them, which is taken, or the end. The text is read from its back.
fn alternatives(rest: &mut Vec<char>) -> bool {
    let (mut any, mut all) = (false, true);
    while let Some(first) = rest.pop() {
        let nothing = match first {
            ')' => break,
            '|' => {
                any |= all;
                all = true;
                continue;
            }
            '(' => flags(rest) || alternatives(rest),
            '[' => {
                class(rest);
                false
            }
            '\\' => matches!(rest.pop(), Some('A' | 'z')),
            '^' | '$' => true,
            _ => false,
        };
        all &= repeated(rest) || nothing;
    }
    any || all
}

/// `?:`, `?i:`, `?P<name>` at the beginning of a group. Whether the group ends with them, as in `(?i)`: then it stands for the
/// empty text.
fn flags(rest: &mut Vec<char>) -> bool {
    if rest.last() != Some(&'?') {
        return false;
    }
    loop {
        match rest.pop() {
            Some(')') => return true,
            Some(':' | '>') | None => return false,
            Some(_) => {}
        }
    }
}

/// The rest of `[…]`, in which a first `]` stands for itself.
fn class(rest: &mut Vec<char>) {
    for first in ['^', ']'] {
        rest.pop_if(|c| *c == first);
    }
    while let Some(c) = rest.pop() {
        match c {
            ']' => return,
            '\\' => {
                rest.pop();
            }
            _ => {}
        }
    }
}

/// Whether what stands before may stand no time at all: `*`, `?`, `{0,3}`. Takes it, with a `?` behind it.
fn repeated(rest: &mut Vec<char>) -> bool {
    let mut nothing = false;
    loop {
        match rest.last() {
            Some('*' | '?') => nothing = true,
            Some('+') => {}
            Some('{') => {
                let mut times = String::new();
                while let Some(c) = rest.pop_if(|c| *c != '}') {
                    times.push(c);
                }
                nothing |= times == "{0" || times.starts_with("{0,");
            }
            _ => return nothing,
        }
        rest.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::takes_nothing;

    #[test]
    fn what_can_be_left_out_takes_nothing() {
        for expression in [
            "", ".*", "x|", "|x", "x*", "(x|y)?", "(?:x*|y)", "^$", "x{0,3}", "[a-z]*", "x{0}", "a?b*",
            "(?i)", "(?i)x*",
        ] {
            assert!(takes_nothing(expression), "{expression}");
        }
        for expression in [
            ".+",
            "x",
            "x|y",
            "x*y",
            "(x|y)",
            "[]*]",
            "x{1,}",
            r"\*",
            r"\.",
            "5..",
            "a?b",
            "(?i:x)",
            "(?i)x.*",
            "(?i)(x|y)",
            r"\b",
        ] {
            assert!(!takes_nothing(expression), "{expression}");
        }
    }
}
