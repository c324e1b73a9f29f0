//! EKS4006: a query whose part begins with a word that is no command, such as one of another language or a misspelt one.

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

/// Commands are short: only a word as near as this to a known one is a misspelt one.
const ALIKE: usize = 2;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let limits = subject.catalogue.limits();
    let known = &limits.insights.commands;
    let is_known = |word: &str| known.iter().any(|command| command.eq_ignore_ascii_case(word));
    insights::own(subject)
        .flat_map(|(name, query)| {
            let commands = insights::commands(&query.query);
            let words = commands.iter().filter_map(insights::Command::word);
            let unknown = words.filter(|word| !is_known(word)).map(|word| {
                let message = format!("`{word}` is no command of Logs Insights");
                let help = match meant(known, word) {
                    Some(command) => format!("did you mean `{command}`?"),
                    None => "each part between bars begins with one, such as `fields`, `filter` or `stats`"
                        .to_owned(),
                };
                Finding::at(at!(logging.queries[name].own.query), message)
                    .help(help)
                    .note(format!("commands as of {}", limits.as_of()))
            });
            unknown.collect::<Vec<_>>()
        })
        .collect()
}

/// The command that somebody meant by a word that is none.
fn meant<'k>(known: &'k [String], word: &str) -> Option<&'k str> {
    let mut elsewhere = ELSEWHERE.iter();
    if let Some((_, command)) = elsewhere.find(|(other, _)| other.eq_ignore_ascii_case(word)) {
        return Some(command);
    }
    let near = nearest(word, known.iter().map(String::as_str))?;
    (strsim::damerau_levenshtein(near, word) <= ALIKE).then_some(near)
}
