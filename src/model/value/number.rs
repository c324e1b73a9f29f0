//! Whole numbers within bounds.

use super::ParseError;

/// Declares a whole number with its bounds.
macro_rules! number_type {
    ($(#[$meta:meta])* $name:ident($number:ident), $bounds:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        pub struct $name($number);

        impl $name {
            /// The number.
            #[must_use]
            pub fn get(self) -> $number {
                self.0
            }
        }

        impl TryFrom<$number> for $name {
            type Error = ParseError;

            fn try_from(number: $number) -> Result<Self, ParseError> {
                let bounds: std::ops::RangeInclusive<$number> = $bounds;
                if bounds.contains(&number) {
                    return Ok(Self(number));
                }
                Err(ParseError::new(
                    format!("`{number}` is out of range"),
                    format!("write a whole number from {} to {}", bounds.start(), bounds.end()),
                ))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = $number::deserialize(deserializer)?;
                Self::try_from(number).map_err(|fault| serde::de::Error::custom(fault.joined()))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let bounds: std::ops::RangeInclusive<$number> = $bounds;
                schemars::json_schema!({
                    "type": "integer",
                    "minimum": bounds.start(),
                    "maximum": bounds.end(),
                })
            }
        }
    };
}

number_type!(
    /// A part of a hundred that is not nothing, from 1 to 100.
    Percent(u32), 1..=100
);

number_type!(
    /// Minutes between two looks, from 1 to 65535.
    Minutes(u32), 1..=65_535
);

#[cfg(test)]
mod tests {
    use super::{Minutes, Percent};

    #[test]
    fn the_edges_are_within() {
        for number in [1, 100] {
            assert_eq!(Percent::try_from(number).map(Percent::get), Ok(number));
        }
        for number in [1, 65_535] {
            assert_eq!(Minutes::try_from(number).map(Minutes::get), Ok(number));
        }
    }

    #[test]
    fn what_lies_beyond_is_told_with_the_bounds() {
        let fault = Percent::try_from(101).unwrap_err();
        assert_eq!(
            (fault.problem.as_str(), fault.help.as_str()),
            ("`101` is out of range", "write a whole number from 1 to 100")
        );
        assert!(Percent::try_from(0).is_err());
        assert!(Minutes::try_from(0).is_err());
        assert!(Minutes::try_from(65_536).is_err());
    }
}
