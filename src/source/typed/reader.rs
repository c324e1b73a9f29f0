//! A serde deserializer over one node: what a raw text means depends on the type that is wanted.

use std::cell::RefCell;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::value::StrDeserializer;
use serde::de::{self, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::super::tree::{Entry, Node, NodeKind};
use super::access::{Choice, Fields, Items};
use super::instead;
use super::misfit::Misfit;
use super::place::Place;
use super::unknown::Unknown;
use super::{EXTENDS, Written};

/// What a map is called where something else is found.
const A_MAP: &str = "a map";
/// What a text is called there.
const A_TEXT: &str = "a text";

/// A serde deserializer over one node.
pub(super) struct Reader<'a, 'p> {
    pub(super) node: &'a Node,
    pub(super) place: Place<'p>,
    pub(super) unknown: &'a RefCell<Vec<Unknown>>,
    pub(super) by: Written,
}

impl<'a> Reader<'a, '_> {
    pub(super) fn below<'q>(&self, node: &'a Node, place: Place<'q>) -> Reader<'a, 'q> {
        Reader {
            node,
            place,
            unknown: self.unknown,
            by: self.by,
        }
    }

    fn found(&self) -> String {
        match &self.node.kind {
            NodeKind::List(_) => "a list".to_owned(),
            NodeKind::Map(_) => "a map".to_owned(),
            NodeKind::Cut => "nothing".to_owned(),
            NodeKind::Scalar { .. } if self.node.is_null() => "nothing".to_owned(),
            NodeKind::Scalar { text, plain: true } => format!("`{text}`"),
            NodeKind::Scalar { text, plain: false } => format!("the text `\"{text}\"`"),
        }
    }

    /// What is to be written in its place is told where it is known.
    fn misfit(&self, wanted: &str, instead: Option<String>) -> Misfit {
        let help = if self.node.is_comment() && wanted == A_TEXT {
            Some("quote it: without quotes `#` begins a comment".to_owned())
        } else if self.node.is_null() {
            Some(format!(
                "`null` and an empty value say nothing: write {wanted}, or remove this; `null` only takes away what a file \
                 says that is extended"
            ))
        } else {
            instead
        };
        let help = help.map_or_else(String::new, |help| format!("\u{1f}{help}"));
        let fault = format!("expected {wanted}, found {}{help}", self.found());
        Misfit {
            // The line to mend, which is not that of the key where the value begins below it.
            span: Some(self.node.span.clone()).filter(|_| !self.node.is_null() && self.by == Written::Yaml),
            ..<Misfit as de::Error>::custom(fault).at(self.place)
        }
    }

    /// A choice that is written as a map with one key, and has none or several.
    fn no_choice(&self, variants: &[&str]) -> Misfit {
        let quoted = |names: Vec<&str>, between: &str| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(between)
        };
        let wanted = format!("exactly one of {}", quoted(variants.to_vec(), ", "));
        match &self.node.kind {
            NodeKind::Map(entries) if !entries.is_empty() => {
                let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
                let (known, others): (Vec<&str>, Vec<&str>) =
                    keys.iter().partition(|key| variants.contains(key));
                // What has another value is meant as something else.
                let may_go_on = |key: &str| {
                    let value = self.node.entry(key).map(|entry| &entry.value);
                    value.is_some_and(|value| value.is_null() || value.entries().is_some())
                };
                let help = match known.as_slice() {
                    [] => format!("\u{1f}write these below {}", quoted(variants.to_vec(), " or ")),
                    [own] if may_go_on(own) => format!(
                        "\u{1f}write {} below `{own}`, indented further",
                        quoted(others, " and ")
                    ),
                    _ => String::new(),
                };
                let found = format!("expected {wanted}, found {}{help}", quoted(keys, " and "));
                <Misfit as de::Error>::custom(found).at(self.place)
            }
            NodeKind::Map(_) => {
                <Misfit as de::Error>::custom(format!("expected {wanted}, found none")).at(self.place)
            }
            _ => self.misfit(&wanted, None),
        }
    }

    fn scalar(&self, wanted: &str) -> Result<&'a str, Misfit> {
        match &self.node.kind {
            NodeKind::Scalar { text, .. } if !self.node.is_null() => Ok(text),
            _ => Err(self.misfit(wanted, instead::text(self.node))),
        }
    }

    /// A text that YAML 1.1 readers and YAML 1.2 readers take for different things.
    fn ambiguous(text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let word = matches!(lower.as_str(), "y" | "n" | "yes" | "no" | "on" | "off");
        let octal = text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        let grouped = text.contains('_') && text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
        word || octal || grouped
    }

    fn untyped<V: Visitor<'a>>(&self, text: &'a str, plain: bool, visitor: V) -> Result<V::Value, Misfit> {
        if !plain {
            return visitor.visit_str(text);
        }
        match text {
            "true" | "True" | "TRUE" => return visitor.visit_bool(true),
            "false" | "False" | "FALSE" => return visitor.visit_bool(false),
            _ if Self::ambiguous(text) => {
                let problem = format!("`{text}` means different things to different YAML readers");
                let help = format!("quote it (\"{text}\"), or write `true`, `false` or a plain number");
                return Err(de::Error::custom(format!("{problem}\u{1f}{help}")));
            }
            _ => {}
        }
        if let Ok(number) = text.parse::<i64>() {
            return visitor.visit_i64(number);
        }
        let numeric = text.bytes().any(|b| b.is_ascii_digit())
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
        match text.parse::<f64>() {
            Ok(number) if numeric && number.is_finite() => visitor.visit_f64(number),
            _ => visitor.visit_str(text),
        }
    }

    fn number<T: FromStr + Display>(&self, most: &T) -> Result<T, Misfit> {
        let wanted = "a whole number";
        let plain = matches!(self.node.kind, NodeKind::Scalar { plain: true, .. });
        let text = self.scalar(wanted)?;
        if !plain || Self::ambiguous(text) {
            return Err(self.misfit(wanted, instead::whole_number(self.node)));
        }
        text.parse().map_err(|_| {
            if text.bytes().all(|b| b.is_ascii_digit()) {
                let fault = format!("`{text}` is too large\u{1f}write less: {most} is the most that any field of this kind takes, and many take less");
                <Misfit as de::Error>::custom(fault).at(self.place)
            } else {
                self.misfit(wanted, instead::whole_number(self.node))
            }
        })
    }
}

macro_rules! whole_numbers {
    ($($method:ident => $visit:ident: $number:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
            visitor.$visit(self.number(&$number::MAX)?).map_err(|error: Misfit| error.at(self.place))
        })*
    };
}

impl<'a> Deserializer<'a> for Reader<'a, '_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let place = self.place;
        match &self.node.kind {
            NodeKind::Cut => visitor.visit_unit(),
            NodeKind::Scalar { .. } if self.node.is_null() => visitor.visit_unit(),
            NodeKind::Scalar { text, plain } => self.untyped(text, *plain, visitor),
            NodeKind::List(_) => self.deserialize_seq(visitor),
            NodeKind::Map(_) => self.deserialize_map(visitor),
        }
        .map_err(|error: Misfit| error.at(place))
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.node.kind {
            NodeKind::Scalar { text, plain: true } if text == "true" => visitor.visit_bool(true),
            NodeKind::Scalar { text, plain: true } if text == "false" => visitor.visit_bool(false),
            _ => Err(self.misfit("`true` or `false`", instead::switch(self.node))),
        }
    }

    whole_numbers! {
        deserialize_u8 => visit_u8: u8, deserialize_u16 => visit_u16: u16, deserialize_u32 => visit_u32: u32,
        deserialize_u64 => visit_u64: u64, deserialize_i64 => visit_i64: i64,
    }

    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.scalar("a number")?.parse::<f64>() {
            Ok(number) if number.is_finite() => self.deserialize_any(visitor),
            _ => Err(self.misfit("a number", None)),
        }
    }

    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor
            .visit_str(self.scalar(A_TEXT)?)
            .map_err(|error: Misfit| error.at(self.place))
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        // The tree of a model has a `null` for all that the model has not. One that people write takes nothing away, and is
        // told as everywhere.
        if self.node.is_null() && self.by == Written::Nobody {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let place = self.place;
        visitor
            .visit_newtype_struct(self)
            .map_err(|error: Misfit| error.at(place))
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let NodeKind::List(items) = &self.node.kind else {
            return Err(self.misfit("a list", instead::list(self.node)));
        };
        visitor
            .visit_seq(Items {
                reader: &self,
                items,
                next: 0,
            })
            .map_err(|error: Misfit| error.at(self.place))
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let NodeKind::Map(entries) = &self.node.kind else {
            return Err(self.misfit(A_MAP, instead::entries(self.node)));
        };
        let access = Fields {
            reader: &self,
            entries: entries.iter().collect(),
            next: 0,
            named: true,
        };
        visitor
            .visit_map(access)
            .map_err(|error: Misfit| error.at(self.place))
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let NodeKind::Map(entries) = &self.node.kind else {
            let name = match self.place {
                Place::Key(_, name) => Some(name),
                _ => None,
            };
            return Err(self.misfit(A_MAP, instead::fields(self.node, fields, name)));
        };
        let (known, unknown): (Vec<&Entry>, Vec<&Entry>) = entries
            .iter()
            .partition(|entry| fields.contains(&entry.key.as_str()));
        if !unknown.is_empty() {
            // The loader takes it from a file before anything else is read.
            let by_loader = matches!((self.place, self.by), (Place::Root, Written::Yaml)).then_some(EXTENDS);
            let fields: Vec<&str> = by_loader.into_iter().chain(fields.iter().copied()).collect();
            let unknown = Unknown::all(&unknown, &fields, &known, &self.place.path());
            self.unknown.borrow_mut().extend(unknown);
        }
        let access = Fields {
            reader: &self,
            entries: known,
            next: 0,
            named: false,
        };
        visitor
            .visit_map(access)
            .map_err(|error: Misfit| error.at(self.place))
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match &self.node.kind {
            NodeKind::Scalar { text, .. } if !self.node.is_null() => {
                let name: StrDeserializer<'_, Misfit> = text.as_str().into_deserializer();
                let alone = |error| match variants.contains(&text.as_str()) {
                    true => de::Error::custom(format!(
                        "`{text}` alone says nothing\u{1f}write `{text}:` and below it, indented, what belongs to it"
                    )),
                    false => error,
                };
                visitor.visit_enum(name).map_err(alone)
            }
            NodeKind::Map(entries) if entries.len() == 1 => visitor.visit_enum(Choice {
                entry: &entries[0],
                reader: &self,
            }),
            _ => Err(self.no_choice(variants)),
        }
        .map_err(|error: Misfit| error.at(self.place))
    }

    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <V: Visitor<'a>>
        i8 i16 i32 i128 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}
