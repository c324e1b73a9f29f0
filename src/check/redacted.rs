//! Findings without the secrets that they are about: what is shown of them stays in the logs of a pipeline.

use std::cmp::Reverse;
use std::ops::{Range, RangeInclusive};

use serde_json::Value;

use crate::diag::secrets::{self, HIDDEN, PASSED_ON};
use crate::diag::{Code, Diagnostic, FieldPath, Fix, Origins, Segment, SourceId, Span, short};
use crate::model::value::{NOT_A_SECRET_NAME, SecretName};

/// The rule that finds secrets at their places.
const SECRET: Code = Code(3004);

/// Codes below are faults of reading.
const FIRST_RULE: u16 = 1000;

/// Those of what was read and is only not what was wanted: unknown and missing fields, and wrong values.
const READ: RangeInclusive<u16> = 3..=6;

/// Secrets shorter than this are not looked for in texts: they would be found in words.
const SHORTEST: usize = 4;

/// The fields of what says where a secret lies or an alert goes. Who writes one where a secret is hidden needs it in the help.
const OWN: [&str; 5] = ["kubernetes", "externalSecret", "slack", "pagerduty", "webhook"];

/// Fields that take the name of a secret, and are not called so.
const NAMING: [&str; 2] = ["admin", "webhook"];

/// The same findings and files, in which no secret can be read: neither what EKS3004 finds, nor anything that looks like a
/// token or a password before a host, nor what stands behind a name of that meaning where a finding shows it.
#[must_use]
pub fn redacted(findings: &[Diagnostic], origins: &Origins) -> (Vec<Diagnostic>, Origins) {
    let mut shown = origins.clone();
    let mut secrets: Vec<String> = Vec::new();
    let mut hidden: Vec<Vec<Range<usize>>> = vec![Vec::new(); origins.files().len()];
    for (id, file) in origins.files().iter().enumerate() {
        let Some(text) = &file.text else {
            continue;
        };
        let id = SourceId(id);
        let here = findings
            .iter()
            .filter_map(|finding| Some((finding, finding.span.as_ref()?)));
        let here: Vec<(&Diagnostic, &Span)> = here.filter(|(_, span)| span.source == id).collect();
        let pointed = here
            .iter()
            .flat_map(|(finding, span)| pointed(finding, span, text, origins));
        let mut places: Vec<Range<usize>> = pointed.chain(given(&here, text)).collect();
        places.retain(|place| text.get(place.clone()).is_some_and(|value| !says_nothing(value)));
        secrets.extend(places.iter().flat_map(|place| repeated(&text[place.clone()])));
        hidden[id.0].clone_from(&places);
        places.extend(known(text));
        if !places.is_empty() {
            shown.replace_text(id, &starred(text, places));
        }
    }
    secrets.retain(|secret| secret.chars().count() >= SHORTEST && !OWN.contains(&secret.as_str()));
    // Of one that holds another nothing may be left.
    secrets.sort_by_key(|secret| Reverse(secret.len()));
    let findings = findings.iter().cloned().map(|mut finding| {
        finding.path = path_without(&finding.path, &secrets);
        for related in &mut finding.related {
            related.path = path_without(&related.path, &secrets);
        }
        let labels = finding.related.iter_mut().map(|related| &mut related.label);
        let texts = [&mut finding.message].into_iter().chain(&mut finding.help);
        let texts = texts.chain(&mut finding.notes).chain(labels);
        let near = finding
            .span
            .as_ref()
            .and_then(|span| words(span, origins, &hidden));
        texts.for_each(|text| {
            let told = without(text, &secrets, in_literals);
            *text = short(&match &near {
                Some(words) => without_words(&told, words),
                None => told,
            });
        });
        finding
    });
    (findings.collect(), shown)
}

/// What the lines that are shown give to names of secrets, where a finding is about what somebody wrote and nobody could
/// read, or about what is passed on. Fields of our own are given names of secrets, which rules tell.
fn given(findings: &[(&Diagnostic, &Span)], text: &str) -> Vec<Range<usize>> {
    let is_fault = |finding: &Diagnostic| finding.code.0 < FIRST_RULE;
    let others = findings
        .iter()
        .filter(|(finding, _)| is_fault(finding) || is_passed_on(&finding.path));
    let lines: Vec<Range<usize>> = others.filter_map(|(_, span)| line(text, span.line)).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let is_unread = |finding: &Diagnostic| is_fault(finding) && !READ.contains(&finding.code.0);
    let mut places = match findings.iter().any(|(finding, _)| is_unread(finding)) {
        true => [secrets::in_lines(text), misnamed(text)].concat(),
        false => secrets::assigned(text),
    };
    places.retain(|place| {
        lines
            .iter()
            .any(|line| line.start < place.end && place.start < line.end)
    });
    places
}

/// What lines that nobody could read say where a secret is declared or named, and is no name.
fn misnamed(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut declares = false;
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_alphanumeric()) {
            declares = line.starts_with("secrets:");
        }
        for (nth, (at, _)) in line.match_indices(": ").enumerate() {
            let (before, value) = (&line[..at], &line[at + 1..]);
            let key = before
                .rsplit(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or_default();
            let end = if before.contains('{') {
                value.find([',', '}'])
            } else {
                value.find(" #")
            };
            let value = value[..end.unwrap_or(value.len())].trim();
            let is_name = match key {
                "secrets" => false,
                _ if NAMING.contains(&key) => bare(value).parse::<SecretName>().is_ok(),
                _ => nth > 0 || !declares || is_place(bare(value)),
            };
            if !is_name && !value.is_empty() && !value.starts_with('{') {
                let start = value.as_ptr() as usize - text.as_ptr() as usize;
                found.push(start..start + value.len());
            }
        }
    }
    found
}

/// Whether a text may say where a secret lies, in Kubernetes or in AWS.
fn is_place(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_sign)
}

/// Whether what stands there is passed on to others, who know its names.
fn is_passed_on(path: &FieldPath) -> bool {
    let mut names = path.segments().iter().filter_map(Segment::name);
    names.any(|name| PASSED_ON.contains(&name))
}

/// Whether a value is none: nobody hides one.
fn says_nothing(value: &str) -> bool {
    matches!(value.trim(), "" | "~" | "null" | "Null" | "NULL")
}

/// Where secrets stand that a finding points at, or at the name before them.
fn pointed(finding: &Diagnostic, span: &Span, text: &str, origins: &Origins) -> Vec<Range<usize>> {
    let is_pasted = finding.code == SECRET || finding.message == NOT_A_SECRET_NAME;
    let line = line(text, span.line);
    if is_pasted && span.bytes.is_empty() {
        // Of a Rust source no more is known than where the call begins.
        return Vec::from_iter(line);
    }
    let mut places = Vec::new();
    if is_pasted {
        // A value on another line is pointed at by its key.
        let below = origins.exact(&finding.path).filter(|origin| {
            finding.code == SECRET && origin.key == *span && origin.value.source == span.source
        });
        places.push(below.map_or_else(|| span.bytes.clone(), |origin| origin.value.bytes.clone()));
    }
    let here = text.get(span.bytes.clone()).filter(|_| finding.code != SECRET);
    let (Some(line), Some(here)) = (line, here) else {
        return places;
    };
    let behind = span.bytes.end..line.end;
    let among_secrets =
        matches!(finding.path.segments().first(), Some(Segment::Field(field)) if field.as_ref() == "secrets");
    let is_fault = finding.code.0 < FIRST_RULE;
    // A name with a slip of the keys is one too.
    let meant = match &finding.fix {
        Some(Fix::Replace { to, .. }) => to,
        _ => here,
    };
    let is_name =
        |name: &str| secrets::is_secret("", bare(name)) || is_fault && secrets::holds_secrets(bare(name));
    match text
        .get(behind.clone())
        .and_then(|behind| behind.strip_prefix(':'))
    {
        Some(value) => {
            let is_held =
                (among_secrets || is_name(here) || is_name(meant)) && !secrets::is_reference(bare(value));
            places.extend(is_held.then(|| behind.start + 1..behind.end));
        }
        None if among_secrets && is_fault && !says_name(here) => places.push(span.bytes.clone()),
        None => {}
    }
    places
}

/// Whether the line of what stands where a secret is declared says no more than a word of ours, or a name, as lists of
/// Kubernetes begin.
fn says_name(value: &str) -> bool {
    let line = value.lines().next().unwrap_or_default();
    OWN.contains(&bare(value)) || line.starts_with("- name: ") && !line.contains(',')
}

/// Where a text holds what is a secret by its form.
fn known(text: &str) -> impl Iterator<Item = Range<usize>> {
    let tokens = secrets::tokens(text).into_iter().map(|(_, range)| range);
    tokens.chain(secrets::credentials(text))
}

/// The bytes of a line, counted from 1.
fn line(text: &str, number: usize) -> Option<Range<usize>> {
    let line = text.lines().nth(number.checked_sub(1)?)?;
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    Some(start..start + line.len())
}

/// A scalar without its quotes.
fn bare(scalar: &str) -> &str {
    scalar.trim().trim_matches(['"', '\''])
}

/// A scalar as messages repeat it: whole, without a comment, to the end of an item in brackets, and each as JSON has it.
fn repeated(scalar: &str) -> impl Iterator<Item = String> {
    let scalar = scalar.trim_start_matches(['-', ' ']);
    let uncommented = scalar.split(" #").next().unwrap_or_default();
    let item = uncommented.split([',', ']', '}']).next().unwrap_or_default();
    [scalar, uncommented, item].into_iter().flat_map(|part| {
        let json = Value::from(bare(part)).to_string();
        [bare(part).to_owned(), bare(&json).to_owned()]
    })
}

/// The words of what the line of a finding hides. Names before a `:` are none.
struct Words<'t> {
    words: Vec<&'t str>,
    /// Whether a text has the sign in it by which literals are known.
    ticked: bool,
}

/// `None` where nothing is hidden.
fn words<'t>(span: &Span, origins: &'t Origins, hidden: &[Vec<Range<usize>>]) -> Option<Words<'t>> {
    let text = origins.file(span.source).text.as_deref()?;
    let line = line(text, span.line)?;
    let is_near = |place: &&Range<usize>| place.start < line.end && line.start < place.end;
    let places = hidden.get(span.source.0)?.iter().filter(is_near);
    let texts: Vec<&str> = places.map(|place| &text[place.clone()]).collect();
    let is_between = |c: char| c.is_whitespace() || ",[]{}`\"'\\".contains(c);
    let words = texts.iter().flat_map(|text| text.split(is_between));
    let is_said =
        |word: &&str| !word.ends_with(':') && word.chars().count() >= SHORTEST && !OWN.contains(word);
    Some(Words {
        words: words.filter(is_said).collect(),
        ticked: texts.iter().any(|text| text.contains('`')),
    })
}

/// A text of ours whose literals have none of these words, in whatever order they repeat them.
fn without_words(text: &str, near: &Words<'_>) -> String {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let shown = text.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 0 && !near.ticked {
            return part.to_owned();
        }
        let found = near.words.iter().flat_map(|word| part.match_indices(word));
        let places = found.map(|(at, word)| at..at + word.len());
        let is_word = |place: &Range<usize>| {
            !part[..place.start].ends_with(is_part) && !part[place.end..].starts_with(is_part)
        };
        secrets::without(part, places.filter(is_word).collect())
    });
    let several = format!("{HIDDEN} {HIDDEN}");
    let mut text = shown.collect::<Vec<_>>().join("`");
    while text.contains(&several) {
        text = text.replace(&several, HIDDEN);
    }
    text
}

/// A text of the same lines in which no value can be read that stands behind the name of a secret, or is one by its form.
#[must_use]
pub fn starred_lines(text: &str) -> String {
    starred(text, known(text).chain(secrets::in_lines(text)).collect())
}

/// A text with stars for all that can be seen in some places: as long as before, so that all else stays where it is.
fn starred(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.sort_by_key(|place| place.start);
    let star = |c: char| match c.is_whitespace() {
        true => c.to_string(),
        false => "*".repeat(c.len_utf8()),
    };
    let mut shown = String::with_capacity(text.len());
    for place in places {
        let start = place.start.max(shown.len());
        if start < place.end {
            shown.push_str(&text[shown.len()..start]);
            shown.extend(text[start..place.end].chars().map(star));
        }
    }
    shown.push_str(&text[shown.len()..]);
    shown
}

/// What literals in a text of ours give to names of secrets.
fn in_literals(text: &str) -> Vec<Range<usize>> {
    let literals = text.split('`').skip(1).step_by(2);
    let given = literals.flat_map(|literal| {
        let start = literal.as_ptr() as usize - text.as_ptr() as usize;
        let left = |place: &Range<usize>| literal[place.clone()].replace(HIDDEN, "");
        let places = secrets::in_lines(literal).into_iter();
        let places = places.filter(move |place| left(place).contains(char::is_alphanumeric));
        places.map(move |place| start + place.start..start + place.end)
    });
    given.collect()
}

/// A text without secrets: those that are known from the files, and what else is one.
fn without(text: &str, secrets: &[String], given: fn(&str) -> Vec<Range<usize>>) -> String {
    let text = secrets
        .iter()
        .fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN));
    secrets::without(&text, known(&text).chain(given(&text)).collect())
}

/// A path whose names are such texts: somebody may have written a secret as a key.
fn path_without(path: &FieldPath, secrets: &[String]) -> FieldPath {
    let without = |name| without(name, secrets, secrets::in_lines);
    let root = FieldPath::root();
    path.segments().iter().fold(root, |path, segment| match segment {
        Segment::Field(name) => path.field(&without(name)),
        Segment::Key(name) => path.key(&without(name)),
        Segment::Index(index) => path.index(*index),
    })
}
