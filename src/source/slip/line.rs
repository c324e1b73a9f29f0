//! The lines of a document that say something.

/// A line that says something, without its comment.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    /// The byte with which it begins.
    pub(super) start: usize,
    /// Which it is, from 1.
    pub(super) number: usize,
    pub(super) text: &'t str,
}

impl<'t> Line<'t> {
    pub(super) fn indent(&self) -> usize {
        self.text.len() - self.said().len()
    }

    /// The line without the blanks before it.
    pub(super) fn said(&self) -> &'t str {
        self.text.trim_start_matches(' ')
    }

    /// The key, and what stands behind its colon; the line is `key: value`, `key:value` or `key:`.
    pub(super) fn parts(&self) -> Option<(&'t str, &'t str)> {
        let (key, value) = self.said().split_once(':')?;
        is_name(key).then_some((key, value))
    }

    /// Whether more can stand below it: a key without a value, or with one that may go on in the next line.
    pub(super) fn holds(&self) -> bool {
        let value = self.parts().map_or("", |(_, value)| value.trim_start());
        match value.chars().next() {
            None | Some('|' | '>') => true,
            Some(first @ ('"' | '\'')) => value.len() == 1 || !value.ends_with(first),
            Some('[') => !value.ends_with(']'),
            Some('{') => !value.ends_with('}'),
            Some(_) => false,
        }
    }

    /// Whether it begins a text of several lines: a key with `|` or `>`, and what may follow that.
    fn begins_block(&self) -> bool {
        let value = self.parts().map_or("", |(_, value)| value.trim());
        let rest = value.strip_prefix(['|', '>']);
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+')))
    }

    pub(super) fn colon(&self) -> usize {
        self.start + self.text.find(':').unwrap_or_default()
    }

    /// What it says up to the colon, in bytes of the document.
    pub(super) fn key(&self) -> std::ops::Range<usize> {
        let begin = self.start + self.indent();
        let width = self.parts().map_or(self.said().len(), |(key, _)| key.len());
        begin..begin + width
    }
}

/// Whether a text looks like the name of a field.
pub(super) fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    !text.is_empty() && text.chars().all(fits)
}

/// What stands in the first line, without a comment.
pub(super) fn value_in(rest: &str) -> &str {
    let line = rest.lines().next().unwrap_or_default();
    line.split(" #").next().unwrap_or_default().trim_end()
}

/// The lines that say something, around the one where the parser gave up.
pub(super) struct Lines<'t> {
    /// Down to that one.
    until: Vec<Line<'t>>,
    /// The one behind it.
    pub(super) next: Option<Line<'t>>,
}

impl<'t> Lines<'t> {
    pub(super) fn around(text: &'t str, gave_up: usize) -> Self {
        let mut start = 0;
        let all = (1..).zip(text.split_inclusive('\n')).map(|(number, line)| {
            let from = start;
            start += line.len();
            Line {
                start: from,
                number,
                text: value_in(line),
            }
        });
        let says_something = |line: &Line<'_>| {
            let text = line.text.trim_start();
            !text.is_empty() && !text.starts_with('#')
        };
        let mut all = all.filter(says_something).peekable();
        let mut until = Vec::new();
        while let Some(line) = all.next_if(|line| line.start <= gave_up) {
            until.push(line);
        }
        Self {
            until,
            next: all.next(),
        }
    }

    /// The line so many before the one where the parser gave up.
    pub(super) fn back(&self, lines: usize) -> Option<Line<'t>> {
        self.until.iter().rev().nth(lines).copied()
    }

    /// The key of the text of several lines that stands above the last line and ends with it, and the first line of that text.
    pub(super) fn block(&self) -> Option<(Line<'t>, Option<Line<'t>>)> {
        let header = self.columns().into_iter().find(Line::begins_block)?;
        let above = &self.until[..self.until.len().saturating_sub(1)];
        let first = above.iter().find(|line| line.start > header.start);
        Some((header, first.copied()))
    }

    /// Of each column in which something may stand beside what stands above the last line, the last line; from the innermost.
    pub(super) fn columns(&self) -> Vec<Line<'t>> {
        let mut columns: Vec<Line<'t>> = Vec::new();
        for line in self.until.iter().rev().skip(1) {
            if columns.last().is_none_or(|known| line.indent() < known.indent()) {
                columns.push(*line);
            }
        }
        columns
    }
}
