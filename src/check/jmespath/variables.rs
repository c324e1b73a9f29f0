//! Variables of a JMESPath: `let $name = value in …`. Source: jmespath-community/go-jmespath, pkg/parsing/parser.go,
//! `parseLetExpression`, and pkg/interpreter/interpreter.go, at ef5fae8, as of 2026-11-30.

use super::{Piece, ends};

/// Whether a word begins `let $name = …`.
fn begins_let(pieces: &[Piece<'_>], at: usize) -> bool {
    pieces[at] == Piece::Word("let") && pieces.get(at + 1) == Some(&Piece::Sign('$'))
}

/// Whether a sign stands behind the name of a variable, and some `let` before it.
pub(super) fn binds(pieces: &[Piece<'_>], at: usize) -> bool {
    let is_named = matches!(pieces[..at], [.., Piece::Sign('$'), Piece::Word(_)]);
    is_named && (0..at).any(|at| begins_let(pieces, at))
}

/// Where an `in` ends what a `let` binds, and how many `let` have none.
pub(super) fn ins(pieces: &[Piece<'_>]) -> (Vec<usize>, usize) {
    let (mut found, mut lets) = (Vec::new(), 0_usize);
    for (at, piece) in pieces.iter().enumerate() {
        lets += usize::from(begins_let(pieces, at));
        // Elsewhere it is a field.
        let before = at.checked_sub(1).filter(|before| found.last() != Some(before));
        let is_behind = before.is_some_and(|before| ends(pieces[before]));
        if *piece == Piece::Word("in") && lets > 0 && is_behind {
            lets -= 1;
            found.push(at);
        }
    }
    (found, lets)
}

/// A `let` without a part of it, or a variable that none binds.
pub(super) fn unbound(pieces: &[Piece<'_>]) -> Option<String> {
    let (ins, lacking) = ins(pieces);
    if lacking > 0 {
        return Some("`let` has no `in`; write `let $name = value in …`".to_owned());
    }
    let is_last = |at: &usize| match pieces.get(at + 1) {
        None => true,
        Some(Piece::Sign(sign)) => ")]},".contains(*sign),
        Some(_) => false,
    };
    if ins.iter().any(is_last) {
        return Some("something is missing behind `in`".to_owned());
    }
    let mut bound = Vec::new();
    for (at, pair) in pieces.windows(2).enumerate() {
        let [Piece::Sign('$'), Piece::Word(name)] = *pair else {
            continue;
        };
        let behind = |step: usize| pieces.get(at + step) == Some(&Piece::Sign('='));
        let is_first = at.checked_sub(1).is_some_and(|at| begins_let(pieces, at));
        if is_first && !behind(2) {
            return Some(format!("`=` is missing behind `let ${name}`"));
        }
        if is_first || behind(2) && !behind(3) {
            bound.push(name);
        } else if !bound.contains(&name) {
            return Some(format!("no `let` says what `${name}` is"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::jmespath::unreadable;

    #[test]
    fn a_let_has_its_parts_and_a_variable_its_let() {
        for (path, expected) in [
            ("let $x = y", "`let` has no `in`; write `let $name = value in …`"),
            (
                "[let $x = y, a]",
                "`let` has no `in`; write `let $name = value in …`",
            ),
            ("let $x = y in", "something is missing behind `in`"),
            ("(let $x = y in) || a", "something is missing behind `in`"),
            ("let $x in $x", "`=` is missing behind `let $x`"),
            ("let $x = a in $x && $z", "no `let` says what `$z` is"),
            ("let $x = a in $z == 'b'", "no `let` says what `$z` is"),
            ("$groups[0]", "no `let` says what `$groups` is"),
            ("$a || let $a = x in $a", "no `let` says what `$a` is"),
        ] {
            assert_eq!(unreadable(path).as_deref(), Some(expected), "{path}");
        }
        for path in [
            "let $a = let $b = c in $b in $a",
            "let $a = in, $b = $a in in || $b == $a",
            "[let $x = y in $x, $.a]",
            // The reader takes this for a binding.
            "let $x == y in $x",
        ] {
            assert_eq!(unreadable(path), None, "{path}");
        }
    }
}
