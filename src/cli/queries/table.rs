//! Rows as columns for people, and as JSON for programs.

use serde_json::{Map, Value};

use super::insights::Row;
use crate::diag::visible;

/// Every column that some row has, in the order of their first appearance.
fn columns(rows: &[Row]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn value<'r>(row: &'r Row, column: &str) -> &'r str {
    let field = row.iter().find(|(name, _)| name == column);
    field.map_or("", |(_, value)| value.trim_end())
}

/// Columns under their names. The last one takes what it needs.
pub(super) fn text(rows: &[Row]) -> String {
    let columns = columns(rows);
    // Whoever writes a log would write to the terminal, and a line break would look like a row.
    let table: Vec<Vec<String>> = std::iter::once(columns.iter().map(|name| visible::line(name)).collect())
        .chain(rows.iter().map(|row| {
            let cells = columns.iter().map(|column| value(row, column));
            cells.map(visible::line).collect()
        }))
        .collect();
    let width = |at: usize| table.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    for row in table.iter().filter(|row| !row.is_empty()) {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// An array of objects. Logs Insights gives every value as text. Characters that steer a terminal are escaped, also those
/// that JSON would let stand.
pub(super) fn json(rows: &[Row]) -> String {
    let object = |row: &Row| {
        let fields = row
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        Value::Object(Map::from_iter(fields))
    };
    let rows: Value = rows.iter().map(object).collect();
    visible::lines(&format!("{rows:#}\n"))
}

#[cfg(test)]
mod tests {
    use super::{Row, json, text};

    fn row(fields: &[(&str, &str)]) -> Row {
        fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn columns_are_aligned_and_a_missing_value_is_empty() {
        let rows = [
            row(&[("userAgent", "kubelet"), ("requests", "12")]),
            row(&[("userAgent", "kube-scheduler")]),
            row(&[("userAgent", "a\nb"), ("requests", "3"), ("code", "200")]),
        ];
        assert_eq!(
            text(&rows),
            "userAgent       requests  code\nkubelet         12\nkube-scheduler\na\\nb            3         200\n"
        );
    }

    #[test]
    fn nothing_is_no_line_and_an_empty_array() {
        assert_eq!((text(&[]).as_str(), json(&[]).as_str()), ("", "[]\n"));
    }
}
