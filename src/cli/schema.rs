//! `schema`: prints the JSON Schema of environment files.

use super::{code, output};
use crate::source::schema;

pub(super) fn run() -> anyhow::Result<u8> {
    output::data(schema::TEXT)?;
    Ok(code::DONE)
}
