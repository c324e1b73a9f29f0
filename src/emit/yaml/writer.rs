//! The text in the making: where a line starts, what is indented, what goes between brackets.

use serde::de::{DeserializeSeed, Deserializer};
use serde_json::{Map, Value};

use super::intrinsic::{self, Call};
use super::scalar::{self, Context};
use super::walk::Place;
use super::{Style, block};

/// A function's arguments longer than this are easier to review one to a line.
const FLOW_WIDTH: usize = 80;

/// libyaml looks for the `:` of a key at most 1,024 characters ahead; a longer key needs `? `.
const KEY_WIDTH: usize = 1_000;

/// Bytes that most files fit into, so that theirs are never moved to a larger place.
const MOST_FILES: usize = 4096;

/// What a value follows on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Nothing,
    Key,
    Dash,
    Tag,
}

/// Text in the making.
pub(super) struct Writer {
    pub(super) out: String,
    pub(super) style: Style,
}

impl Writer {
    pub(super) fn new(style: Style) -> Self {
        Self {
            out: String::with_capacity(MOST_FILES),
            style,
        }
    }

    /// Each line of each text as a comment.
    pub(super) fn comments(&mut self, texts: &[&str]) {
        for line in texts.iter().flat_map(|text| text.split('\n')) {
            self.comment(line);
        }
    }

    /// One comment line. What could end the line early, or is refused by readers even in a comment, is escaped.
    fn comment(&mut self, line: &str) {
        self.out.push('#');
        if !line.is_empty() {
            self.out.push(' ');
        }
        for c in line.chars() {
            scalar::printable(&mut self.out, c);
        }
        self.out.push('\n');
    }

    /// The line between two documents.
    pub(super) fn separator(&mut self) {
        self.out.push_str("---\n");
    }

    /// A whole document: a tree, or a text that is read as it is written.
    pub(super) fn root<'de, D: Deserializer<'de>>(&mut self, document: D) -> Result<(), D::Error> {
        self.at(0, After::Nothing).deserialize(document)
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn at(&mut self, column: usize, after: After) -> Place<'_> {
        Place {
            writer: self,
            column,
            after,
        }
    }

    /// Writes a part of a tree.
    pub(super) fn value(&mut self, value: &Value, column: usize, after: After) {
        let written = self.at(column, after).deserialize(value);
        written.expect("bug in eksight: a tree can be walked");
    }

    /// Writes what has no lines of its own, and ends the line.
    pub(super) fn line(&mut self, after: After, leaf: impl FnOnce(&mut Self)) {
        if after != After::Nothing {
            self.out.push(' ');
        }
        leaf(self);
        self.out.push('\n');
    }

    /// Goes to where an entry of a collection starts: the first one by what the collection follows.
    pub(super) fn begin(&mut self, column: usize, first: Option<After>) {
        match first {
            Some(after) => self.open(column, after),
            None => self.indent(column),
        }
    }

    /// Goes to where the first line of a collection starts.
    fn open(&mut self, column: usize, after: After) {
        match after {
            After::Nothing => {}
            After::Dash => self.out.push(' '),
            After::Key | After::Tag => {
                self.out.push('\n');
                self.indent(column);
            }
        }
    }

    pub(super) fn key(&mut self, key: &str, column: usize) {
        let start = self.out.len();
        scalar::string(&mut self.out, key, Context::Block);
        if self.out.len() - start > KEY_WIDTH {
            self.out.insert_str(start, "? ");
            self.out.push('\n');
            self.indent(column);
        }
        self.out.push(':');
    }

    pub(super) fn indent(&mut self, column: usize) {
        block::blanks(&mut self.out, column);
    }

    /// The intrinsic function that a map stands for; only CloudFormation has any.
    fn call<'a>(&self, map: &'a Map<String, Value>) -> Option<Call<'a>> {
        let (name, argument) = map.iter().next().filter(|_| map.len() == 1)?;
        (self.style == Style::CloudFormation)
            .then(|| intrinsic::call(name, argument))
            .flatten()
    }

    pub(super) fn tagged(&mut self, call: &Call<'_>, column: usize) {
        self.out.push(' ');
        self.out.push_str(call.tag);
        if !self.tagged_on_one_line(&call.argument) {
            self.value(&call.argument, column, After::Tag);
        }
    }

    /// Writes a list behind its tag, between brackets; nothing where it is no list, too long, or something in it needs
    /// lines of its own.
    fn tagged_on_one_line(&mut self, argument: &Value) -> bool {
        let Value::Array(list) = argument else {
            return false;
        };
        let start = self.out.len();
        self.out.push(' ');
        let list_from = self.out.len();
        let fits = self.flow_list(list) && self.out[list_from..].chars().count() <= FLOW_WIDTH;
        match fits {
            true => self.out.push('\n'),
            false => self.out.truncate(start),
        }
        fits
    }

    /// Writes a list between brackets; stops where something in it needs lines of its own.
    fn flow_list(&mut self, list: &[Value]) -> bool {
        self.out.push('[');
        for (position, item) in list.iter().enumerate() {
            if position > 0 {
                self.out.push_str(", ");
            }
            if !self.flow(item) {
                return false;
            }
        }
        self.out.push(']');
        true
    }

    fn flow(&mut self, value: &Value) -> bool {
        match value {
            Value::Object(map) if !map.is_empty() => self.call(map).is_some_and(|call| {
                self.out.push_str(call.tag);
                self.out.push(' ');
                self.flow(&call.argument)
            }),
            Value::Array(list) => self.flow_list(list),
            Value::String(text) if block::fits(text) => false,
            leaf => {
                self.leaf(leaf, Context::Flow);
                true
            }
        }
    }

    /// Writes what has no lines of its own: scalars and empty collections.
    fn leaf(&mut self, value: &Value, context: Context) {
        let out = &mut self.out;
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) => scalar::number(out, number, self.style),
            Value::String(text) => scalar::string(out, text, context),
            Value::Array(_) => out.push_str("[]"),
            Value::Object(_) => out.push_str("{}"),
        }
    }
}
