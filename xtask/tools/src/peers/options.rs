//! What can be said to `bench peers`.

use anyhow::{Context, Result, bail};

/// Each environment has a range of its own, and 10.0.0.0/8 has some more than that.
const MOST: usize = 1000;

/// How often, and how many.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// Turns of programs that take seconds. A round takes half a minute.
    pub(super) rounds: usize,
    /// Environments of the fleet.
    pub(super) largest: usize,
}

impl Options {
    /// `--rounds N` and `--largest N`.
    pub(super) fn parse(arguments: &[&str]) -> Result<Self> {
        let mut options = Self {
            rounds: 5,
            largest: 100,
        };
        for pair in arguments.chunks(2) {
            let number = |most: usize| {
                let given = pair.get(1).and_then(|number| number.parse().ok());
                let given = given.filter(|number| (1..=most).contains(number));
                given.with_context(|| format!("`{}` wants a number from 1 to {most}", pair[0]))
            };
            match pair[0] {
                "--rounds" => options.rounds = number(MOST)?,
                "--largest" => options.largest = number(MOST)?,
                other => bail!("`bench peers` takes `--rounds N` and `--largest N`, not `{other}`"),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn both_have_a_default_and_a_limit() {
        let parse = |arguments: &[&str]| Options::parse(arguments).map_err(|error| error.to_string());
        let options = |rounds, largest| Ok(Options { rounds, largest });
        assert_eq!(parse(&[]), options(5, 100));
        assert_eq!(parse(&["--largest", "1000", "--rounds", "3"]), options(3, 1000));
        let fault = |text: &str| Err(text.to_owned());
        let number = "`--rounds` wants a number from 1 to 1000";
        assert_eq!(parse(&["--rounds", "0"]), fault(number));
        assert_eq!(parse(&["--rounds", "few"]), fault(number));
        assert_eq!(parse(&["--rounds"]), fault(number));
        assert_eq!(
            parse(&["--largest", "1001"]),
            fault("`--largest` wants a number from 1 to 1000")
        );
        assert_eq!(
            parse(&["prod"]),
            fault("`bench peers` takes `--rounds N` and `--largest N`, not `prod`")
        );
    }
}
