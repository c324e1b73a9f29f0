//! serde's access to the parts of a node: items of a list, entries of a map, content of a choice.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};

use super::super::tree::{Entry, Node, NodeKind};
use super::misfit::Misfit;
use super::place::Place;
use super::reader::Reader;

/// The items of a list.
pub(super) struct Items<'a, 'r> {
    pub(super) reader: &'r Reader<'a, 'r>,
    pub(super) items: &'a [Node],
    pub(super) next: usize,
}

impl<'a> de::SeqAccess<'a> for Items<'a, '_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let mut rest = self.items.iter().enumerate().skip(self.next);
        let Some((index, item)) = rest.find(|(_, item)| !matches!(item.kind, NodeKind::Cut)) else {
            return Ok(None);
        };
        let place = Place::Index(&self.reader.place, index);
        self.next = index + 1;
        seed.deserialize(self.reader.below(item, place))
            .map(Some)
            .map_err(|error| error.at(place))
    }
}

/// The entries of a map, or the fields of a struct.
pub(super) struct Fields<'a, 'r> {
    pub(super) reader: &'r Reader<'a, 'r>,
    pub(super) entries: Vec<&'a Entry>,
    pub(super) next: usize,
    /// Whether the keys are names that people choose.
    pub(super) named: bool,
}

impl Fields<'_, '_> {
    fn place<'p>(&'p self, key: &'p str) -> Place<'p> {
        match self.named {
            true => Place::Key(&self.reader.place, key),
            false => Place::Field(&self.reader.place, key),
        }
    }
}

impl<'a> de::MapAccess<'a> for Fields<'a, '_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some(entry) = self.entries.get(self.next) else {
            return Ok(None);
        };
        let key: StrDeserializer<'a, Misfit> = entry.key.as_str().into_deserializer();
        let place = |mut error: Misfit| {
            error.span = Some(entry.key_span.clone());
            error.at(self.place(&entry.key))
        };
        seed.deserialize(key).map(Some).map_err(place)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let entry = self.entries[self.next];
        self.next += 1;
        let place = self.place(&entry.key);
        seed.deserialize(self.reader.below(&entry.value, place))
            .map_err(|error| error.at(place))
    }
}

/// One variant of an enum with its content.
pub(super) struct Choice<'a, 'r> {
    pub(super) entry: &'a Entry,
    pub(super) reader: &'r Reader<'a, 'r>,
}

impl Choice<'_, '_> {
    fn place(&self) -> Place<'_> {
        Place::Field(&self.reader.place, &self.entry.key)
    }
}

impl<'a, 'r> de::EnumAccess<'a> for Choice<'a, 'r> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Self), Misfit> {
        let name: StrDeserializer<'a, Misfit> = self.entry.key.as_str().into_deserializer();
        let variant = seed.deserialize(name).map_err(|error| error.at(self.place()))?;
        Ok((variant, self))
    }
}

impl<'a> de::VariantAccess<'a> for Choice<'a, '_> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Err(de::Error::custom("this choice takes no settings"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self.reader.below(&self.entry.value, self.place()))
            .map_err(|error| error.at(self.place()))
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, _: V) -> Result<V::Value, Misfit> {
        Err(de::Error::custom(
            "bug in eksight: the model has no tuple variants",
        ))
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.reader
            .below(&self.entry.value, self.place())
            .deserialize_struct("", fields, visitor)
    }
}
