//! Addresses of pages and of services that take data.

use super::{ParseError, text_type};

text_type!(
    /// An address that begins with `https://` or `http://`, without a user or a password.
    HttpUrl, check, pattern = "^https?://[^\\s@/?#]+([/?#]\\S*)?$", example = "https://runbooks.example.com/prod/"
);

fn check(text: &str) -> Result<(), ParseError> {
    let refuse = |help: &str| ParseError::new(format!("`{text}` is not an address of the web"), help);
    let rest = ["https://", "http://"]
        .into_iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let Some(rest) = rest else {
        return Err(refuse(
            "begin with `https://`, such as `https://runbooks.example.com/prod/`",
        ));
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        // The text is not repeated: what stands before `@` is a password.
        return Err(ParseError::new(
            "the address has a user or a password in it",
            "name a secret instead; an environment holds none itself",
        ));
    }
    if host.is_empty() || text.contains(char::is_whitespace) {
        return Err(refuse(
            "write it without blanks, such as `https://runbooks.example.com/prod/`",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::HttpUrl;

    #[test]
    fn an_address_has_a_host_and_no_password() {
        for good in [
            "https://a.example.com",
            "http://b:9090/api?x=@y",
            "https://c.example.com/RUNBOOK.md#",
        ] {
            assert!(good.parse::<HttpUrl>().is_ok(), "{good}");
        }
        for bad in [
            "a.example.com",
            "https://",
            "https://a b",
            "ftp://a",
            "https://?x",
        ] {
            assert!(bad.parse::<HttpUrl>().is_err(), "{bad}");
        }
        let fault = "https://user:hidden@a.example.com"
            .parse::<HttpUrl>()
            .unwrap_err();
        assert!(!fault.joined().contains("hidden"), "{fault:?}");
    }
}
