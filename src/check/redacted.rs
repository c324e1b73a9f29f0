//! Findings without the secrets that they are about: what is shown of them stays in the logs of a pipeline.

use std::ops::Range;

use crate::diag::secrets::{self, HIDDEN};
use crate::diag::{Code, Diagnostic, Origins, Segment, SourceId, Span};
use crate::model::value::NOT_A_SECRET_NAME;

/// The rule that finds secrets at their places.
const SECRET: Code = Code(3004);

/// The rule about names of secrets that are not declared. A secret in hexadecimal digits is a name by its form.
const UNDECLARED: Code = Code(3001);

/// As many hexadecimal digits are a key and no name, as PagerDuty's 32 are. Source: PagerDuty Events API v2, routing_key.
const KEY_DIGITS: usize = 32;

/// Codes below are faults of reading.
const FIRST_RULE: u16 = 1000;

/// Secrets shorter than this are not looked for in texts: they would be found in words.
const SHORTEST: usize = 4;

/// The same findings and files, in which no secret can be read: neither what EKS3004 finds, nor anything that looks like a
/// token or a password before a host, nor what stands behind a key of that meaning that a finding points at.
#[must_use]
pub fn redacted(findings: &[Diagnostic], origins: &Origins) -> (Vec<Diagnostic>, Origins) {
    let places: Vec<(SourceId, Range<usize>)> = findings
        .iter()
        .filter_map(|finding| {
            let span = finding.span.as_ref()?;
            let range = place(finding, span, origins)?;
            let text = origins.file(span.source).text.as_ref()?;
            (!says_nothing(text.get(range.clone())?)).then_some((span.source, range))
        })
        .collect();
    let mut shown = origins.clone();
    let mut secrets: Vec<String> = Vec::new();
    for (id, file) in origins.files().iter().enumerate() {
        let Some(text) = &file.text else {
            continue;
        };
        let id = SourceId(id);
        let here = places.iter().filter(|(source, _)| *source == id);
        let here: Vec<Range<usize>> = here.map(|(_, range)| range.clone()).collect();
        secrets.extend(here.iter().map(|range| bare(&text[range.clone()]).to_owned()));
        let all: Vec<Range<usize>> = here.into_iter().chain(known(text)).collect();
        if !all.is_empty() {
            shown.replace_text(id, &starred(text, &all));
        }
    }
    secrets.retain(|secret| secret.chars().count() >= SHORTEST);
    let findings = findings.iter().cloned().map(|mut finding| {
        let labels = finding.related.iter_mut().map(|related| &mut related.label);
        let texts = [&mut finding.message].into_iter().chain(&mut finding.help);
        let texts = texts.chain(&mut finding.notes).chain(labels);
        texts.for_each(|text| *text = without(text, &secrets));
        finding
    });
    (findings.collect(), shown)
}

/// Whether a value is none: nobody hides one.
fn says_nothing(value: &str) -> bool {
    matches!(value.trim(), "" | "~" | "null" | "Null" | "NULL")
}

/// Where the secret stands that a finding shows the line of, if it does.
fn place(finding: &Diagnostic, span: &Span, origins: &Origins) -> Option<Range<usize>> {
    let text = origins.file(span.source).text.as_ref()?;
    if finding.code == SECRET && !span.bytes.is_empty() {
        return Some(span.bytes.clone());
    }
    let line = line(text, span.line)?;
    if finding.code == SECRET {
        // Of a Rust source no more is known than where the call begins.
        return Some(line);
    }
    let here = text.get(span.bytes.clone())?;
    let behind = span.bytes.end..line.end;
    let among_secrets =
        matches!(finding.path.segments().first(), Some(Segment::Field(field)) if field.as_ref() == "secrets");
    let Some(value) = text.get(behind.clone())?.strip_prefix(':') else {
        let instead_of_name = finding.message == NOT_A_SECRET_NAME
            || finding.code == UNDECLARED && is_key(bare(here))
            || among_secrets && finding.code.0 < FIRST_RULE;
        return (instead_of_name && !here.contains('\n')).then(|| span.bytes.clone());
    };
    let secret = (among_secrets || secrets::is_secret("", bare(here))) && !secrets::is_reference(bare(value));
    (secret && !value.trim().is_empty()).then(|| behind.start + 1..behind.end)
}

/// Where a text holds what is a secret by its form.
fn known(text: &str) -> impl Iterator<Item = Range<usize>> {
    let tokens = secrets::tokens(text).into_iter().map(|(_, range)| range);
    tokens.chain(secrets::credentials(text))
}

fn is_key(name: &str) -> bool {
    name.len() >= KEY_DIGITS && name.chars().all(|c| c.is_ascii_hexdigit())
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

/// A text with stars for all that can be seen in some places: as long as before, so that all else stays where it is.
fn starred(text: &str, places: &[Range<usize>]) -> String {
    let star = |(at, c): (usize, char)| match places.iter().any(|place| place.contains(&at)) {
        true if !c.is_whitespace() => "*".repeat(c.len_utf8()),
        _ => c.to_string(),
    };
    text.char_indices().map(star).collect()
}

fn without(text: &str, secrets: &[String]) -> String {
    let text = secrets
        .iter()
        .fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN));
    secrets::without(&text, known(&text).collect())
}
