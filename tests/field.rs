//! What happened to people: each file in `tests/field/` tells a failure that somebody reported, with its source, an
//! environment that has it and one without. Every one must be found, on its line, and the mended one must be clean.
#![allow(clippy::disallowed_methods, reason = "a test that reads its cases")]

mod overlay;

use std::collections::BTreeMap;
use std::path::Path;

use eksight::check::Page;

use overlay::{catalogue_of, overlay_with, promised};

/// The cases by file name.
fn cases() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field");
    let files = folder.read_dir().expect("the folder of cases");
    files
        .map(|file| {
            let file = file.expect("a file in the folder of cases");
            let name = file.file_name().into_string().expect("a name in UTF-8");
            let text = std::fs::read_to_string(file.path()).expect("a case in UTF-8");
            (name, text)
        })
        .collect()
}

/// The only block of a kind.
fn block(text: &str, kind: &str) -> Result<String, String> {
    // A case is read as a page is; it lives as long as the test.
    let page = Page(text.to_owned().leak());
    match <[String; 1]>::try_from(page.blocks(kind)) {
        Ok([block]) => Ok(block),
        Err(blocks) => Err(format!("{} blocks `{kind}` instead of one", blocks.len())),
    }
}

/// What is wrong with a case.
fn fault(name: &str, text: &str) -> Option<String> {
    judge(name, text).err()
}

fn judge(name: &str, text: &str) -> Result<(), String> {
    let sourced = text.lines().any(|line| {
        line.strip_prefix("Source: ")
            .is_some_and(|source| !source.is_empty())
    });
    if !sourced {
        return Err("no line `Source: …`".to_owned());
    }
    let bad = block(text, "yaml bad")?;
    let promised = promised(&bad);
    let file_code = name.split('-').next().unwrap_or_default().to_ascii_uppercase();
    if !promised.iter().any(|(_, code)| *code == file_code) {
        return Err(format!(
            "no line is marked with {file_code}, by which the file is called"
        ));
    }
    let catalogue = catalogue_of(Page(text.to_owned().leak()));
    let outcome = overlay_with(&bad, &catalogue);
    if outcome.places() != promised {
        let (found, pictures) = (outcome.places(), outcome.pictures());
        return Err(format!("found {found:?} and not {promised:?}\n{pictures}"));
    }
    let mended = overlay_with(&block(text, "yaml good")?, &catalogue);
    if mended.findings.is_empty() {
        Ok(())
    } else {
        Err(format!("the mended one is not clean\n{}", mended.pictures()))
    }
}

#[test]
fn every_case_is_found_on_its_line_and_its_mend_is_clean() {
    let cases = cases();
    let faults: Vec<String> = cases
        .iter()
        .filter_map(|(name, text)| Some(format!("{name}: {}", fault(name, text)?)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_case_is_told_twice() {
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for (name, text) in cases() {
        let bad = block(&text, "yaml bad").unwrap();
        let before = told.insert(bad, name.clone());
        assert_eq!(before, None, "{name} tells it again");
    }
}
