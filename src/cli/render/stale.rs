//! Files of `out/` that are not what is generated: a line for each, or one for all environments in which it is so.

use indexmap::IndexMap;

use crate::diag::listed::{MOST_LISTED, listed};
use crate::out::{Action, Change};

/// A file, by its path below `out/<environment>/`, and what is wrong with it.
pub(in crate::cli) type Stale = (String, &'static str);

/// The files of an environment that are not what is generated.
pub(in crate::cli) fn stale(changes: &[Change<'_>]) -> Vec<Stale> {
    let of = |change: &Change<'_>| {
        let what = match change.action {
            Action::Create(_) => "is missing",
            Action::Update(_) => "is out of date",
            Action::Delete => "is not generated",
            Action::Unchanged => return None,
        };
        Some((change.path.clone(), what))
    };
    changes.iter().filter_map(of).collect()
}

/// A line for each file of few environments.
pub(in crate::cli) fn line(name: &str, (path, what): &Stale) -> String {
    format!("out/{name}/{path} {what}")
}

/// The same of many: what is wrong in several of them is one line.
pub(super) fn lines(each: &[(String, Vec<Stale>)]) -> Vec<String> {
    let mut by_file: IndexMap<&Stale, Vec<&str>> = IndexMap::new();
    for (name, files) in each {
        for file in files {
            by_file.entry(file).or_default().push(name);
        }
    }
    if by_file.values().all(|names| names.len() <= MOST_LISTED) {
        let of_one = |(name, files): &(String, Vec<Stale>)| {
            files.iter().map(|file| line(name, file)).collect::<Vec<_>>()
        };
        return each.iter().flat_map(of_one).collect();
    }
    let of_file = |(file, names): (&Stale, Vec<&str>)| match names.as_slice() {
        [name] => line(name, file),
        names => format!(
            "{} {} in {} environments: {}",
            file.0,
            file.1,
            names.len(),
            listed(names)
        ),
    };
    by_file.into_iter().map(of_file).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_is_stale_in_many_is_one_line() {
        let stale = |name: &str, files: &[&str]| {
            let files = files.iter().map(|file| ((*file).to_owned(), "is out of date"));
            (name.to_owned(), files.collect())
        };
        let mut each = vec![stale("a", &["x", "y"]), stale("b", &["x"])];
        assert_eq!(
            lines(&each),
            [
                "out/a/x is out of date",
                "out/a/y is out of date",
                "out/b/x is out of date"
            ]
        );
        each.extend((0..10).map(|at| stale(&format!("c{at}"), &["x"])));
        assert_eq!(
            lines(&each),
            [
                "x is out of date in 12 environments: a, b, c0, c1, c2, c3, c4, c5, c6, c7 and 2 more",
                "out/a/y is out of date"
            ]
        );
    }
}
