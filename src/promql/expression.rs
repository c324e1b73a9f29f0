//! Regular expressions of matchers: whether they can be read, and whether they take the empty text. Source: golang/go,
//! regexp/syntax/parse.go at 08459da, as of 2026-11; Prometheus takes what Go takes.

/// How often something may be repeated by numbers, what stands in it counted in.
const MOST_REPEATS: u32 = 1000;
/// Brackets stand at most so deep in one another.
const DEEPEST: usize = 1000;

/// Whether an expression takes the empty text.
///
/// # Errors
/// When it cannot be read. Names of Unicode classes are not looked at.
pub(super) fn takes_nothing(expression: &str) -> Result<bool, String> {
    let rest = expression.chars().rev().collect();
    let mut reader = Reader { rest, depth: 0 };
    let read = reader.alternatives()?;
    if reader.rest.is_empty() {
        return Ok(read.nothing);
    }
    Err("`)` closes nothing".to_owned())
}

/// What is left of an expression, from its back.
struct Reader {
    rest: Vec<char>,
    depth: usize,
}

/// What a part of an expression may be.
#[derive(Clone, Copy)]
struct Part {
    /// Whether it takes the empty text.
    nothing: bool,
    /// How often it repeats what stands in it.
    repeats: u32,
}

impl Part {
    const NOTHING: Self = Self::of(true);
    const SOMETHING: Self = Self::of(false);

    const fn of(nothing: bool) -> Self {
        let repeats = 1;
        Self { nothing, repeats }
    }

    fn then(self, other: Self) -> Self {
        Self {
            nothing: self.nothing && other.nothing,
            repeats: self.repeats.max(other.repeats),
        }
    }
}

impl Reader {
    fn take(&mut self, wanted: char) -> bool {
        self.rest.pop_if(|c| *c == wanted).is_some()
    }

    fn takes(&mut self, wanted: &str) -> bool {
        let found = self
            .rest
            .iter()
            .rev()
            .take(wanted.len())
            .copied()
            .eq(wanted.chars());
        if found {
            self.rest.truncate(self.rest.len() - wanted.len());
        }
        found
    }

    /// Alternatives up to the bracket that closes them, which is left, or the end.
    fn alternatives(&mut self) -> Result<Part, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("brackets stand more than {DEEPEST} deep"));
        }
        let mut whole: Option<Part> = None;
        loop {
            let one = self.sequence()?;
            whole = Some(whole.map_or(one, |whole| Part {
                nothing: whole.nothing || one.nothing,
                repeats: whole.repeats.max(one.repeats),
            }));
            if !self.take('|') {
                break;
            }
        }
        self.depth -= 1;
        Ok(whole.unwrap_or(Part::NOTHING))
    }

    /// What stands one behind the other, up to a bar, a bracket or the end, which are left.
    fn sequence(&mut self) -> Result<Part, String> {
        let (mut before, mut last, mut repeated) = (Part::NOTHING, None, false);
        while let Some(c) = self.rest.pop_if(|c| !['|', ')'].contains(c)) {
            let is_repeated = std::mem::take(&mut repeated);
            if let Some((least, most, sign)) = self.repetition(c)? {
                let (Some(part), false) = (last, is_repeated) else {
                    return Err(format!("`{sign}` repeats nothing"));
                };
                last = Some(repeat(part, least, most, &sign)?);
                repeated = true;
            } else if let Some(part) = self.part(c)? {
                before = before.then(last.replace(part).unwrap_or(Part::NOTHING));
            }
        }
        Ok(before.then(last.unwrap_or(Part::NOTHING)))
    }

    /// How often what stands before is repeated, where this says so: at least, at most, and how it is written.
    fn repetition(&mut self, c: char) -> Result<Option<(u32, Option<u32>, String)>, String> {
        let mut found = match c {
            '*' => (0, None, c.to_string()),
            '+' => (1, None, c.to_string()),
            '?' => (0, Some(1), c.to_string()),
            '{' => match self.counts() {
                Some(found) => found,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        if found.0 > MOST_REPEATS || found.1.is_some_and(|most| most > MOST_REPEATS || most < found.0) {
            return Err(format!(
                "`{}` is no number of times, which is at most {MOST_REPEATS}",
                found.2
            ));
        }
        if self.take('?') {
            found.2.push('?');
        }
        Ok(Some(found))
    }

    /// The rest of `{2}`, `{2,}` or `{2,5}`; anything else is a bracket that stands for itself.
    fn counts(&mut self) -> Option<(u32, Option<u32>, String)> {
        let end = self.rest.iter().rev().position(|c| *c == '}')?;
        let inner: String = self.rest.iter().rev().take(end).collect();
        let number = |text: &str| {
            let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
            let plain = digits && (text == "0" || !text.starts_with('0'));
            plain.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let (least, most) = match inner.split_once(',') {
            None => (number(&inner)?, Some(number(&inner)?)),
            Some((least, "")) => (number(least)?, None),
            Some((least, most)) => (number(least)?, Some(number(most)?)),
        };
        self.rest.truncate(self.rest.len() - end - 1);
        Some((least, most, format!("{{{inner}}}")))
    }

    /// What begins with this; nothing for flags alone.
    fn part(&mut self, c: char) -> Result<Option<Part>, String> {
        Ok(Some(match c {
            '(' => return self.group(),
            '[' => {
                self.class()?;
                Part::SOMETHING
            }
            '^' | '$' => Part::NOTHING,
            '\\' => return self.escape(),
            _ => Part::SOMETHING,
        }))
    }

    /// The rest of `(…)`, `(?:…)`, `(?i:…)`, `(?P<name>…)` or `(?i)`.
    fn group(&mut self) -> Result<Option<Part>, String> {
        if self.take('?') && self.flags()? {
            return Ok(None);
        }
        let part = self.alternatives()?;
        if self.take(')') {
            return Ok(Some(part));
        }
        Err("a `)` is missing".to_owned())
    }

    /// What stands behind `(?`; whether the group ends with it.
    fn flags(&mut self) -> Result<bool, String> {
        if self.takes("P<") || self.take('<') {
            let mut name = String::new();
            while let Some(c) = self.rest.pop_if(|c| *c != '>') {
                name.push(c);
            }
            let fits = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            return match self.take('>') && fits {
                true => Ok(false),
                false => Err(format!("`{name}` is no name of a group")),
            };
        }
        let mut flags = String::new();
        while let Some(c) = self.rest.pop() {
            let known = match c {
                ':' | ')' if !flags.ends_with('-') => return Ok(c == ')'),
                '-' => !flags.contains('-'),
                c => "imsU".contains(c),
            };
            flags.push(c);
            if !known {
                break;
            }
        }
        Err(format!(
            "`(?{flags}` is no group that Go knows; it looks neither ahead nor back"
        ))
    }

    /// The rest of `[…]`, in which a first `]` stands for itself.
    fn class(&mut self) -> Result<(), String> {
        self.take('^');
        let mut first = true;
        loop {
            if !std::mem::take(&mut first) && self.take(']') {
                return Ok(());
            }
            if self.takes("[:") {
                self.named()?;
                continue;
            }
            let Some(from) = self.member()? else {
                continue;
            };
            let is_range =
                self.rest.last() == Some(&'-') && self.rest.iter().nth_back(1).is_some_and(|c| *c != ']');
            if is_range {
                self.rest.pop();
                if let Some(to) = self.member()?
                    && to < from
                {
                    return Err(format!("`{from}-{to}` ends before it begins"));
                }
            }
        }
    }

    /// The rest of `[:alpha:]`; without its end it is no name but characters.
    fn named(&mut self) -> Result<(), String> {
        const NAMES: [&str; 14] = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
            "space", "upper", "word", "xdigit",
        ];
        let text: String = self.rest.iter().rev().collect();
        let Some((name, _)) = text.split_once(":]") else {
            return Ok(());
        };
        if NAMES.contains(&name.strip_prefix('^').unwrap_or(name)) {
            self.rest.truncate(self.rest.len() - name.chars().count() - 2);
            return Ok(());
        }
        Err(format!("`[:{name}:]` is no class of characters"))
    }

    /// A character of a class; nothing for one that stands for several.
    fn member(&mut self) -> Result<Option<char>, String> {
        match self.rest.pop() {
            None => Err("a `]` is missing".to_owned()),
            Some('\\') => match self.rest.last().copied() {
                Some('d' | 'D' | 's' | 'S' | 'w' | 'W') => {
                    self.rest.pop();
                    Ok(None)
                }
                Some('p' | 'P') => {
                    self.rest.pop();
                    self.unicode()?;
                    Ok(None)
                }
                _ => self.character(),
            },
            Some(c) => Ok(Some(c)),
        }
    }

    /// What stands behind a backslash outside of classes; nothing for an empty `\Q\E`.
    fn escape(&mut self) -> Result<Option<Part>, String> {
        match self.rest.last().copied() {
            Some('A' | 'z' | 'b' | 'B') => {
                let c = self.rest.pop();
                Ok(Some(Part::of(matches!(c, Some('A' | 'z')))))
            }
            Some('Q') => {
                let text: String = self.rest.iter().rev().skip(1).collect();
                let Some((quoted, _)) = text.split_once("\\E") else {
                    return Err("`\\Q` has no `\\E`".to_owned());
                };
                self.rest.truncate(self.rest.len() - quoted.chars().count() - 3);
                Ok((!quoted.is_empty()).then_some(Part::SOMETHING))
            }
            _ => {
                self.rest.push('\\');
                self.member().map(|_| Some(Part::SOMETHING))
            }
        }
    }

    /// The name of a class of Unicode, behind `\p`.
    fn unicode(&mut self) -> Result<(), String> {
        match self.rest.pop() {
            Some('{') => {
                while self.rest.pop_if(|c| *c != '}').is_some() {}
                self.take('}')
                    .then_some(())
                    .ok_or_else(|| "a `}` is missing".to_owned())
            }
            Some('C' | 'L' | 'M' | 'N' | 'P' | 'S' | 'Z') => Ok(()),
            _ => Err("no class of characters follows `\\p`".to_owned()),
        }
    }

    /// A character behind a backslash; nothing for one that is written as a number.
    fn character(&mut self) -> Result<Option<char>, String> {
        let Some(c) = self.rest.pop() else {
            return Err("it ends with a backslash".to_owned());
        };
        let next = self.rest.last().copied();
        let octal = |c: Option<char>| c.is_some_and(|c| c.is_digit(8));
        match c {
            'x' if self.hexadecimal() => Ok(None),
            '1'..='7' if octal(next) => {
                while octal(self.rest.last().copied()) {
                    self.rest.pop();
                }
                Ok(None)
            }
            '0' | 'a' | 'f' | 'n' | 'r' | 't' | 'v' => Ok(None),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => Ok(Some(c)),
            c => Err(format!("`\\{c}` means nothing")),
        }
    }

    /// Takes `41` or `{41}`.
    fn hexadecimal(&mut self) -> bool {
        let braces = self.take('{');
        let mut digits = 0;
        while (braces || digits < 2) && self.rest.pop_if(|c| c.is_ascii_hexdigit()).is_some() {
            digits += 1;
        }
        if braces {
            digits > 0 && self.take('}')
        } else {
            digits == 2
        }
    }
}

/// Something that is repeated.
fn repeat(part: Part, least: u32, most: Option<u32>, sign: &str) -> Result<Part, String> {
    let times = if sign.starts_with('{') {
        most.unwrap_or(least)
    } else {
        1
    };
    let repeats = if times == 0 {
        1
    } else {
        part.repeats.saturating_mul(times)
    };
    if repeats > MOST_REPEATS {
        return Err(format!(
            "`{sign}` repeats what is repeated already, more than {MOST_REPEATS} times in all"
        ));
    }
    let nothing = part.nothing || least == 0;
    Ok(Part { nothing, repeats })
}

#[cfg(test)]
mod tests;
