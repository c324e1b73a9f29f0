//! Environments side by side: as text, as a table in a review, and as JSON.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::markdown::Page;
use super::{cell, code_cell, one_line};
use crate::Matrix;
use crate::diag::listed::{MOST_LISTED, listed};
use crate::diag::{shell, visible};

/// Columns beside each other at most.
const MOST_COLUMNS: usize = 8;
/// Characters of a value in a column at most.
const MOST: usize = 40;
/// Characters of what all values of a row have in common that stand before the difference.
const LEAD: usize = 8;

/// For people at a terminal: columns as long as these fit there, else setting by setting.
#[must_use]
pub fn text(matrix: &Matrix) -> String {
    if matrix.rows.is_empty() {
        return format!("{} have the same settings\n", listed(&matrix.environments));
    }
    let columns = columns(matrix);
    let is_many = |count: usize| count > MOST_COLUMNS;
    if is_many(columns.len()) || matrix.rows.len() == 1 && is_many(matrix.environments.len()) {
        return blocks(matrix);
    }
    let heads: Vec<String> = columns.iter().map(|column| named(matrix, column)).collect();
    let heads: Vec<Vec<&str>> = heads.iter().map(|head| head.split(", ").collect()).collect();
    let height = heads.iter().map(Vec::len).max().unwrap_or_default();
    let head = (0..height).map(|at| {
        let first = if at == 0 { "FIELD" } else { "" };
        let names = heads
            .iter()
            .map(|names| names.get(at).copied().unwrap_or_default());
        [first].into_iter().chain(names).map(str::to_owned).collect()
    });
    let rows = matrix.rows.iter().map(|row| {
        let values = narrow(&row.values);
        let mut line = vec![visible::line(&row.field.to_string())];
        line.extend(columns.iter().map(|column| values[column[0]].clone()));
        line
    });
    let lines: Vec<Vec<String>> = head.chain(rows).collect();
    let widths: Vec<usize> = (0..=columns.len())
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

/// Each setting with its values, those of most environments first, and who has them.
fn blocks(matrix: &Matrix) -> String {
    let blocks = matrix.rows.iter().map(|row| {
        let cells = narrow(&row.values);
        let mut groups = alike(cells.len(), |a, b| row.values[a] == row.values[b]);
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let most = if matrix.rows.len() == 1 {
            usize::MAX
        } else {
            MOST_LISTED
        };
        let (shown, others) = groups.split_at(groups.len().min(most));
        let width = shown.iter().map(|group| cells[group[0]].chars().count());
        let width = width.max().unwrap_or_default();
        let field = row.field.to_string();
        let mut text = visible::line(&field) + "\n";
        for group in shown {
            let value = &cells[group[0]];
            text.push_str(&format!("  {value:width$}  {}\n", named(matrix, group)));
        }
        if !others.is_empty() {
            text.push_str(&format!(
                "  and {} more values, all shown with `--fields {}`\n",
                others.len(),
                visible::line(&shell::word(&field))
            ));
        }
        text
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// The environments, those that have the same in every row together.
fn columns(matrix: &Matrix) -> Vec<Vec<usize>> {
    let rows = &matrix.rows;
    alike(matrix.environments.len(), |a, b| {
        rows.iter().all(|row| row.values[a] == row.values[b])
    })
}

/// The places up to a count, those that are the same together.
fn alike(count: usize, is_same: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in 0..count {
        match groups.iter_mut().find(|group| is_same(group[0], at)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

fn named(matrix: &Matrix, places: &[usize]) -> String {
    let names = places.iter().map(|at| matrix.environments[*at]);
    listed(&names.collect::<Vec<_>>())
}

/// The values of a row, short enough for columns where they can be told apart so. What they all begin with is left out where
/// it would hide the difference.
fn narrow(values: &[Option<Value>]) -> Vec<String> {
    let lines: Vec<Option<String>> = values.iter().map(|value| value.as_ref().map(one_line)).collect();
    let shared = shared(&lines);
    let skip = if shared > MOST / 2 { shared - LEAD } else { 0 };
    let cell = |line: &Option<String>| match line {
        None => "-".to_owned(),
        Some(line) if line.chars().count() <= MOST => line.clone(),
        Some(line) => {
            let before = if skip > 0 { "…" } else { "" };
            let shown: String = line.chars().skip(skip).take(MOST).collect();
            let behind = if line.chars().count() > skip + MOST {
                "…"
            } else {
                ""
            };
            format!("{before}{shown}{behind}")
        }
    };
    let cells: Vec<String> = lines.iter().map(cell).collect();
    let differ = |texts: &mut dyn Iterator<Item = &str>| texts.collect::<BTreeSet<_>>().len();
    let all = differ(&mut lines.iter().map(|line| line.as_deref().unwrap_or("-")));
    match differ(&mut cells.iter().map(String::as_str)) < all {
        true => lines
            .into_iter()
            .map(|line| line.unwrap_or_else(|| "-".to_owned()))
            .collect(),
        false => cells,
    }
}

/// How many characters all of them begin with that are not the same everywhere; none where they are.
fn shared(lines: &[Option<String>]) -> usize {
    let mut there = lines.iter().flatten();
    let Some(first) = there.next() else {
        return 0;
    };
    if there.clone().all(|line| line == first) {
        return 0;
    }
    there.fold(first.chars().count(), |shared, line| {
        let same = first.chars().zip(line.chars()).take_while(|(a, b)| a == b);
        shared.min(same.count())
    })
}

/// A table for a review, with as many rows as a comment has room for.
#[must_use]
pub fn markdown(matrix: &Matrix) -> String {
    if matrix.rows.is_empty() {
        return text(matrix);
    }
    let columns = columns(matrix);
    let heads = columns
        .iter()
        .map(|column| format!(" {} |", cell(&named(matrix, column))));
    let heads: String = heads.collect();
    let rule = "---|".repeat(columns.len() + 1);
    let mut page = Page::default();
    page.push_part(&format!("| field |{heads}\n|{rule}\n"));
    for row in &matrix.rows {
        let values = columns.iter().map(|column| match &row.values[column[0]] {
            Some(value) => format!(" {} |", code_cell(&one_line(value))),
            None => " |".to_owned(),
        });
        let values: String = values.collect();
        page.push_part(&format!("| {} |{values}\n", code_cell(&row.field.to_string())));
    }
    if page.left_out > 0 {
        let fields = if page.left_out == 1 {
            "field does"
        } else {
            "fields do"
        };
        page.text.push_str(&format!(
            "\n{} more {fields} not fit here: the same command without `-o markdown` shows all.\n",
            page.left_out
        ));
    }
    page.text
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

#[cfg(test)]
mod tests {
    use super::{markdown, narrow};
    use crate::diag::FieldPath;
    use crate::{Matrix, Row};
    use serde_json::Value;

    fn shown(values: &[Option<&str>]) -> Vec<String> {
        let values: Vec<Option<Value>> = values.iter().map(|value| value.map(Value::from)).collect();
        narrow(&values)
    }

    fn matrix(rows: usize) -> Matrix<'static> {
        let row = |number: usize| Row {
            field: FieldPath::root().field("tags").key(&number.to_string()),
            values: vec![Some("a|b".into()), None],
        };
        Matrix {
            environments: vec!["one", "two"],
            rows: (0..rows).map(row).collect(),
        }
    }

    #[test]
    fn a_table_in_a_comment_says_what_has_no_room_and_that_nothing_differs() {
        assert_eq!(markdown(&matrix(0)), "one, two have the same settings\n");
        let one = "| field | one | two |\n|---|---|---|\n| `tags[\"0\"]` | `a\\|b` | |\n";
        assert_eq!(markdown(&matrix(1)), one);
        let many = markdown(&matrix(4000));
        assert!(many.chars().count() < 65_536, "{}", many.len());
        let end = " more fields do not fit here: the same command without `-o markdown` shows all.\n";
        assert!(many.ends_with(end), "{many}");
    }

    #[test]
    fn long_values_are_cut_where_their_difference_can_be_seen() {
        let arn = |id: &str| format!("arn:aws:acm:ap-northeast-2:111122223333:certificate/{id}");
        let (one, two) = (arn("0a11"), arn("0b22"));
        assert_eq!(
            shown(&[Some(&one), None, Some(&two)]),
            ["…ficate/0a11", "-", "…ficate/0b22"]
        );
        let long = format!("b{}", "x".repeat(60));
        assert_eq!(
            shown(&[Some("a"), Some(&long)]),
            ["a".to_owned(), format!("b{}…", "x".repeat(39))]
        );
        let (one, two) = (arn(&"1".repeat(50)), arn(&"2".repeat(50)));
        assert_eq!(
            shown(&[Some(&one), Some(&two)])[0],
            format!("…ificate/{}…", "1".repeat(32))
        );
    }

    #[test]
    fn a_long_value_is_cut_where_it_differs_and_never_to_the_same_as_another() {
        let long = |end: &str| format!("arn:aws:acm:eu-central-1:111122223333:certificate/{end}");
        let [one, other] = ["0001", "0002"].map(long);
        assert_eq!(shown(&[Some(&one), Some(&other)]), ["…cate/0001", "…cate/0002"]);
        // Beside a third, what the first two begin with is not what all do.
        let elsewhere = "arn:aws:acm:us-east-2:111122223333:certificate/0003";
        let all = [Some(one.as_str()), Some(other.as_str()), Some(elsewhere)];
        assert_eq!(shown(&all), [&*one, &*other, elsewhere]);
    }

    #[test]
    fn what_is_the_same_everywhere_begins_with_its_beginning() {
        let long = "https://git.example.com/platform/clusters.git";
        let cut = "https://git.example.com/platform/cluster…";
        assert_eq!(shown(&[Some(long), Some(long), None]), [cut, cut, "-"]);
    }
}
