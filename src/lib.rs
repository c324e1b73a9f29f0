//! eksight: one typed model of an EKS environment, checked as a whole and rendered to everything that deploys it.
//!
//! A program that has environments or rules of its own begins with [`cli::run`], which gives it every command;
//! [`source::Draft`] is how an environment is written in Rust. What the commands do, a program can do without them: each
//! module is a step, and takes what the one before it gives.
//!
//! ```
//! use std::path::Path;
//!
//! use eksight::catalog::{Catalogue, Date};
//! use eksight::check::check;
//! use eksight::diag::text;
//! use eksight::out::Disk;
//! use eksight::resolve::resolve;
//! use eksight::source::load;
//!
//! // What people wrote, with the place of each field.
//! let loaded = match load(&Disk::at("."), Path::new("environments/dev.yaml")) {
//!     Ok(loaded) => loaded,
//!     Err(refused) => panic!("{:?}", refused.faults),
//! };
//! // What follows from it and from what is known about AWS.
//! let catalogue = Catalogue::shipped();
//! let resolved = resolve("dev", &loaded.sources, &loaded.environment, catalogue);
//! // Every finding of every rule, and the permit to render where none of them is an error.
//! let today: Date = "2026-11-24".parse()?;
//! let (findings, permit) = check(&resolved, &loaded.origins, catalogue, today);
//! for finding in &findings {
//!     eprintln!("{}", text::render(finding, &loaded.origins, false));
//! }
//! // What deploys it; nothing is written.
//! let artifacts = permit.expect("no errors").render();
//! assert_eq!(artifacts[0].path, "cloudformation/eks-oneclick.yaml");
//! assert!(artifacts[0].text().contains("AWS::EKS::Cluster"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`model`] has the types of an environment, [`emit`] what makes the artefacts, and [`out`] compares them with what lies
//! below `out/` and writes them. [`diff`] and [`cost`] look at environments; [`live`] and [`apply`] at what runs, through
//! the programs that [`tools`] starts.

#[cfg(feature = "cli")]
pub mod cli;
pub mod out;

#[cfg(feature = "cli")]
use eksight_parallel as parallel;

#[doc(inline)]
pub use eksight_apply as apply;
#[doc(inline)]
pub use eksight_catalog as catalog;
#[doc(inline)]
pub use eksight_check as check;
#[doc(inline)]
pub use eksight_cost as cost;
#[doc(inline)]
pub use eksight_diag as diag;
#[doc(inline)]
pub use eksight_diff as diff;
#[doc(inline)]
pub use eksight_emit as emit;
#[doc(inline)]
pub use eksight_live as live;
#[doc(inline)]
pub use eksight_model as model;
#[doc(inline)]
pub use eksight_promql as promql;
#[doc(inline)]
pub use eksight_resolve as resolve;
#[doc(inline)]
pub use eksight_source as source;
#[doc(inline)]
pub use eksight_tools as tools;
