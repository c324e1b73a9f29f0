//! Fleets for benchmarks: environments like `prod`, each with a name, a range and a domain of its own.

/// The member of this number, from 0 to 1023, as the text of its file: `prod-0007` in `10.1.192.0/18`.
#[must_use]
pub fn member(prod: &str, number: usize) -> String {
    let range = format!("10.{}.{}.0/18", number / 4 % 256, number % 4 * 64);
    // Nothing else is read for it than its file and the base.
    prod.replace("notWeakerThan: dev\n", "")
        .replace("prod-eks", &member_name(number))
        .replace("10.40.0.0/16", &range)
        .replace(
            "prod.example.com",
            &format!("{}.example.com", member_name(number)),
        )
}

/// The name of its cluster.
#[must_use]
pub fn member_name(number: usize) -> String {
    format!("prod-{number:04}")
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn a_member_has_a_name_a_range_and_a_domain_of_its_own() {
        let prod = "notWeakerThan: dev\ncluster:\n  name: prod-eks\nnetwork:\n  cidr: 10.40.0.0/16\n  nat: perZone\n\
                    ingress:\n  domain: prod.example.com\n";
        assert_eq!(
            member(prod, 7),
            "cluster:\n  name: prod-0007\nnetwork:\n  cidr: 10.1.192.0/18\n  nat: perZone\n\
             ingress:\n  domain: prod-0007.example.com\n"
        );
    }
}
