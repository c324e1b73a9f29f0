//! Prints the JSON Schema of environment files as the model has it: what `cargo xtask codegen schema` commits.

use std::io::{Write, stdout};

fn main() -> std::io::Result<()> {
    stdout().write_all(eksight::source::schema::generate().as_bytes())
}
