//! Ranges of addresses as the set of addresses in them, so that a longer prefix is fewer and not other ones.

use std::collections::BTreeSet;
use std::fmt;
use std::net::Ipv4Addr;

use crate::model::value::Cidr;

/// How many ranges a text names.
const NAMED: usize = 3;

/// A set of addresses. What is no IPv4 range, such as an IPv6 one or a reference, stands for itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Addresses {
    /// First and last addresses, in order, with a gap between two.
    ranges: Vec<(u32, u32)>,
    others: BTreeSet<String>,
}

impl Addresses {
    /// All there are, of both families.
    pub(super) fn everywhere() -> Self {
        Self::of(["0.0.0.0/0", "::/0"])
    }

    /// Those that nobody has on the internet. Source: RFC 1918 and RFC 6598.
    pub(super) fn private() -> Self {
        Self::of(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"])
    }

    /// Those in any of these ranges.
    pub(super) fn of<'t>(ranges: impl IntoIterator<Item = &'t str>) -> Self {
        let (mut found, mut others) = (Vec::new(), BTreeSet::new());
        for text in ranges {
            match text.parse::<Cidr>() {
                Ok(cidr) => found.push((cidr.first().to_bits(), cidr.last().to_bits())),
                Err(_) => {
                    others.insert(text.to_owned());
                }
            }
        }
        Self::joined(found, others)
    }

    /// Those of both sets.
    pub(super) fn and(mut self, more: Self) -> Self {
        self.ranges.extend(more.ranges);
        self.others.extend(more.others);
        Self::joined(self.ranges, self.others)
    }

    fn joined(mut ranges: Vec<(u32, u32)>, others: BTreeSet<String>) -> Self {
        ranges.sort_unstable();
        ranges.dedup_by(|next, kept| {
            let joins = u64::from(next.0) <= u64::from(kept.1) + 1;
            if joins {
                kept.1 = kept.1.max(next.1);
            }
            joins
        });
        Self { ranges, others }
    }

    /// Those that are here and not there.
    pub(super) fn beyond(&self, there: &Self) -> Self {
        let mut ranges = Vec::new();
        for &(first, last) in &self.ranges {
            let mut next = u64::from(first);
            for &(from, to) in &there.ranges {
                if u64::from(to) < next || from > last {
                    continue;
                }
                if let Ok(start) = u32::try_from(next)
                    && start < from
                {
                    ranges.push((start, from - 1));
                }
                next = u64::from(to) + 1;
            }
            if let Ok(start) = u32::try_from(next)
                && start <= last
            {
                ranges.push((start, last));
            }
        }
        let all_of_six = there.others.contains("::/0");
        let is_there = |text: &String| there.others.contains(text) || all_of_six && text.contains(':');
        let others = self.others.iter().filter(|text| !is_there(text));
        Self {
            ranges,
            others: others.cloned().collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.others.is_empty()
    }

    /// Whether every IPv4 address is among them.
    pub(super) fn are_everywhere(&self) -> bool {
        self.ranges == [(0, u32::MAX)]
    }
}

/// The fewest ranges in CIDR form that hold the addresses from the first to the last.
fn cidrs((first, last): (u32, u32)) -> Vec<Cidr> {
    let mut found = Vec::new();
    let mut next = u64::from(first);
    while let Ok(start) = u32::try_from(next)
        && start <= last
    {
        let left = u64::from(last - start) + 1;
        let fits = |prefix: &u8| {
            let size = 1_u64 << (32 - prefix);
            next.is_multiple_of(size) && size <= left
        };
        let prefix = (0..=32).find(fits).unwrap_or(32);
        found.extend(Cidr::new(Ipv4Addr::from_bits(start), prefix));
        next += 1_u64 << (32 - prefix);
    }
    found
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges = self.ranges.iter().copied().flat_map(cidrs);
        let texts = ranges.map(|cidr| cidr.to_string());
        let mut texts: Vec<String> = texts.chain(self.others.iter().cloned()).collect();
        let more = texts.len().saturating_sub(NAMED);
        texts.truncate(NAMED);
        f.write_str(&texts.join(", "))?;
        match more {
            0 => Ok(()),
            1 => f.write_str(" and another range"),
            more => write!(f, " and {more} other ranges"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Addresses;

    #[test]
    fn what_is_beyond_is_the_addresses_that_are_not_there() {
        let of = |text: &str| Addresses::of(text.split(' ').filter(|range| !range.is_empty()));
        for (here, there, beyond) in [
            // Fewer of a range are no other ones.
            ("203.0.113.0/25", "203.0.113.0/24", ""),
            ("203.0.113.0/24", "203.0.113.0/25", "203.0.113.128/25"),
            ("10.0.0.0/8", "0.0.0.0/0 ::/0", ""),
            // Two halves are the whole.
            ("10.0.0.0/8", "10.128.0.0/9 10.0.0.0/9", ""),
            ("10.0.0.0/30", "10.0.0.1/32", "10.0.0.0/32, 10.0.0.2/31"),
            (
                "0.0.0.0/0",
                "255.255.255.255/32 0.0.0.0/1",
                "128.0.0.0/2, 192.0.0.0/3, 224.0.0.0/4 and 28 other ranges",
            ),
            ("0.0.0.0/0", "0.0.0.0/0", ""),
            ("192.0.2.0/24 198.51.100.0/24", "192.0.2.0/24", "198.51.100.0/24"),
            ("2001:db8::/32", "::/0", ""),
            ("2001:db8::/32", "0.0.0.0/0", "2001:db8::/32"),
            ("", "0.0.0.0/0", ""),
        ] {
            let found = of(here).beyond(&of(there));
            assert_eq!(found.to_string(), beyond, "{here} beyond {there}");
            assert_eq!(found.is_empty(), beyond.is_empty());
        }
        assert!(of("128.0.0.0/1 0.0.0.0/1").are_everywhere());
        assert!(!of("128.0.0.0/1").are_everywhere());
        assert_eq!(
            of("10.0.0.0/9").and(of("10.128.0.0/9 ::/0")),
            of("10.0.0.0/8 ::/0")
        );
    }
}
