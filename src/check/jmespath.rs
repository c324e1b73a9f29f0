//! JMESPath, by which Grafana makes a role of what a provider says: whether it can be read, and which texts it gives. Source:
//! jmespath-community/go-jmespath, pkg/parsing/lexer.go at 3b25390 and pkg/functions/default.go at 22c01b2, and pkg/parsing/parser.go at ef5fae8 for `let`, as of
//! 2026-11.

mod signs;
mod variables;

use crate::catalog::nearest;

/// What a path is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'p> {
    /// A field or a function.
    Word(&'p str),
    /// What stands in quotes, with them.
    Quoted(&'p str),
    /// A number, without its sign.
    Number(&'p str),
    /// Anything else.
    Sign(char),
}

fn pieces(path: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some(c) = rest.chars().next() {
        let of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let word = &rest[..rest.find(|c| !of_word(c)).unwrap_or(rest.len())];
        let (piece, length) = match c {
            '\'' | '"' | '`' => {
                let end = end_of_quote(rest, c);
                (Some(Piece::Quoted(&rest[..end])), end)
            }
            c if c.is_ascii_digit() => (Some(Piece::Number(word)), word.len()),
            c if of_word(c) => (Some(Piece::Word(word)), word.len()),
            ' ' | '\t' | '\n' | '\r' => (None, 1),
            c => (Some(Piece::Sign(c)), c.len_utf8()),
        };
        pieces.extend(piece);
        rest = &rest[length..];
    }
    pieces
}

/// Functions that Grafana's reader has.
const FUNCTIONS: [&str; 41] = [
    "abs",
    "avg",
    "ceil",
    "contains",
    "ends_with",
    "find_first",
    "find_last",
    "floor",
    "from_items",
    "group_by",
    "items",
    "join",
    "keys",
    "length",
    "lower",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "pad_left",
    "pad_right",
    "replace",
    "reverse",
    "sort",
    "sort_by",
    "split",
    "starts_with",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "trim",
    "trim_left",
    "trim_right",
    "type",
    "upper",
    "values",
    "zip",
];

/// An operator with nothing on one of its sides, or `=`, which is none.
fn incomplete(pieces: &[Piece<'_>]) -> Option<String> {
    let sign = |at: Option<usize>| match at.and_then(|at| pieces.get(at)) {
        Some(Piece::Sign(sign)) => Some(*sign),
        _ => None,
    };
    pieces.iter().enumerate().find_map(|(at, piece)| {
        let Piece::Sign(operator) = *piece else {
            return None;
        };
        let (before, behind) = (sign(at.checked_sub(1)), sign(Some(at + 1)));
        let of_two = |other: Option<char>| other.is_some_and(|other| "=!<>".contains(other));
        if operator == '=' && !of_two(before) && behind != Some('=') && !variables::binds(pieces, at) {
            return Some("`=` compares nothing; write `==`".to_owned());
        }
        let ends = at + 1 == pieces.len() || behind.is_some_and(|behind| ")]},".contains(behind));
        if ends && ".|&=<>!,".contains(operator) {
            return Some(format!(
                "something is missing behind `{}`",
                spelled(operator, before)
            ));
        }
        let begins = at == 0 || before.is_some_and(|before| "([{,".contains(before));
        (begins && ".|=<>".contains(operator))
            .then(|| format!("something is missing before `{}`", spelled(operator, behind)))
    })
}

/// An operator of one or two of the same signs.
fn spelled(operator: char, neighbour: Option<char>) -> String {
    let twice = neighbour == Some(operator) && "|&=".contains(operator);
    operator.to_string().repeat(if twice { 2 } else { 1 })
}

/// A function that there is not, or two neighbours with nothing between them.
fn misread(pieces: &[Piece<'_>]) -> Option<String> {
    let mut before = None;
    let (ins, _) = variables::ins(pieces);
    for (at, piece) in pieces.iter().enumerate() {
        let behind = pieces.get(at + 1);
        if ins.contains(&at) {
            before = None;
            continue;
        }
        match (before, *piece) {
            (_, Piece::Word(name)) if behind == Some(&Piece::Sign('(')) && !FUNCTIONS.contains(&name) => {
                let near = nearest(name, FUNCTIONS);
                let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return Some(format!("there is no function `{name}`{near}"));
            }
            (Some(Piece::Sign('[')), Piece::Sign('?')) => {}
            (_, Piece::Sign('?')) => {
                return Some("`?` asks nothing here; write `condition && 'Admin' || 'Viewer'`".to_owned());
            }
            (Some(last), piece) if ends(last) => {
                if let Some(missing) = neighbour(last, piece) {
                    return Some(missing);
                }
            }
            _ => {}
        }
        before = Some(*piece);
    }
    None
}

/// Whether something may end with this.
fn ends(piece: Piece<'_>) -> bool {
    match piece {
        Piece::Sign(sign) => [')', ']', '}', '@'].contains(&sign),
        _ => true,
    }
}

/// What is missing before something that begins here.
fn neighbour(last: Piece<'_>, piece: Piece<'_>) -> Option<String> {
    let (Piece::Word(text) | Piece::Quoted(text) | Piece::Number(text)) = piece else {
        return None;
    };
    Some(match (last, text) {
        (_, "and") => "`and` is written `&&`".to_owned(),
        (_, "or") => "`or` is written `||`".to_owned(),
        (Piece::Word("not"), _) => "`not` is written `!`".to_owned(),
        _ => format!("a comma or an operator is missing before `{text}`"),
    })
}

/// The texts that a JMESPath may give as they are: those that stand between `&&`, `||` and brackets, not what functions
/// get and not what is compared: in single quotes texts, in double quotes fields that are meant as such. The path can be
/// read.
pub(crate) fn results(path: &str, kind: char) -> Vec<&str> {
    let mut found = Vec::new();
    // How deep what is open stands in arguments, lists and filters.
    let mut inner = Vec::new();
    let mut rest = path;
    let mut before = "";
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '\'' | '"' | '`' => {
                let end = end_of_quote(rest, c);
                let behind = rest[end..].trim_start();
                let ends = behind.is_empty() || behind.starts_with("||") || behind.starts_with(')');
                let begins = before.is_empty() || ["&&", "||", "("].iter().any(|sign| before.ends_with(sign));
                if c == kind && begins && ends && !inner.contains(&true) {
                    found.push(&rest[1..end - 1]);
                }
                length = end;
            }
            '(' => inner.push(before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')),
            '[' | '{' => inner.push(true),
            ')' | ']' | '}' => drop(inner.pop()),
            _ => {}
        }
        rest = &rest[length..];
        before = path[..path.len() - rest.len()].trim_end();
    }
    found
}

/// Where a text in quotes ends, behind its quote.
fn end_of_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Why a JMESPath cannot be read, as far as its quotes, brackets, functions and neighbours tell: what stands in quotes is text,
/// and a backslash there takes the next character with it. Source: JMESPath specification, grammar.
pub(crate) fn unreadable(path: &str) -> Option<String> {
    if path.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    let mut open = Vec::new();
    let mut rest = path.chars();
    while let Some(c) = rest.next() {
        match c {
            '\'' | '"' | '`' => loop {
                match rest.next() {
                    None => return Some(format!("`{c}` is not closed")),
                    Some('\\') => {
                        rest.next();
                    }
                    Some(end) if end == c => break,
                    Some(_) => {}
                }
            },
            '(' => open.push((c, ')')),
            '[' => open.push((c, ']')),
            '{' => open.push((c, '}')),
            ')' | ']' | '}' if open.pop().is_none_or(|(_, end)| end != c) => {
                return Some(format!("`{c}` closes nothing"));
            }
            _ => {}
        }
    }
    match open.pop() {
        Some((bracket, _)) => Some(format!("`{bracket}` is not closed")),
        None => {
            let pieces = pieces(path);
            misread(&pieces)
                .or_else(|| signs::misplaced(&pieces))
                .or_else(|| incomplete(&pieces))
                .or_else(|| variables::unbound(&pieces))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{results, unreadable};

    #[test]
    fn quotes_and_brackets_close() {
        let fault = |path| unreadable(path);
        assert_eq!(fault("contains(groups[*], 'a)b') && 'it\\'s' || \"x\"[0]"), None);
        assert_eq!(fault("groups[?name == `\"a`]"), None);
        assert_eq!(fault("'Admin"), Some("`'` is not closed".to_owned()));
        assert_eq!(fault("contains(groups[*]"), Some("`(` is not closed".to_owned()));
        assert_eq!(fault("groups[0)]"), Some("`)` closes nothing".to_owned()));
        assert_eq!(fault("role]"), Some("`]` closes nothing".to_owned()));
        assert_eq!(fault(" "), Some("it is empty".to_owned()));
    }

    #[test]
    fn neighbours_have_something_between_them() {
        for path in [
            "contains(groups[*], 'ops') && 'Admin' || contains(not_null(groups, `[]`), 'dev') && 'Editor' || 'Viewer'",
            "groups[?name == 'x'].role | [0] || items(@)[0][1] || !(a.b) && {a: b, \"c\": d}.a",
            "roles[-1] || roles[0:2] || *.x || a[].b || and.or",
            "max_by(groups, &level).role && `{\"a\": 1}` == `1`",
            "[role, groups[:2], groups[]][0] || a >= `1` && b != `2` || @ || *",
            "$.role == 'x' || $ != @ && 'Viewer'",
            "let $r = groups in $r[0]",
            "let $a = x, $b = y[0] in contains($a, 'ops') && 'Admin' || let $c = $b in $c",
            "let.in || in",
            "groups[1:] | {a: b, c: 'x'}.a",
        ] {
            assert_eq!(unreadable(path), None, "{path}");
        }
        for (path, expected) in [
            (
                "admin ? 'Admin' : 'Viewer'",
                "`?` asks nothing here; write `condition && 'Admin' || 'Viewer'`",
            ),
            (
                "contains(groups[*], 'platform') && 'Admin' : 'Viewer'",
                "`:` parts nothing here; write `condition && 'Admin' || 'Viewer'`",
            ),
            (
                "contains(groups[*], ‘platform’) && 'Admin'",
                "`‘` is no quote; a text stands in `'`",
            ),
            ("role && 'Admin';", "`;` means nothing"),
            (
                "let $r = groups in $r in x",
                "a comma or an operator is missing before `in`",
            ),
            ("$r = groups", "`=` compares nothing; write `==`"),
            ("admin and 'Admin'", "`and` is written `&&`"),
            ("contains(a, 'b') or 'Admin'", "`or` is written `||`"),
            ("not admin && 'Viewer'", "`not` is written `!`"),
            (
                "contain(groups, 'ops') && 'Admin'",
                "there is no function `contain`; did you mean `contains`?",
            ),
            (
                "contains(groups[*] 'ops') && 'Admin'",
                "a comma or an operator is missing before `'ops'`",
            ),
            ("role ||", "something is missing behind `||`"),
            ("role.", "something is missing behind `.`"),
            ("(a &&) || 'Viewer'", "something is missing behind `&&`"),
            ("contains(groups, ) && 'Admin'", "something is missing behind `,`"),
            ("|| 'Viewer'", "something is missing before `||`"),
            ("role = 'boss' && 'Admin'", "`=` compares nothing; write `==`"),
        ] {
            assert_eq!(unreadable(path).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(results("a && \"Admin\" || 'Viewer'", '"'), ["Admin"]);
    }

    #[test]
    fn roles_are_the_texts_that_a_path_gives() {
        for (path, expected) in [
            (
                "contains(groups[*], 'ops') && 'Admin' || (contains(groups, 'dev') && 'Editor' || 'Viewer')",
                &["Admin", "Editor", "Viewer"][..],
            ),
            ("role == 'boss' && 'Admin'", &["Admin"]),
            ("'boss' == role && 'Root' || to_string('x')", &["Root"]),
            ("groups[?name == 'x' || 'y'] && 'it\\'s'", &["it\\'s"]),
            ("(role)", &[]),
            ("role || `\"x\"`", &[]),
        ] {
            assert_eq!(results(path, '\''), expected, "{path}");
        }
    }
}
