//! What to write in the place of a value of another kind.

use super::super::slip;
use super::super::tree::{Node, NodeKind};

/// The names of fields, each as people see them.
fn quoted(fields: &[&str]) -> String {
    let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
    fields.join(", ")
}

/// In the place of what is no map of certain fields.
pub(super) fn fields(node: &Node, fields: &[&str], name: Option<&str>) -> Option<String> {
    match (&node.kind, name) {
        (NodeKind::Scalar { .. }, Some(name)) if fields.contains(&name) => Some(format!(
            "`{name}` is a field of each entry here: indent it as the other fields of one are"
        )),
        (NodeKind::Scalar { text, plain }, _) => {
            let pair = slip::write_colon(text).filter(|(key, _)| *plain && fields.contains(key));
            let written = slip::write_blank(text).filter(|_| *plain);
            let whole = || match fields {
                [] => "write `{}`".to_owned(),
                fields => format!("write a map of its fields, which are {}", quoted(fields)),
            };
            Some(written.or(pair.map(|(_, help)| help)).unwrap_or_else(whole))
        }
        (NodeKind::List(items), _) => without_dash(items),
        _ => None,
    }
}

/// In the place of what is no map whose keys are names.
pub(super) fn entries(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Scalar { text, plain } => {
            let written = slip::write_blank(text).or(slip::write_colon(text).map(|(_, help)| help));
            let whole = || "write its entries in lines below it, each as `name: value`".to_owned();
            Some(written.filter(|_| *plain).unwrap_or_else(whole))
        }
        NodeKind::List(items) => {
            let first = items.first()?;
            let name = first.entry("name").map_or(first, |entry| &entry.value);
            match &name.kind {
                NodeKind::Scalar { text, .. } => Some(format!(
                    "the entries of a map are told by name: write `{text}:` and below it, indented, what belongs to it"
                )),
                _ => without_dash(items),
            }
        }
        _ => None,
    }
}

/// In the place of a list with the fields or entries of a map.
fn without_dash(items: &[Node]) -> Option<String> {
    let first = items.first()?.entries()?.first()?;
    Some(format!(
        "write `{}:` without `-` before it: a map has no items",
        first.key
    ))
}

/// In the place of what is no list.
pub(super) fn list(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Scalar { text, plain: true } if text.starts_with('-') => {
            Some("write a blank behind each `-`".to_owned())
        }
        NodeKind::Scalar { text, plain: true } => Some(format!(
            "write `[{}]`",
            text.trim_start_matches('[').trim_end_matches(']')
        )),
        NodeKind::Scalar { .. } => Some(format!("write `[{}]`", node.in_a_line())),
        NodeKind::Map(_) => Some("begin each item with `- `".to_owned()),
        _ => None,
    }
}

/// In the place of what is no text.
pub(super) fn text(node: &Node) -> Option<String> {
    let NodeKind::List(items) = &node.kind else {
        return None;
    };
    match items.as_slice() {
        [
            Node {
                kind: NodeKind::Scalar { text, .. },
                ..
            },
        ] => Some(format!("write `{text}` without a list around it")),
        _ => None,
    }
}

/// In the place of what is no whole number.
pub(super) fn whole_number(node: &Node) -> Option<String> {
    let NodeKind::Scalar { text, plain } = &node.kind else {
        return None;
    };
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    let number = match number.trim_start_matches('0') {
        "" if digits > 0 => "0",
        number => number,
    };
    Some(if text.starts_with('-') && *plain {
        "it cannot be less than 0: write it without a sign".to_owned()
    } else if number.is_empty() || rest.contains(|c: char| c.is_ascii_digit()) {
        "write digits alone, such as `3`".to_owned()
    } else if rest.is_empty() && !plain {
        format!("write `{number}` without quotes")
    } else {
        format!("write `{number}` alone")
    })
}

/// In the place of what is no switch.
pub(super) fn switch(node: &Node) -> Option<String> {
    let NodeKind::Scalar { text, plain } = &node.kind else {
        return None;
    };
    let switch = match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => "`true`",
        "false" | "no" | "off" | "n" => "`false`",
        _ => return None,
    };
    let quotes = if *plain { "" } else { " without quotes" };
    Some(format!("write {switch}{quotes}"))
}

#[cfg(test)]
mod tests;
