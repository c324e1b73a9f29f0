//! JSON text without what is unset: members that are null or an empty list. CloudFormation has no null, so this one place
//! spares each optional property an attribute.

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};
use std::io::{self, Write};

/// What serialises to a map, as JSON on one line, without its members that say nothing.
pub(super) fn json(value: &impl Serialize) -> String {
    let mut text = Vec::with_capacity(USUAL);
    value
        .serialize(&mut Serializer::with_formatter(&mut text, Set::default()))
        .expect("bug in eksight: properties are plain data");
    String::from_utf8(text).expect("bug in eksight: JSON is text")
}

/// Bytes that the properties of most resources fit into.
const USUAL: usize = 512;

/// Writes members once their values have something to say.
#[derive(Default)]
struct Set {
    /// For each map around the current place, whether a member of it is written already.
    maps: Vec<bool>,
    /// The comma and the key of a member, and the bracket of its list, that are not written yet.
    held: Vec<u8>,
    /// Whether `held` ends with the bracket of a list.
    holds_list: bool,
    /// Whether what is written is a key.
    in_key: bool,
}

impl Set {
    /// Writes what was held back.
    fn settle<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        writer.write_all(&self.held)?;
        self.forget();
        if let Some(has_member) = self.maps.last_mut() {
            *has_member = true;
        }
        Ok(())
    }

    /// Leaves out what was held back.
    fn forget(&mut self) {
        self.held.clear();
        self.holds_list = false;
    }

    /// Writes a part of a key, or of what says that its member is set.
    fn write<W: ?Sized + Write>(&mut self, writer: &mut W, text: &[u8]) -> io::Result<()> {
        if self.in_key {
            return self.held.write_all(text);
        }
        self.settle(writer)?;
        writer.write_all(text)
    }
}

/// What says that its member is set, as JSON mostly writes it.
macro_rules! written {
    ($($name:ident: $value:ty,)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W, value: $value) -> io::Result<()> {
            if self.in_key {
                return CompactFormatter.$name(&mut self.held, value);
            }
            self.settle(writer)?;
            CompactFormatter.$name(writer, value)
        }
    )*};
}

impl Formatter for Set {
    fn write_null<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.held.is_empty() {
            return self.write(writer, b"null");
        }
        self.forget();
        Ok(())
    }

    written! {
        write_bool: bool,
        write_i8: i8,
        write_i16: i16,
        write_i32: i32,
        write_i64: i64,
        write_i128: i128,
        write_u8: u8,
        write_u16: u16,
        write_u32: u32,
        write_u64: u64,
        write_u128: u128,
        write_f32: f32,
        write_f64: f64,
        write_number_str: &str,
        write_string_fragment: &str,
        write_char_escape: CharEscape,
        write_raw_fragment: &str,
    }

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.write(writer, b"\"")
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.write(writer, b"\"")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.held.is_empty() {
            return self.write(writer, b"[");
        }
        self.holds_list = true;
        self.held.write_all(b"[")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.write(writer, if first { b"" } else { b"," })
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.holds_list {
            self.forget();
            return Ok(());
        }
        writer.write_all(b"]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.write(writer, b"{")?;
        self.maps.push(false);
        Ok(())
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.maps.pop();
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, _: &mut W, _: bool) -> io::Result<()> {
        self.in_key = true;
        if self.maps.last() == Some(&true) {
            self.held.push(b',');
        }
        Ok(())
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.held.write_all(b":")
    }
}

#[cfg(test)]
mod tests {
    use super::json;
    use serde_json::json as tree;

    #[test]
    fn members_that_say_nothing_are_left_out() {
        for (value, text) in [
            (tree!({}), "{}"),
            (tree!({ "a": null, "b": [] }), "{}"),
            (
                tree!({ "a": null, "b": 1, "c": [], "d": false }),
                r#"{"b":1,"d":false}"#,
            ),
            (
                tree!({ "a": { "b": null }, "c": [[], {}, null] }),
                r#"{"a":{},"c":[[],{},null]}"#,
            ),
            (
                tree!({ "a": [null], "b": [{ "c": [], "d": "x" }, -1] }),
                r#"{"a":[null],"b":[{"d":"x"},-1]}"#,
            ),
            (
                tree!({ "\"a\"": "b\n\u{1}한", "": [], "c": "" }),
                "{\"\\\"a\\\"\":\"b\\n\\u0001한\",\"c\":\"\"}",
            ),
        ] {
            assert_eq!(json(&value), text);
        }
    }
}
