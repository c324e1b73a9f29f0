//! Lines that are indented like none beside them. Often nobody can know which of two lines is the wrong one: then both are
//! named.

use super::Slip;
use super::line::{Line, Lines};

/// The line that is to be changed, and how.
type Mend<'t> = (Line<'t>, String);

/// As many blanks before a line as another one has.
fn like<'t>(line: Line<'t>, other: Line<'t>) -> Mend<'t> {
    let blanks = match other.indent() {
        0 => "no blanks".to_owned(),
        1 => "1 blank".to_owned(),
        blanks => format!("{blanks} blanks"),
    };
    let mend = format!(
        "write {blanks} before line {}, as line {} has",
        line.number, other.number
    );
    (line, mend)
}

/// A line that stands under a value, or beside nothing.
pub(super) fn of_key(lines: &Lines<'_>) -> Option<Slip> {
    let (own, above) = (lines.back(0)?, lines.back(1)?);
    own.parts()?;
    above.parts()?;
    let is_below = own.indent() > above.indent();
    let columns = lines.columns();
    if columns.iter().any(|line| line.indent() == own.indent()) || (is_below && above.holds()) {
        return None;
    }
    let (message, mends) = match is_below {
        true => {
            let message = format!(
                "line {} is indented below line {}, which has a value already",
                own.number, above.number
            );
            (message, below_a_value(lines, own, above))
        }
        false => (
            "this line is indented like none that it could belong beside".to_owned(),
            beside_nothing(lines, own, above, columns),
        ),
    };
    let told: Vec<&str> = mends.iter().map(|(_, mend)| mend.as_str()).collect();
    Some(Slip {
        at: mends.first()?.0.key(),
        message,
        help: told.join(", or "),
    })
}

/// Whether the line above could have been meant to stand in the column of the last one.
fn may_move(lines: &Lines<'_>, own: Line<'_>) -> bool {
    let before = lines.back(2);
    before.is_none_or(|before| before.holds() && own.indent() > before.indent())
}

fn below_a_value<'t>(lines: &Lines<'t>, own: Line<'t>, above: Line<'t>) -> Vec<Mend<'t>> {
    let before = lines.back(2);
    let is_like = |other: Option<Line<'t>>| other.is_some_and(|other| other.indent() == own.indent());
    // Behind a key without a value stands what belongs to it, in the same column where the key is too far right.
    let goes_on = is_like(lines.next) && !own.holds();
    let mut mends = Vec::new();
    if !goes_on {
        mends.push(like(own, above));
    }
    if is_like(before) || may_move(lines, own) {
        // What stands around the line above says that it is the odd one.
        let first = if is_like(before) { 0 } else { mends.len() };
        mends.insert(
            first,
            like(above, before.filter(|_| is_like(before)).unwrap_or(own)),
        );
    }
    mends.push((above, format!("take the value of line {} away", above.number)));
    mends
}

fn beside_nothing<'t>(
    lines: &Lines<'t>,
    own: Line<'t>,
    above: Line<'t>,
    mut columns: Vec<Line<'t>>,
) -> Vec<Mend<'t>> {
    let goes_on = |line: Line<'_>| lines.next.is_some_and(|next| next.indent() == line.indent());
    let may_move = may_move(lines, own) && !goes_on(above);
    let mut mends = Vec::new();
    if may_move {
        mends.push(like(above, own));
    }
    if may_move && goes_on(own) {
        return mends;
    }
    let away = |line: &Line<'_>| line.indent().abs_diff(own.indent());
    columns.sort_by_key(away);
    let nearest = columns.first().map(away);
    let near = columns.into_iter().take_while(|line| Some(away(line)) == nearest);
    let of_own: Vec<Mend<'_>> = near.map(|line| like(own, line)).collect();
    // The last line is the likelier one where nothing speaks for it.
    mends.splice(0..0, of_own);
    mends
}

/// An item of a list that stands left of the key of the list, or in another column than the item above.
pub(super) fn of_item(lines: &Lines<'_>) -> Option<Slip> {
    let (own, above) = (lines.back(0)?, lines.back(1)?);
    own.said().strip_prefix("- ")?;
    let is_list = |line: &Line<'_>| line.said().starts_with("- ");
    let of_key = above.parts().is_some_and(|(_, value)| value.is_empty());
    let is_slip = match of_key {
        true => own.indent() < above.indent(),
        false => is_list(&above) && own.indent() != above.indent(),
    };
    let begin = own.start + own.indent();
    is_slip.then(|| Slip {
        at: begin..begin + 1,
        message: match of_key {
            true => "the items of a list cannot stand left of its key".to_owned(),
            false => "the items of a list begin in one column".to_owned(),
        },
        help: format!(
            "write {} blanks before each `-` of it, as line {} has",
            above.indent(),
            above.number
        ),
    })
}
