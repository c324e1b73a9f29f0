//! Addresses of mail.

use super::{ParseError, text_type};

text_type!(
    /// An address of mail, such as `ops@example.com`.
    EmailAddress, check, pattern = "^[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+$", example = "ops@example.com"
);

fn check(text: &str) -> Result<(), ParseError> {
    let fits = text.split_once('@').is_some_and(|(person, domain)| {
        let labels = domain.split('.');
        !person.is_empty()
            && !domain.contains('@')
            && labels.clone().count() > 1
            && labels.clone().all(|label| !label.is_empty())
    });
    if fits && !text.contains(char::is_whitespace) {
        return Ok(());
    }
    Err(ParseError::new(
        format!("`{text}` is not an address of mail"),
        "write the address alone, such as `ops@example.com`",
    ))
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn an_address_has_a_person_and_a_domain() {
        for good in ["ops@example.com", "a.b+c@mail.example.com"] {
            assert!(good.parse::<EmailAddress>().is_ok(), "{good}");
        }
        for bad in [
            "ops",
            "@example.com",
            "ops@example",
            "ops@.com",
            "ops@example.com.",
            "a@b@c.d",
            "Ops <ops@example.com>",
        ] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad}");
        }
    }
}
