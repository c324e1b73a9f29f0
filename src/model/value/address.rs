//! IPv4 ranges in CIDR form.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use ipnet::Ipv4Net;

use super::{ParseError, text_serde};

/// An IPv4 range such as `10.40.0.0/16`: the address is the first of the range, without leading zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr(Ipv4Net);

impl Cidr {
    /// The range of this first address and prefix length; `None` when the address is not the first of the range.
    #[must_use]
    pub fn new(first: Ipv4Addr, prefix: u8) -> Option<Self> {
        let net = Ipv4Net::new(first, prefix).ok()?;
        (net.trunc() == net).then_some(Self(net))
    }

    /// First address of the range.
    #[must_use]
    pub fn first(self) -> Ipv4Addr {
        self.0.network()
    }

    /// Last address of the range.
    #[must_use]
    pub fn last(self) -> Ipv4Addr {
        self.0.broadcast()
    }

    /// Length of the network prefix in bits.
    #[must_use]
    pub fn prefix(self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether the other range lies wholly in this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether the address lies in this range.
    #[must_use]
    pub fn contains_address(self, address: Ipv4Addr) -> bool {
        self.0.contains(&address)
    }

    /// Whether the two share an address.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// The `index`-th range of the longer `prefix` inside this one; `None` when there is no such range.
    #[must_use]
    pub fn subnet(self, prefix: u8, index: u32) -> Option<Self> {
        if prefix < self.prefix() || prefix > 32 {
            return None;
        }
        let count = 1_u64 << (prefix - self.prefix());
        if u64::from(index) >= count {
            return None;
        }
        let step = 1_u64 << (32 - prefix);
        let first = u64::from(u32::from(self.first())) + step * u64::from(index);
        Self::new(Ipv4Addr::from(u32::try_from(first).ok()?), prefix)
    }

    /// Whether this is every address there is.
    #[must_use]
    pub fn is_everywhere(self) -> bool {
        self.prefix() == 0
    }
}

impl FromStr for Cidr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let net = Ipv4Net::from_str(text).map_err(|_| {
            ParseError::new(
                format!("`{text}` is not an IPv4 range"),
                "write address and prefix length, such as `10.40.0.0/16`",
            )
        })?;
        if net.trunc() != net {
            return Err(ParseError::new(
                format!("`{text}` has host bits set"),
                format!("the range that holds this address is `{}`", net.trunc()),
            ));
        }
        // The library takes `010.0.0.0/8`, which other readers take as octal.
        if net.to_string() != text {
            return Err(ParseError::new(
                format!("`{text}` is not in plain form"),
                format!("write `{net}`"),
            ));
        }
        Ok(Self(net))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_serde!(Cidr);

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Cidr {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Cidr".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        super::text_schema::<Self>("^([0-9]{1,3}\\.){3}[0-9]{1,3}/[0-9]{1,2}$", "10.40.0.0/16")
    }
}
