//! Environments side by side: as text, as a table in a review, and as JSON.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::{cell, code, one_line};
use crate::Matrix;
use crate::diag::visible;

/// Characters of a value in a column at most.
const MOST: usize = 40;

/// For people at a terminal.
#[must_use]
pub fn text(matrix: &Matrix) -> String {
    if matrix.rows.is_empty() {
        let names = visible::line(&matrix.environments.join(", "));
        return format!("{names} have the same settings\n");
    }
    let mut lines: Vec<Vec<String>> = vec![Vec::new()];
    lines[0].push("FIELD".to_owned());
    lines[0].extend(matrix.environments.iter().map(|name| visible::line(name)));
    for row in &matrix.rows {
        let mut line = vec![visible::line(&row.field.to_string())];
        line.extend(
            row.values
                .iter()
                .map(|value| value.as_ref().map_or_else(|| "-".to_owned(), narrow)),
        );
        lines.push(line);
    }
    let widths: Vec<usize> = (0..=matrix.environments.len())
        .map(|column| {
            let cells = lines.iter().map(|line| line[column].chars().count());
            cells.max().unwrap_or_default()
        })
        .collect();
    lines
        .iter()
        .map(|line| {
            let cells = line.iter().zip(&widths);
            let cells: Vec<String> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
            format!("{}\n", cells.join("  ").trim_end())
        })
        .collect()
}

fn narrow(value: &Value) -> String {
    let line = one_line(value);
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// A table for a review.
#[must_use]
pub fn markdown(matrix: &Matrix) -> String {
    let heads = matrix
        .environments
        .iter()
        .map(|name| format!(" {} |", cell(name)));
    let heads: String = heads.collect();
    let rule = "---|".repeat(matrix.environments.len() + 1);
    let rows = matrix.rows.iter().map(|row| {
        let values = row.values.iter().map(|value| match value {
            Some(value) => format!(" {} |", code(&one_line(value))),
            None => " |".to_owned(),
        });
        let values: String = values.collect();
        format!("| {} |{values}\n", code(&row.field.to_string()))
    });
    let rows: String = rows.collect();
    visible::lines(&format!("| field |{heads}\n|{rule}\n{rows}"))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    format_version: u32,
    environments: &'a [&'a str],
    fields: Vec<Field<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    field: String,
    /// By environment; null where it is not there.
    values: IndexMap<&'a str, Option<&'a Value>>,
}

/// For programs. `formatVersion` counts up when a key changes its meaning or goes.
#[must_use]
pub fn json(matrix: &Matrix) -> String {
    let names = || matrix.environments.iter().copied();
    let report = Report {
        format_version: 1,
        environments: &matrix.environments,
        fields: matrix
            .rows
            .iter()
            .map(|row| Field {
                field: row.field.to_string(),
                values: names().zip(row.values.iter().map(Option::as_ref)).collect(),
            })
            .collect(),
    };
    let text = serde_json::to_string_pretty(&report).expect("bug in eksight: a table is plain data");
    visible::lines(&text) + "\n"
}
