//! The walk over the tree: where a line starts, what is indented, what goes between brackets.

use serde_json::{Map, Value};

use super::intrinsic::{self, Call};
use super::scalar::{self, Context};
use super::{Style, block};

/// A function's arguments longer than this are easier to review one to a line.
const FLOW_WIDTH: usize = 80;

/// libyaml looks for the `:` of a key at most 1,024 characters ahead; a longer key needs `? `.
const KEY_WIDTH: usize = 1_000;

/// What a value follows on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    Key,
    Dash,
    Tag,
}

/// Text in the making.
pub(super) struct Writer {
    out: String,
    style: Style,
}

impl Writer {
    pub(super) fn new(style: Style) -> Self {
        Self {
            out: String::new(),
            style,
        }
    }

    /// One comment line. What could end the line early, or is refused by readers even in a comment, is escaped.
    pub(super) fn comment(&mut self, line: &str) {
        self.out.push('#');
        if !line.is_empty() {
            self.out.push(' ');
        }
        for c in line.chars() {
            if scalar::is_printable(c) {
                self.out.push(c);
            } else {
                self.out.push_str(&scalar::escaped(c));
            }
        }
        self.out.push('\n');
    }

    /// The line between two documents.
    pub(super) fn separator(&mut self) {
        self.out.push_str("---\n");
    }

    /// A whole document.
    pub(super) fn root(&mut self, value: &Value) {
        self.value(value, 0, After::Nothing);
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes a value up to and with its last line break. `column` is where a collection's or block's lines start.
    fn value(&mut self, value: &Value, column: usize, after: After) {
        match value {
            Value::Object(map) if !map.is_empty() => match self.call(map) {
                Some(call) if after != After::Nothing => self.tagged(&call, column),
                _ => {
                    self.open(column, after);
                    self.map(map, column);
                }
            },
            Value::Array(list) if !list.is_empty() => {
                self.open(column, after);
                self.list(list, column);
            }
            Value::String(text) if after != After::Nothing && block::fits(text) => {
                self.out.push(' ');
                self.out.push_str(&block::literal(text, column));
            }
            leaf => {
                if after != After::Nothing {
                    self.out.push(' ');
                }
                self.out.push_str(&self.leaf(leaf, Context::Block));
                self.out.push('\n');
            }
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

    fn map(&mut self, map: &Map<String, Value>, column: usize) {
        for (position, (key, value)) in map.iter().enumerate() {
            if position > 0 {
                self.indent(column);
            }
            let key = scalar::string(key, Context::Block);
            if key.len() > KEY_WIDTH {
                self.out.push_str("? ");
                self.out.push_str(&key);
                self.out.push('\n');
                self.indent(column);
            } else {
                self.out.push_str(&key);
            }
            self.out.push(':');
            self.value(value, column + 2, After::Key);
        }
    }

    fn list(&mut self, list: &[Value], column: usize) {
        for (position, item) in list.iter().enumerate() {
            if position > 0 {
                self.indent(column);
            }
            self.out.push('-');
            self.value(item, column + 2, After::Dash);
        }
    }

    fn indent(&mut self, column: usize) {
        self.out.push_str(&" ".repeat(column));
    }

    /// The intrinsic function that a map stands for; only CloudFormation has any.
    fn call<'a>(&self, map: &'a Map<String, Value>) -> Option<Call<'a>> {
        (self.style == Style::CloudFormation)
            .then(|| intrinsic::call(map))
            .flatten()
    }

    fn tagged(&mut self, call: &Call<'_>, column: usize) {
        self.out.push(' ');
        self.out.push_str(call.tag);
        let flow = match call.argument.as_ref() {
            Value::Array(list) => self.flow_list(list),
            _ => None,
        };
        match flow.filter(|text| text.chars().count() <= FLOW_WIDTH) {
            Some(text) => {
                self.out.push(' ');
                self.out.push_str(&text);
                self.out.push('\n');
            }
            None => self.value(&call.argument, column, After::Tag),
        }
    }

    /// A list between brackets, unless something in it needs lines of its own.
    fn flow_list(&self, list: &[Value]) -> Option<String> {
        let items: Option<Vec<String>> = list.iter().map(|item| self.flow(item)).collect();
        Some(format!("[{}]", items?.join(", ")))
    }

    fn flow(&self, value: &Value) -> Option<String> {
        match value {
            Value::Object(map) if !map.is_empty() => {
                let call = self.call(map)?;
                Some(format!("{} {}", call.tag, self.flow(&call.argument)?))
            }
            Value::Array(list) => self.flow_list(list),
            Value::String(text) if block::fits(text) => None,
            leaf => Some(self.leaf(leaf, Context::Flow)),
        }
    }

    /// What has no lines of its own: scalars and empty collections.
    fn leaf(&self, value: &Value, context: Context) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => scalar::number(number, self.style),
            Value::String(text) => scalar::string(text, context),
            Value::Array(_) => "[]".to_owned(),
            Value::Object(_) => "{}".to_owned(),
        }
    }
}
