//! Applies a fix to the text of a file. Everything around it, comments and layout included, stays as it is.

use std::ops::Range;

use crate::diag::{Diagnostic, Fix, Origins, Segment, SourceId};

/// A file with its old and its new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// Which file.
    pub source: SourceId,
    /// The text that was mended.
    pub before: String,
    /// Its whole new text.
    pub text: String,
}

/// The file that a finding's fix changes; `None` when the finding has no fix, or its place is not one where the text can
/// be changed without touching something else.
#[must_use]
pub fn mend(finding: &Diagnostic, origins: &Origins) -> Option<Mended> {
    let (source, range, to) = match finding.fix.as_ref()? {
        Fix::Replace { from, to } => return replace(finding, origins, from, to),
        Fix::Remove => {
            let path = &finding.path;
            let origin = origins.exact(path)?;
            let text = origins.file(origin.key.source).text.as_deref()?;
            let whole = origin.key.bytes.start..origin.key.bytes.end.max(origin.value.bytes.end);
            let is_item = matches!(path.segments().last(), Some(Segment::Index(_)));
            (origin.key.source, with_surroundings(text, whole, is_item)?, "")
        }
    };
    let before = origins.file(source).text.as_deref()?.to_owned();
    let mut text = before.clone();
    text.replace_range(range, to);
    Some(Mended { source, before, text })
}

fn replace(finding: &Diagnostic, origins: &Origins, from: &str, to: &str) -> Option<Mended> {
    let origin = origins.exact(&finding.path);
    let written = origin.iter().flat_map(|origin| [&origin.value, &origin.key]);
    let mut spans = finding.span.iter().chain(written);
    spans.find_map(|span| {
        let text = origins.file(span.source).text.as_deref()?;
        let words = words(text.get(span.bytes.clone())?, from);
        let (first, last) = (words.first()?, words.last()?);
        let mut mended = text[..span.bytes.start + first.start].to_owned();
        let mut done = first.start;
        for word in &words {
            mended.push_str(&text[span.bytes.start + done..span.bytes.start + word.start]);
            mended.push_str(to);
            done = word.end;
        }
        mended.push_str(&text[span.bytes.start + last.end..]);
        Some(Mended {
            source: span.source,
            before: text.to_owned(),
            text: mended,
        })
    })
}

/// Where a word stands by itself: not as a part of a longer name.
fn words(text: &str, word: &str) -> Vec<Range<usize>> {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word)
        .map(|(start, found)| start..start + found.len())
        .filter(|range| {
            let before = text[..range.start].chars().next_back();
            let after = text[range.end..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
        .collect()
}

/// The range with its comma in a flow collection, or the whole lines in a block one.
fn with_surroundings(text: &str, whole: Range<usize>, is_item: bool) -> Option<Range<usize>> {
    let (before, after) = (&text[..whole.start], &text[whole.end..]);
    let blanks = after.len() - after.trim_start_matches(' ').len();
    match after[blanks..].chars().next() {
        Some(',') => {
            let comma = whole.end + blanks + 1;
            let rest = &text[comma..];
            Some(whole.start..comma + rest.len() - rest.trim_start_matches(' ').len())
        }
        Some('}' | ']') => match before.trim_end_matches(' ').strip_suffix(',') {
            Some(kept) => Some(kept.len()..whole.end),
            None => Some(whole),
        },
        _ => {
            let line = before.rfind('\n').map_or(0, |end| end + 1);
            let indent = before[line..].trim_start_matches(' ');
            let alone = if is_item {
                indent == "- "
            } else {
                indent.is_empty()
            };
            let end = after.find('\n').map_or(text.len(), |end| whole.end + end + 1);
            let rest = text[whole.end..end].trim();
            (alone && (rest.is_empty() || rest.starts_with('#'))).then_some(line..end)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::mend;
    use crate::diag::{Code, Diagnostic, FieldPath, Fix};
    use crate::{Memory, load};

    const TEXT: &str = "\
apiVersion: eksight/v1 # 한국어
account: { id: \"111122223333\", rolePath: /a/ }
cluster:
  name: a
  region: ap-northeast-2
  kubernetesVersion: \"1.36\"
  # the zones
  zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2a]
tags:
  owner: ops # a person
  stage: dev
";

    fn mended(path: FieldPath, fix: Fix) -> Option<String> {
        let documents: Memory = [("a.yaml", TEXT.to_owned())].into_iter().collect();
        let loaded = load(&documents, Path::new("a.yaml")).expect("an environment");
        let mut finding = Diagnostic::error(Code(1), path, "wrong");
        finding.span = loaded
            .origins
            .nearest(&finding.path)
            .map(|origin| origin.pointed().clone());
        finding.fix = Some(fix);
        mend(&finding, &loaded.origins).map(|mended| mended.text)
    }

    fn at(path: &[&str]) -> FieldPath {
        path.iter().fold(FieldPath::root(), |path, name| path.field(name))
    }

    #[test]
    fn a_word_of_a_value() {
        let fix = Fix::Replace {
            from: "dev".to_owned(),
            to: "prod".to_owned(),
        };
        assert_eq!(
            mended(at(&["tags", "stage"]), fix.clone()),
            Some(TEXT.replace("dev", "prod"))
        );
        assert_eq!(mended(at(&["tags", "owner"]), fix), None);
    }

    #[test]
    fn an_entry_on_lines_of_its_own() {
        assert_eq!(
            mended(at(&["tags", "owner"]), Fix::Remove),
            Some(TEXT.replace("  owner: ops # a person\n", ""))
        );
    }

    #[test]
    fn parts_of_flow_collections() {
        let zones = at(&["cluster", "zones"]);
        assert_eq!(
            mended(zones.index(2), Fix::Remove),
            Some(TEXT.replace(", ap-northeast-2a]", "]"))
        );
        assert_eq!(
            mended(zones.index(1), Fix::Remove),
            Some(TEXT.replace("ap-northeast-2b, ", ""))
        );
        let path = at(&["account", "rolePath"]);
        assert_eq!(
            mended(path, Fix::Remove),
            Some(TEXT.replace(", rolePath: /a/", ""))
        );
    }
}
