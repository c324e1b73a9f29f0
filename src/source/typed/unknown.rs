//! Names that the model does not have, and which of its own was meant.

use super::super::tree::{Entry, Node};
use super::super::{fault, slip};
use super::{EXTENDS, guide, places};
use crate::diag::{Diagnostic, FieldPath, Fix, Segment, Span};

/// A field that the model does not have.
pub(super) struct Unknown {
    pub(super) fault: Diagnostic,
    /// The field that it looks like.
    meant: Option<FieldPath>,
    /// What is written there.
    content: Node,
}

/// What was meant by a name, and what to do about it.
struct Meant {
    field: Option<FieldPath>,
    help: String,
    fix: Option<Fix>,
}

impl Unknown {
    /// Each of these, but for the fields of a section that stands among them without content: it is the section that is indented
    /// too far.
    pub(super) fn all(entries: &[&Entry], fields: &[&str], beside: &[&Entry], map: &FieldPath) -> Vec<Self> {
        let mut section: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        for entry in entries {
            if section.contains(&entry.key.as_str()) {
                continue;
            }
            if entry.value.is_null() && !map.segments().is_empty() {
                section = guide::fields(&FieldPath::root().field(&entry.key));
            }
            found.push(Self::new(entry, fields, beside, map));
        }
        found
    }

    fn new(entry: &Entry, fields: &[&str], beside: &[&Entry], map: &FieldPath) -> Self {
        let key = &entry.key;
        let path = map.field(key);
        let fault = Diagnostic::error(fault::UNKNOWN_FIELD, path, format!("`{key}` is not a field here"));
        // What another file says there is no neighbour: the two are laid over each other once the name is right.
        let same_file = |other: &&&Entry| other.key_span.source == entry.key_span.source;
        let beside: Vec<&str> = beside
            .iter()
            .filter(same_file)
            .map(|other| other.key.as_str())
            .collect();
        let meant = Meant::too_deep(entry, fields, map).or_else(|| Meant::without_colon(entry, fields, map));
        let meant = meant.unwrap_or_else(|| Meant::by(key, fields, &beside, map));
        let mut fault = fault.at(entry.key_span.clone()).help(meant.help);
        fault.fix = meant.fix;
        Self {
            fault,
            meant: meant.field,
            content: entry.value.clone(),
        }
    }

    /// Whether its key is one of those that stand at these places.
    pub(super) fn stands_at(&self, places: &[Span]) -> bool {
        self.fault.span.as_ref().is_some_and(|span| places.contains(span))
    }

    /// Whether it is this field, or one that would bring it: what a base or a section says is not missing.
    pub(super) fn means(&self, path: &FieldPath) -> bool {
        let extends = FieldPath::root().field(EXTENDS);
        let meant = self.meant.as_ref();
        meant.is_some_and(|meant| {
            let rest = path.below(meant);
            meant.leads_to_same(&extends) || rest.is_some_and(|rest| self.content.at(&rest).is_some())
        })
    }
}

impl Meant {
    fn by(key: &str, fields: &[&str], beside: &[&str], map: &FieldPath) -> Self {
        if let Some((below, field)) = places::in_one_word(key, fields, map) {
            return Self::below(map, below, field);
        }
        let (near, is_sure) = match places::of_another_tool(key, fields) {
            Some([near]) => (Some(*near), true),
            Some([below, field, ..]) => return Self::below(map, below, field),
            _ => nearest(key, fields).map_or((None, false), |near| {
                let same = places::folded(key) == places::folded(near);
                (Some(near), same || is_slip(key, near, fields))
            }),
        };
        if let Some(near) = near.filter(|near| beside.contains(near)) {
            let help =
                format!("`{near}` stands here already: move what belongs to it there, and remove this");
            let field = Some(map.field(near));
            return Self {
                field,
                help,
                fix: None,
            };
        }
        let elsewhere = if is_sure { Vec::new() } else { places::of(key, map) };
        match (near, elsewhere.as_slice()) {
            (_, [_, ..]) => Self::elsewhere(&elsewhere),
            (Some(near), []) => Self {
                field: Some(map.field(near)),
                help: format!("did you mean `{near}`?"),
                fix: is_sure.then(|| Fix::replace(key, near)),
            },
            (None, []) => {
                let list: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
                let help = match list.is_empty() {
                    true => "there are no fields here: write `{}`".to_owned(),
                    false => format!("the fields here are {}", list.join(", ")),
                };
                let field = None;
                Self {
                    field,
                    help,
                    fix: None,
                }
            }
        }
    }

    /// A field of another field of the map.
    fn below(map: &FieldPath, below: &str, field: &str) -> Self {
        Self {
            field: Some(map.field(below).field(field)),
            help: format!("write `{field}` below `{below}`"),
            fix: None,
        }
    }

    /// An entry that is indented below its neighbour in a map with names: it has the fields that the neighbour has.
    fn too_deep(entry: &Entry, fields: &[&str], map: &FieldPath) -> Option<Self> {
        let Some(Segment::Key(neighbour)) = map.segments().last() else {
            return None;
        };
        let mut own = entry.value.entries()?.iter().peekable();
        own.peek()?;
        let around = map.parent()?;
        own.all(|own| fields.contains(&own.key.as_str())).then(|| Self {
            help: format!("it is indented too far: it belongs below `{around}`, beside `{neighbour}`"),
            field: Some(around.key(&entry.key)),
            fix: None,
        })
    }

    /// `field = { key: value }`, `field:{ key: value }`, and in brackets `field value`, `field = value` or `field:value`: for YAML all
    /// up to the last colon is the key, or all of it where there is none.
    fn without_colon(entry: &Entry, fields: &[&str], map: &FieldPath) -> Option<Self> {
        let (name, _) = entry.key.split_once([' ', '=', ':'])?;
        let field = fields.iter().find(|field| **field == name)?;
        let help = match entry.value.is_null() {
            true => {
                let pair = slip::write_colon(&entry.key).map(|(_, help)| help);
                pair.or_else(|| slip::write_blank(&entry.key))
            }
            false => {
                let written = format!("{}: {}", entry.key, entry.value.in_a_line());
                slip::write_before_bracket(&written).or_else(|| slip::write_blank(&written))
            }
        };
        Some(Self {
            field: Some(map.field(field)),
            help: help?,
            fix: None,
        })
    }

    /// A field of that name, at another place.
    fn elsewhere(places: &[FieldPath]) -> Self {
        let around = places.iter().filter_map(FieldPath::parent);
        let below = around.map(|map| match map.segments() {
            [] => "at the top of the file".to_owned(),
            _ => format!("below `{map}`"),
        });
        let below: Vec<String> = below.collect();
        let only = match places {
            [only] => Some(only),
            _ => None,
        };
        Self {
            field: only.filter(|place| !places::is_open(place)).cloned(),
            help: format!("it belongs {}", below.join(" or ")),
            fix: None,
        }
    }
}

/// The known name that is nearest to a mistyped one, if any is near.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()),
                *candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Whether nothing but a slip of the keys lies between the two, and no other name is as near.
pub(super) fn is_slip(key: &str, near: &str, names: &[&str]) -> bool {
    let letters = |name: &str| strsim::damerau_levenshtein(&key.to_lowercase(), &name.to_lowercase());
    let slips = letters(near);
    slips <= 2 && slips * 3 <= key.len() && names.iter().filter(|name| letters(name) <= slips).count() == 1
}
