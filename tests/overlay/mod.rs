//! Overlays over a minimal environment: what a page or a case says is checked as people would write it.
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]

pub mod further;

use std::path::Path;

use eksight::catalog::{Catalogue, Document};
use eksight::check::{Page, World, check_in};
use eksight::diag::{Diagnostic, Origins, text};
use eksight::resolve::resolve;
use eksight::source::{Memory, load};

/// What an overlay gives: its findings, and whether it may be rendered.
pub struct Outcome {
    pub findings: Vec<Diagnostic>,
    pub origins: Origins,
    pub permitted: bool,
}

impl Outcome {
    pub fn codes(&self) -> Vec<String> {
        self.findings
            .iter()
            .map(|finding| finding.code.to_string())
            .collect()
    }

    pub fn pictures(&self) -> String {
        let pictures = self
            .findings
            .iter()
            .map(|finding| text::render(finding, &self.origins, false));
        pictures.collect::<Vec<_>>().join("\n")
    }

    /// Line and code of each finding, by line; line 0 for one that does not point into the overlay.
    pub fn places(&self) -> Vec<(usize, String)> {
        let line = |finding: &Diagnostic| {
            let span = finding.span.as_ref()?;
            (self.origins.file(span.source).name == OVERLAY).then_some(span.line)
        };
        let place = |finding: &Diagnostic| (line(finding).unwrap_or(0), finding.code.to_string());
        let mut places: Vec<_> = self.findings.iter().map(place).collect();
        places.sort();
        places
    }
}

/// The file that the overlay is.
const OVERLAY: &str = "overlay.yaml";

/// Checks a text that is laid over the minimal environment. The text begins on line 2.
pub fn overlay(text: &str) -> Outcome {
    overlay_with(text, Catalogue::shipped())
}

/// The catalogue with the facts that a page or a case has imported: its `json facts` blocks.
pub fn catalogue_of(page: Page) -> Catalogue {
    let facts = page.blocks("json facts");
    let facts = facts
        .iter()
        .map(|text| Document::parse(text).expect("a file of imported facts"));
    Catalogue::with(facts.collect())
}

/// Checks a text that is laid over the minimal environment by these facts.
pub fn overlay_with(text: &str, catalogue: &Catalogue) -> Outcome {
    let documents: Memory = [
        (
            "minimal.yaml",
            include_str!("../environments/minimal.yaml").to_owned(),
        ),
        (OVERLAY, format!("extends: minimal.yaml\n{text}")),
    ]
    .into_iter()
    .collect();
    let loaded = match load(&documents, Path::new(OVERLAY)) {
        Ok(loaded) => loaded,
        Err(refused) => {
            return Outcome {
                findings: refused.faults,
                origins: refused.origins,
                permitted: false,
            };
        }
    };
    let resolved = resolve("minimal", &loaded.sources, &loaded.environment, catalogue);
    let reference = loaded.environment.not_weaker_than.as_ref().map(|_| {
        load(&documents, Path::new("minimal.yaml"))
            .expect("the minimal environment")
            .environment
    });
    let world = World {
        catalogue,
        as_of: "2026-11-24".parse().expect("a day"),
        own_rules: &[],
        reference: reference.as_ref(),
    };
    let (findings, permit) = check_in(&world, &resolved, &loaded.origins);
    let permitted = permit.is_some();
    Outcome {
        findings,
        origins: loaded.origins,
        permitted,
    }
}

/// The lines of an overlay's text that say what is found there.
pub fn promised(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let (_, code) = line.rsplit_once(" # ")?;
            code.starts_with("EKS").then(|| (index + 2, code.to_owned()))
        })
        .collect()
}
