//! The walk over a document, be it a tree or a text of JSON: each value is written as it comes, and none is kept but the
//! argument of an intrinsic function.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::scalar::{self, Context};
use super::writer::{After, Writer};
use super::{Style, block, intrinsic};

/// Where a value goes. Its lines are written up to and with the last line break.
pub(super) struct Place<'w> {
    pub(super) writer: &'w mut Writer,
    /// Where a collection's or block's lines start.
    pub(super) column: usize,
    pub(super) after: After,
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.writer.line(self.after, |writer| writer.out.push_str("null"));
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        let word = if value { "true" } else { "false" };
        self.writer.line(self.after, |writer| writer.out.push_str(word));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.number(&value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.number(&value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        let number = Number::from_f64(value).expect("bug in eksight: JSON has no such number");
        self.number(&number)
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let Self {
            writer,
            column,
            after,
        } = self;
        if after != After::Nothing && block::fits(text) {
            writer.out.push(' ');
            block::literal(&mut writer.out, text, column);
        } else {
            writer.line(after, |writer| {
                scalar::string(&mut writer.out, text, Context::Block);
            });
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self {
            writer,
            column,
            after,
        } = self;
        let mut first = Some(after);
        loop {
            let item = Item {
                writer,
                column,
                first,
            };
            if items.next_element_seed(item)?.is_none() {
                break;
            }
            first = None;
        }
        if let Some(after) = first {
            writer.line(after, |writer| writer.out.push_str("[]"));
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Self {
            writer,
            column,
            after,
        } = self;
        let start = writer.out.len();
        let mut first = Some(after);
        loop {
            let key = Key {
                writer,
                column,
                first,
            };
            let Some(function) = entries.next_key_seed(key)? else {
                break;
            };
            let is_first = first.take().is_some_and(|after| after != After::Nothing);
            match function.filter(|_| is_first) {
                Some(name) => writer.function(name, &mut entries, start, column)?,
                None => entries.next_value_seed(writer.at(column + 2, After::Key))?,
            }
        }
        if let Some(after) = first {
            writer.line(after, |writer| writer.out.push_str("{}"));
        }
        Ok(())
    }
}

impl Writer {
    /// Writes the value of a first key that is the name of a function: a call, where the map has no other. The key is written
    /// already, from `start` on.
    fn function<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        entries: &mut A,
        start: usize,
        column: usize,
    ) -> Result<(), A::Error> {
        let argument: Value = entries.next_value()?;
        let another: Option<String> = entries.next_key()?;
        match intrinsic::call(name, &argument).filter(|_| another.is_none()) {
            Some(call) => {
                self.out.truncate(start);
                self.tagged(&call, column);
            }
            None => self.value(&argument, column + 2, After::Key),
        }
        let Some(key) = another else { return Ok(()) };
        self.indent(column);
        self.key(&key, column);
        entries.next_value_seed(self.at(column + 2, After::Key))
    }
}

impl Place<'_> {
    fn number<E>(self, number: &Number) -> Result<(), E> {
        self.writer.line(self.after, |writer| {
            scalar::number(&mut writer.out, number, writer.style);
        });
        Ok(())
    }
}

/// Where an item of a list goes.
struct Item<'w> {
    writer: &'w mut Writer,
    column: usize,
    /// What the list follows, where this is its first item.
    first: Option<After>,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        let Self {
            writer,
            column,
            first,
        } = self;
        writer.begin(column, first);
        writer.out.push('-');
        writer.at(column + 2, After::Dash).deserialize(value)
    }
}

/// Where a key goes. Gives its name where it is that of a function.
struct Key<'w> {
    writer: &'w mut Writer,
    column: usize,
    /// What the map follows, where this is its first key.
    first: Option<After>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let Self {
            writer,
            column,
            first,
        } = self;
        writer.begin(column, first);
        writer.key(key, column);
        let has_functions = writer.style == Style::CloudFormation;
        Ok(intrinsic::long_name(key).filter(|_| has_functions))
    }
}
