//! What a command of Logs Insights must have, as far as slips show it. Source: CloudWatch Logs user guide, the page of each
//! command, as of 2026-11.

use super::{Command, Token};

/// Commands that say something behind their word, and whose words begin nothing else.
const COMMANDS: [&str; 8] = [
    "dedup", "display", "fields", "filter", "limit", "parse", "sort", "stats",
];
/// Words that a field follows.
const BEFORE_FIELD: [&str; 7] = ["and", "as", "by", "in", "like", "not", "or"];

/// What is wrong with a command.
pub(super) fn fault(command: &Command) -> Option<String> {
    let word = command.word()?.to_ascii_lowercase();
    if !COMMANDS.contains(&word.as_str()) {
        return None;
    }
    let tokens = command.tokens.as_slice();
    if tokens.len() == 1 && word != "limit" {
        return Some(format!("`{word}` says nothing"));
    }
    if tokens.last().is_some_and(|token| token.is_sign(',')) {
        return Some(format!("a comma stands at the end of `{word}`"));
    }
    let own = match word.as_str() {
        "filter" => one_sided(tokens),
        "parse" => nameless(tokens),
        "sort" => directionless(tokens),
        "stats" if tokens[1].is_word("by") => Some("`stats` reckons nothing before `by`".to_owned()),
        _ => None,
    };
    missing_bar(command).or_else(|| pattern(command)).or(own)
}

/// A line that begins with a command, where a bar should.
fn missing_bar(command: &Command) -> Option<String> {
    let tokens = command.tokens.as_slice();
    let mut lines = command.lines.iter().filter(|at| **at > 0);
    lines.find_map(|at| {
        let Token::Name(name) = &tokens[*at] else {
            return None;
        };
        let ends = match &tokens[at - 1] {
            Token::Name(_) => !BEFORE_FIELD.iter().any(|word| tokens[at - 1].is_word(word)),
            Token::Number(_) | Token::Text(_) => true,
            Token::Sign(sign) => [')', ']'].contains(sign),
        };
        let begins = COMMANDS.iter().any(|command| name.eq_ignore_ascii_case(command));
        (ends && begins && *at > 1).then(|| format!("a bar is missing before `{name}`"))
    })
}

/// A pattern that ends too early, or whose brackets do not close.
fn pattern(command: &Command) -> Option<String> {
    command.patterns.iter().find_map(|at| {
        let Token::Text(text) = &command.tokens[*at] else {
            return None;
        };
        let behind = command.tokens.get(at + 1);
        let more = match behind {
            Some(Token::Name(name))
                if !["and", "as", "or"]
                    .iter()
                    .any(|word| name.eq_ignore_ascii_case(word)) =>
            {
                Some(name.as_str())
            }
            Some(Token::Number(number)) => Some(number.as_str()),
            Some(Token::Sign('/')) => Some("/"),
            _ => None,
        };
        match more {
            Some(more) => Some(format!(
                "`{more}` stands behind the pattern `/{text}/`; a slash within a pattern is written `\\/`"
            )),
            None => is_open(text).then(|| format!("a bracket of the pattern `/{text}/` does not close")),
        }
    })
}

/// Whether round brackets do not close, outside of classes.
fn is_open(pattern: &str) -> bool {
    if pattern.contains("\\Q") {
        return false;
    }
    let (mut depth, mut in_class, mut escaped) = (0_u32, false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' => in_class = false,
            '[' => in_class = true,
            '(' if !in_class => depth += 1,
            ')' if !in_class && depth == 0 => return true,
            ')' if !in_class => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// `and` and `or` with nothing to put together.
fn one_sided(tokens: &[Token]) -> Option<String> {
    let joins = |token: &Token| token.is_word("and") || token.is_word("or");
    let mut words = tokens
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, token)| joins(token));
    words.find_map(|(at, token)| {
        let Token::Name(word) = token else {
            return None;
        };
        let before = &tokens[at - 1];
        let nothing_before = at == 1 || before.is_sign('(') || joins(before) || before.is_word("not");
        let nothing_behind = tokens
            .get(at + 1)
            .is_none_or(|next| next.is_sign(')') || joins(next));
        (nothing_before || nothing_behind).then(|| format!("`{word}` has nothing on one side"))
    })
}

/// A word behind what is sorted by that is no direction.
fn directionless(tokens: &[Token]) -> Option<String> {
    let ends = |token: &Token| matches!(token, Token::Name(_)) || token.is_sign(')') || token.is_sign(']');
    // The command's own word ends nothing.
    tokens[1..].windows(2).find_map(|pair| {
        let Token::Name(word) = &pair[1] else { return None };
        let direction = pair[1].is_word("asc") || pair[1].is_word("desc");
        (ends(&pair[0]) && !direction)
            .then(|| format!("`{word}` is no direction of `sort`; write `asc` or `desc`"))
    })
}

/// A `parse` that makes no field.
fn nameless(tokens: &[Token]) -> Option<String> {
    let named = |token: &Token| match token {
        Token::Text(text) => text.contains("(?<") || text.contains("(?P<"),
        token => token.is_word("as"),
    };
    let nothing = !tokens.iter().any(named);
    nothing.then(|| {
        "`parse` makes no field: write `as` with a name for each `*`, or a group `(?<name>…)`".to_owned()
    })
}
