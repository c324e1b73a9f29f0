//! EKS4006: a query whose part begins with a word of another language, or with a misspelt command.

use crate::catalog::nearest;
use crate::check::{Finding, Subject, at};
use crate::model::LogQuery;

/// Functions and words of other query languages, and the command that does it here.
const ELSEWHERE: [(&str, &str); 4] = [
    ("count", "stats count(*)"),
    ("select", "fields"),
    ("project", "display"),
    ("summarize", "stats"),
];

/// Commands are short, and new ones come: only a word as near as this to a known one is a misspelt one.
const ALIKE: usize = 2;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let known = &subject.catalogue.limits().insights.commands;
    let queries = subject.environment().logging.queries.iter();
    queries
        .filter_map(|(name, query)| match query {
            LogQuery::Own(own) => Some((name, own.query.as_str())),
            LogQuery::Builtin(_) => None,
        })
        // The two other languages of Logs Insights name their source themselves.
        .filter(|(_, query)| {
            let query = query.trim_start().to_ascii_lowercase();
            !query.starts_with("source") && !query.starts_with("select")
        })
        .filter_map(|(name, query)| {
            let (word, command) = commands(query).into_iter().find_map(|word| meant(known, &word))?;
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

/// The first word of each part. Bars and hashes within quotes or between the slashes of a pattern are text.
fn commands(query: &str) -> Vec<String> {
    let chars: Vec<char> = query.chars().collect();
    let mut parts = vec![String::new()];
    let mut within = None;
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let blank_before = at == 0 || chars[at - 1].is_whitespace() || chars[at - 1] == '(';
        let blank_behind = chars.get(at + 1).is_none_or(|next| next.is_whitespace());
        at += 1;
        match within {
            Some('\n') if c != '\n' => continue,
            Some(_) if c == '\\' => at += 1,
            Some(end) if c == end => within = None,
            Some(_) => {}
            None => match c {
                '#' => within = Some('\n'),
                '"' | '\'' | '`' => within = Some(c),
                // Without a blank on both sides it does not divide.
                '/' if blank_before && !blank_behind => within = Some('/'),
                '|' => {
                    parts.push(String::new());
                    continue;
                }
                _ => {}
            },
        }
        if within != Some('\n')
            && let Some(part) = parts.last_mut()
        {
            part.push(c);
        }
    }
    let word = |part: &String| {
        let word = part
            .split(|c: char| c.is_whitespace() || c == '(')
            .find(|word| !word.is_empty());
        word.map(str::to_owned)
    };
    parts.iter().filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn bars_in_quotes_patterns_and_comments_part_nothing() {
        let query =
            "# a | b\nfields a / b | filter m like /x|y\\/|z/ and n = \"|\" # c | d\n| stats count(*)";
        assert_eq!(commands(query), ["fields", "filter", "stats"]);
    }
}
