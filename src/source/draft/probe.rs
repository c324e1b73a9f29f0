//! What the setters take, asked of the compiler: a typed text of the model whose setter takes no text is found here, not by
//! who first writes it.

use std::marker::PhantomData;
use std::str::FromStr;

use super::fields;
use super::setting::Setting;

/// Asks about a type. That a trait is not implemented, the compiler tells by taking the method of one reference less.
pub(super) struct Probe<T>(pub(super) PhantomData<T>);

/// What is known of a setter's type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Whether it is made of a text, or a list of such.
    pub(super) is_text: bool,
    /// Whether it takes one, or a list of them, borrowed or not.
    pub(super) takes_text: bool,
}

pub(super) trait Text {
    fn is_text(&self) -> bool {
        true
    }
}

impl<T: FromStr> Text for &&Probe<T> {}
impl<T: FromStr> Text for &Probe<Vec<T>> {}

pub(super) trait NoText {
    fn is_text(&self) -> bool {
        false
    }
}

impl<T> NoText for Probe<T> {}

pub(super) trait Taken {
    fn takes_text(&self) -> bool {
        true
    }
}

impl<T> Taken for &&Probe<T>
where
    &'static str: Setting<T>,
    &'static String: Setting<T>,
    String: Setting<T>,
{
}
impl<T> Taken for &Probe<Vec<T>>
where
    [&'static str; 1]: Setting<Vec<T>>,
    [String; 1]: Setting<Vec<T>>,
    &'static [&'static str; 1]: Setting<Vec<T>>,
    &'static [&'static str]: Setting<Vec<T>>,
    &'static [String]: Setting<Vec<T>>,
    &'static Vec<String>: Setting<Vec<T>>,
    Vec<&'static str>: Setting<Vec<T>>,
    Vec<String>: Setting<Vec<T>>,
{
}

pub(super) trait NotTaken {
    fn takes_text(&self) -> bool {
        false
    }
}

impl<T> NotTaken for Probe<T> {}

macro_rules! probed {
    ($owner:ident, $field:ident, $of:ty) => {{
        #[allow(unused_imports, reason = "which of them are needed is the question")]
        use super::probe::{Found, NoText as _, NotTaken as _, Probe, Taken as _, Text as _};
        let probe = &&&Probe::<$of>(std::marker::PhantomData);
        let found = Found {
            is_text: probe.is_text(),
            takes_text: probe.takes_text(),
        };
        (
            concat!(stringify!($owner), ".", stringify!($field)),
            stringify!($of),
            found,
        )
    }};
}
pub(super) use probed;

/// Numbers and switches are made of texts too.
const NO_TEXTS: [&str; 5] = ["bool", "u16", "u32", "f64", "Vec<u16>"];

#[test]
fn what_is_made_of_a_text_takes_a_text() {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (field, of, found) in fields::probed() {
        if found.is_text && !NO_TEXTS.contains(&of) {
            let list = if found.takes_text {
                &mut taken
            } else {
                &mut refused
            };
            list.push(field);
        }
    }
    assert_eq!(refused, [""; 0]);
    // The question is one that has answers.
    for known in [
        "Cluster.name",
        "Cluster.zones",
        "Images.registry",
        "Environment.tag",
    ] {
        assert!(taken.contains(&known), "{known}");
    }
}
