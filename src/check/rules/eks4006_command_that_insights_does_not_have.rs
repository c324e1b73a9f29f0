//! EKS4006: a query whose part begins with a word of another language, or with a misspelt command.

use crate::catalog::nearest;
use crate::{Finding, Subject, at, insights};

/// Functions and words of other query languages, and the command that does it here.
const ELSEWHERE: [(&str, &str); 9] = [
    ("count", "stats count(*)"),
    ("select", "fields"),
    ("project", "display"),
    ("summarize", "stats"),
    ("group", "stats … by …"),
    ("having", "filter"),
    ("take", "limit"),
    ("extend", "fields"),
    ("eval", "fields"),
];

/// Commands are short, and new ones come: only a word as near as this to a known one is a misspelt one.
const ALIKE: usize = 2;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let known = &subject.catalogue.limits().insights.commands;
    insights::own(subject)
        // The two other languages of Logs Insights name their source themselves.
        .filter(|(_, query)| {
            let query = query.query.trim_start().to_ascii_lowercase();
            !query.starts_with("source") && !query.starts_with("select")
        })
        .filter_map(|(name, query)| {
            let commands = insights::commands(&query.query);
            let mut words = commands.iter().filter_map(insights::Command::word);
            let (word, command) = words.find_map(|word| meant(known, word))?;
            let message = format!("`{word}` is no command of Logs Insights");
            Some(
                Finding::at(at!(logging.queries[name].own.query), message)
                    .help(format!("did you mean `{command}`?")),
            )
        })
        .collect()
}

/// A word that is no command, and the command that somebody meant.
fn meant(known: &[String], word: &str) -> Option<(String, String)> {
    if known.iter().any(|command| command.eq_ignore_ascii_case(word)) {
        return None;
    }
    let elsewhere = ELSEWHERE
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(word));
    let command = elsewhere.map(|(_, command)| *command).or_else(|| {
        let near = nearest(word, known.iter().map(String::as_str))?;
        (strsim::damerau_levenshtein(near, word) <= ALIKE).then_some(near)
    })?;
    Some((word.to_owned(), command.to_owned()))
}
