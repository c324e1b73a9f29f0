//! Queries of Logs Insights, taken apart into commands and tokens. For rules.

mod grammar;
mod reader;

use super::Subject;
use crate::model::{Environment, LogQuery, OwnQuery};
use reader::read;

/// What a command is made of. Comments and blanks are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A field, a function or a word of the language; also a field in backticks.
    Name(String),
    /// What begins with a digit, such as `10` or `5m`.
    Number(String),
    /// What stands between quotes, or between the slashes of a pattern.
    Text(String),
    /// Anything else.
    Sign(char),
}

impl Token {
    /// Whether it is a word of the language; those are read without regard to case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Name(name) if name.eq_ignore_ascii_case(word))
    }

    /// Whether it is this sign.
    pub(super) fn is_sign(&self, sign: char) -> bool {
        *self == Self::Sign(sign)
    }
}

/// What stands between two bars.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// Its tokens, the command's own word first.
    pub(super) tokens: Vec<Token>,
    /// Which of them are patterns, between slashes.
    patterns: Vec<usize>,
    /// Which of them begin a line.
    lines: Vec<usize>,
    /// Whether the bar before it stands in parentheses, so that it is part of a query within the query.
    pub(super) nested: bool,
}

impl Command {
    /// The word with which it begins.
    pub(super) fn word(&self) -> Option<&str> {
        match self.tokens.first()? {
            Token::Name(word) => Some(word),
            _ => None,
        }
    }

    /// Whether a slash behind it begins a pattern. Elsewhere it divides.
    fn expects_pattern(&self) -> bool {
        let is_parse = self.word().is_some_and(|word| word.eq_ignore_ascii_case("parse"));
        let behind = self.tokens.last();
        is_parse || behind.is_some_and(|token| token.is_word("like") || token.is_sign('~'))
    }
}

/// Every query of an environment's own, with its name.
pub(super) fn own<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a str, &'a OwnQuery)> {
    let queries = subject.environment().logging.queries.iter();
    queries.filter_map(|(name, query)| match query {
        LogQuery::Own(own) => Some((name.as_ref(), own)),
        LogQuery::Builtin(_) => None,
    })
}

/// The name of a log group, also when it is written as the ARN of one in the environment's own account and region:
/// `arn:<partition>:logs:<region>:<account>:log-group:<name>`. One of another place stays an ARN.
pub(super) fn group_name<'g>(environment: &Environment, group: &'g str) -> &'g str {
    let (region, account) = (&environment.cluster.region, &environment.account.id);
    let place = format!(":logs:{region}:{account}:log-group:");
    match group.strip_prefix("arn:").and_then(|arn| arn.split_once(&place)) {
        Some((_, name)) => name.strip_suffix(":*").unwrap_or(name),
        None => group,
    }
}

/// The commands of a query. Bars and hashes within quotes or between the slashes of a pattern are text.
pub(super) fn commands(query: &str) -> Vec<Command> {
    read(query).0
}

/// What Logs Insights cannot read in a query, however short it is: a text, a pattern or a bracket that does not end,
/// nothing between two bars, a `limit` of no rows, a slip in a command.
pub(super) fn fault(query: &str) -> Option<String> {
    let (commands, fault) = read(query);
    if fault.is_some() {
        return fault;
    }
    let nothing = |command: &Command| command.tokens.is_empty();
    let first = commands.iter().position(|command| !nothing(command))?;
    let last = commands.iter().rposition(|command| !nothing(command))?;
    if commands[first..=last].iter().any(nothing) {
        return Some("there is nothing between two bars".to_owned());
    }
    let is_limit = |command: &&Command| {
        command.tokens[..]
            .first()
            .is_some_and(|word| word.is_word("limit"))
    };
    let mut limits = commands.iter().filter(is_limit);
    if let Some(limit) = limits.find(|command| limit(command).is_none()) {
        return Some(match limit.tokens.iter().any(|token| token.is_sign(',')) {
            true => "what follows `limit` has a comma; write `limit 1000`".to_owned(),
            false => "what follows `limit` is no number of rows".to_owned(),
        });
    }
    commands.iter().find_map(grammar::fault)
}

/// How many rows a query gives at most by its own `limit`, of which the last one counts; `None` without one.
#[must_use]
pub fn row_limit(query: &str) -> Option<usize> {
    let commands = commands(query);
    let own = commands.iter().filter(|command| !command.nested);
    own.rev().find_map(limit)
}

/// What a command `limit` says: `limit 20`, or `limit any 20`, which ends the search with the twentieth row.
pub(super) fn limit(command: &Command) -> Option<usize> {
    match command.tokens.as_slice() {
        [word, Token::Number(number)] if word.is_word("limit") => number.parse().ok(),
        [word, any, Token::Number(number)] if word.is_word("limit") && any.is_word("any") => {
            number.parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, commands, fault, row_limit};

    #[test]
    fn the_last_limit_of_the_query_itself_counts() {
        assert_eq!(row_limit("fields @message | limit 50 | LIMIT 20"), Some(20));
        assert_eq!(row_limit("fields @message # | limit 5\n| sort @timestamp"), None);
        assert_eq!(row_limit("fields @message | limit any 5"), Some(5));
        assert_eq!(row_limit("filter @message like /a | limit 3/"), None);
    }

    fn words(query: &str) -> Vec<String> {
        let commands = commands(query);
        let words = commands.iter().filter_map(|command| command.word());
        words.map(str::to_owned).collect()
    }

    #[test]
    fn bars_in_quotes_patterns_and_comments_part_nothing() {
        let query =
            "# a | b\nfields a / b | filter m like /x|y\\/|z/ and n = \"|\" # c | d\n| stats count(*)";
        assert_eq!(words(query), ["fields", "filter", "stats"]);
        assert_eq!(words("filter m =~/a|b/ | stats count(*)"), ["filter", "stats"]);
        assert_eq!(words("filter m like 'it\\'s | x' | sort m"), ["filter", "sort"]);
    }

    #[test]
    fn signs_need_no_blanks() {
        let tokens = &commands("FILTER `a-b`>=10")[0].tokens;
        let name = |name: &str| Token::Name(name.to_owned());
        let ten = Token::Number("10".to_owned());
        let expected = [
            name("FILTER"),
            name("a-b"),
            Token::Sign('>'),
            Token::Sign('='),
            ten,
        ];
        assert_eq!(tokens, &expected);
    }

    #[test]
    fn what_stands_in_parentheses_is_a_query_of_its_own() {
        let commands = commands("filter id in (SOURCE 'a' | fields id) | sort id");
        let nested: Vec<bool> = commands.iter().map(|command| command.nested).collect();
        assert_eq!(nested, [false, true, false]);
    }

    #[test]
    fn what_does_not_end_or_says_nothing_is_told() {
        for (query, expected) in [
            (
                "filter m like /x | limit 5",
                "the pattern that begins with / has no end",
            ),
            ("filter m =~/x", "the pattern that begins with / has no end"),
            (
                "parse @message /n=(?<n>\\d+) | limit 5",
                "the pattern that begins with / has no end",
            ),
            (
                "filter m = \"x | limit 5",
                "the text that begins with \" has no end",
            ),
            (
                "filter m = 'x\\' | limit 5",
                "the text that begins with ' has no end",
            ),
            ("fields `a", "the text that begins with ` has no end"),
            ("stats count(* by m", "a `)` is missing"),
            ("filter m in [1, 2 | limit 5", "a `]` is missing"),
            ("filter (m in [1, 2)", "a `]` is missing before `)`"),
            ("stats count(*)) by m", "`)` closes nothing"),
            ("fields m | | limit 5", "there is nothing between two bars"),
            ("fields m | # why\n| limit 5", "there is nothing between two bars"),
            ("fields m | limit -5", "what follows `limit` is no number of rows"),
            ("fields m | limit", "what follows `limit` is no number of rows"),
            (
                "fields m | LIMIT 1.5",
                "what follows `limit` is no number of rows",
            ),
            (
                "fields m | limit 1,000",
                "what follows `limit` has a comma; write `limit 1000`",
            ),
            (
                "filter m like /a/ || m like /b/",
                "`||` is no operator; write `or`",
            ),
            ("filter m = “x”", "`“` is no quote; write `\"` or `'`"),
            (
                "filter m like /api/v1/ | limit 5",
                "`v1` stands behind the pattern `/api/`; a slash within a pattern is written `\\/`",
            ),
            (
                "filter m like /a(b/",
                "a bracket of the pattern `/a(b/` does not close",
            ),
            ("fields m\nfilter n = 1", "a bar is missing before `filter`"),
            ("sort m desc\n  limit 5", "a bar is missing before `limit`"),
            ("fields m, | limit 5", "a comma stands at the end of `fields`"),
            ("fields m | filter | limit 5", "`filter` says nothing"),
            ("filter AND m = 1", "`AND` has nothing on one side"),
            (
                "stats count(*) by m | sort count(*) dsc",
                "`dsc` is no direction of `sort`; write `asc` or `desc`",
            ),
            ("filter m = 1 and | limit 5", "`and` has nothing on one side"),
            ("filter (m = 1 or) and n = 1", "`or` has nothing on one side"),
            (
                "parse @message \"user=*\"",
                "`parse` makes no field: write `as` with a name for each `*`, or a group `(?<name>…)`",
            ),
            ("stats by m", "`stats` reckons nothing before `by`"),
        ] {
            assert_eq!(fault(query).as_deref(), Some(expected), "{query}");
        }
        for query in [
            "fields a /b, c | stats sum(a) /2",
            "filter m like /\\(|[(]|(a)\\// and n in [\"(\", ')'] | limit any 5 # (",
            "fields m,\n  limit, n\n| filter m like /a/ and\n  not (n = 1 or n = 2)\n| stats count(*) as c by\n  m",
            "parse @message \"user=*\" as u | parse m /(?<n>a+)/ | fields m like /x/ as y | sort y desc\n| dedup m",
            "filter id in (SOURCE 'a' | fields id) | sort id",
            "",
        ] {
            assert_eq!(fault(query), None, "{query}");
        }
    }
}
