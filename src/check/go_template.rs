//! Go's text templates, as texts of alerts have them: what stands between the brackets, which names it calls, and whether
//! its blocks are whole.

/// Words of the language, and its own functions. Source: pkg.go.dev/text/template, Actions and Functions, as of 2026-11.
const LANGUAGE: [&str; 32] = [
    "and", "block", "break", "call", "continue", "define", "else", "end", "eq", "false", "ge", "gt", "html",
    "if", "index", "js", "le", "len", "lt", "ne", "nil", "not", "or", "print", "printf", "println", "range",
    "slice", "template", "true", "urlquery", "with",
];

/// What stands between `{{` and `}}`, without comments and with `"` for what stands in quotes; nothing when one has no end.
pub(crate) fn actions(text: &str) -> Option<Vec<String>> {
    let mut actions = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("{{") {
        let mut action = String::new();
        rest = behind;
        loop {
            if let Some(after) = rest.strip_prefix("}}") {
                rest = after;
                break;
            }
            let c = rest.chars().next()?;
            rest = match c {
                '/' if rest.starts_with("/*") => rest.split_once("*/")?.1,
                '"' | '\'' | '`' => {
                    action.push('"');
                    behind_quote(&rest[1..], c)?
                }
                _ => {
                    action.push(c);
                    &rest[c.len_utf8()..]
                }
            };
        }
        actions.push(action);
    }
    Some(actions)
}

/// What follows a literal of Go. Between backticks a backslash is itself.
fn behind_quote(text: &str, quote: char) -> Option<&str> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return Some(&text[at + 1..]),
            _ => {}
        }
    }
    None
}

/// The name that a text begins with.
pub(crate) fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// What is wrong with the blocks of a text, such as one without an end.
pub(crate) fn broken_block(actions: &[String]) -> Option<String> {
    let mut open = Vec::new();
    for action in actions {
        let action = action.trim_matches(|c: char| c == '-' || c.is_whitespace());
        let keyword = word(action);
        match keyword {
            "if" | "with" | "range" | "define" | "block" if action == keyword => {
                return Some(format!("`{{{{ {keyword} }}}}` does not say of what"));
            }
            "if" | "with" | "range" | "define" | "block" => open.push(keyword),
            "else" if open.is_empty() => return Some("`{{ else }}` stands in no block".to_owned()),
            "end" if open.pop().is_none() => return Some("`{{ end }}` ends no block".to_owned()),
            _ => {}
        }
    }
    let keyword = open.pop()?;
    Some(format!("`{{{{ {keyword} … }}}}` has no `{{{{ end }}}}`"))
}

/// The functions that an action calls, without those of the language. What follows a point or a `$` is none.
pub(crate) fn functions(action: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    let mut inside = false;
    action
        .char_indices()
        .filter_map(move |(at, c)| {
            let is_of_name = c.is_ascii_alphanumeric() || c == '_';
            let begins = is_of_name && !inside && !c.is_ascii_digit() && !matches!(before, '.' | '$');
            inside = is_of_name;
            before = c;
            begins.then(|| word(&action[at..]))
        })
        .filter(|name| !LANGUAGE.contains(name))
}

#[cfg(test)]
mod tests {
    use super::{actions, broken_block, functions};

    fn of(text: &str) -> Option<String> {
        broken_block(&actions(text).expect("an end"))
    }

    #[test]
    fn blocks_have_a_subject_and_an_end() {
        for text in [
            "{{- if eq $value 1.0 -}} a {{- else if true }} b {{ else }} c {{- end -}}",
            r#"{{ with query "up" }}{{ range . }}{{ .Value }}{{ end }}{{ end }}"#,
            r#"{{ if "x" }}{{ end }}"#,
            "no template",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        for (text, fault) in [
            ("{{ if $value }} a", "`{{ if … }}` has no `{{ end }}`"),
            ("{{ with query \"up\" }}x", "`{{ with … }}` has no `{{ end }}`"),
            ("{{ if }}a{{ end }}", "`{{ if }}` does not say of what"),
            ("{{ else }}", "`{{ else }}` stands in no block"),
            ("{{ end }}", "`{{ end }}` ends no block"),
        ] {
            assert_eq!(of(text).as_deref(), Some(fault), "{text}");
        }
    }

    #[test]
    fn fields_variables_numbers_and_words_of_the_language_are_no_functions() {
        let text = r#"{{ range $i, $x := query "up" }}{{ (index . 0).Value | printf "%.2f" | humanize1024 }}{{ 1e6 }}{{ end }}"#;
        let actions = actions(text).expect("an end");
        let found: Vec<&str> = actions.iter().flat_map(|action| functions(action)).collect();
        assert_eq!(found, ["query", "humanize1024"]);
    }
}
