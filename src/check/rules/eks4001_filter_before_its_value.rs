//! EKS4001: a query that filters by a value which a later command makes.

use crate::insights::{self, Command, Token};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    insights::own(subject)
        .filter_map(|(name, query)| Some((name, early(&query.query)?)))
        .map(|(name, value)| {
            Finding::at(
                at!(logging.queries[name].own.query),
                format!("`{value}` is filtered before a later command makes it, so that nothing is found"),
            )
            .help("put the filter behind the command that names the value")
        })
        .collect()
}

/// The first name that a filter compares with a number, that a later command makes, and that no other command up to
/// there speaks of: who does takes it for a field of the log.
fn early(query: &str) -> Option<String> {
    let mut commands = insights::commands(query);
    commands.retain(|command| !command.nested);
    commands.iter().enumerate().find_map(|(position, command)| {
        compared(command).into_iter().find(|name| {
            let behind = &commands[position + 1..];
            let Some(maker) = behind
                .iter()
                .position(|command| names(command).made.contains(name))
            else {
                return false;
            };
            let mut before = commands[..position].iter();
            let mut until = commands[..=position + 1 + maker].iter();
            !before.any(|command| names(command).made.contains(name))
                && !until.any(|command| !is_filter(command) && names(command).read.contains(name))
        })
    })
}

fn is_filter(command: &Command) -> bool {
    let is = |word: &str| command.tokens.first().is_some_and(|first| first.is_word(word));
    is("filter") || is("where")
}

/// The names that a filter compares with a number. A text could stand in a field of the log that has the same name.
fn compared(command: &Command) -> Vec<String> {
    if !is_filter(command) {
        return Vec::new();
    }
    let mut tokens = command.tokens.clone();
    // `>=` and `!=` are two signs, and a number can have one of its own.
    let is_comparison = |token: &Token| matches!(token, Token::Sign('<' | '>' | '=' | '!'));
    tokens.dedup_by(|next, one| is_comparison(next) && is_comparison(one));
    tokens.retain(|token| !token.is_sign('-'));
    let triples = tokens.windows(3);
    triples
        .filter(|triple| is_comparison(&triple[1]))
        .filter_map(|triple| match (&triple[0], &triple[2]) {
            (Token::Name(name), Token::Number(_)) | (Token::Number(_), Token::Name(name)) => {
                Some(name.clone())
            }
            _ => None,
        })
        .collect()
}

/// The names that a command makes and those that it reads.
#[derive(Default)]
struct Names {
    made: Vec<String>,
    read: Vec<String>,
}

fn names(command: &Command) -> Names {
    let mut names = Names::default();
    // Only `parse` names several: `as a, b`.
    let is_parse = command.tokens.first().is_some_and(|first| first.is_word("parse"));
    let mut behind_as = false;
    let mut tokens = command.tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            token if token.is_word("as") => behind_as = true,
            // A function.
            Token::Name(_) if tokens.peek().is_some_and(|next| next.is_sign('(')) => {}
            Token::Name(name) if behind_as => {
                names.made.push(name.clone());
                behind_as = is_parse && tokens.next_if(|next| next.is_sign(',')).is_some();
            }
            Token::Name(name) => names.read.push(name.clone()),
            // The named groups of a pattern.
            Token::Text(text) if is_parse => {
                let groups = text.split("(?<").skip(1);
                let groups = groups.filter_map(|group| group.split_once('>'));
                names.made.extend(groups.map(|(name, _)| name.to_owned()));
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::early;

    #[test]
    fn a_value_that_comes_later_is_found_however_it_is_written() {
        for query in [
            "filter n > 10 | stats count(*) as n",
            "filter not n > 10 | stats count(*) as n",
            "filter a = 1 and n > 10 | stats count(*) as n",
            "filter (n > 10) | stats count(*) as n",
            "filter n>10 | stats count(*) as n",
            "filter 10 <= n | stats count(*) as n by verb",
            "filter n != -1 | stats max(x) as m, count(*) as n",
            "where n > 10 | stats count(*) as n",
            "FILTER n > 10\n# why\n| STATS count(*) AS n",
            "filter n > 10 | parse @message 'a=* n=*' as a, n",
            "filter n > 10 | parse @message /n=(?<n>[0-9]+)/",
        ] {
            assert_eq!(early(query).as_deref(), Some("n"), "{query}");
        }
    }

    #[test]
    fn a_name_that_is_there_already_is_no_fault() {
        for query in [
            "parse @message 'lat=*' as lat | filter lat > 100 | stats avg(lat) as lat by bin(5m)",
            "parse @message /lat=(?<lat>[0-9]+)/ | filter lat > 100 | stats count(*) as lat",
            "parse @message 'a=* n=*' as a, n | filter n > 100 | stats count(*) as n",
            "fields msg as m | filter m like /foo/ | stats count(*) as m",
            "fields n | filter n > 1 | stats count(*) as n",
            "stats count(*) as cnt by verb, bin(5m) | filter cnt > 100 | stats max(cnt) as cnt by verb",
            "filter lat > 100 | stats avg(lat) as lat",
            "filter status > 400 | fields msg as m, status | stats count(*) as status",
            "filter lat > 100 | display @timestamp, lat | stats count(*) as lat",
            "filter verb = 'get' | stats count(*) as verb",
            "filter @message like \"| filter n as n\" | stats count(*) as n",
            "filter @message like \"| filter n > 1 as n\" | stats count(*) as n",
            "filter n > 10 # | as n\n| sort n",
            "filter n > 10 and id in (SOURCE 'a' | stats count(*) as n) | sort n",
        ] {
            assert_eq!(early(query), None, "{query}");
        }
    }
}
