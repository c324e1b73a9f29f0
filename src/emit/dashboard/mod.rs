//! A dashboard of Grafana that is made from the environment. How Grafana gets it is the manifest's.

mod board;
mod grid;
mod overview;
mod panels;

pub use board::Dashboard;
pub(super) use overview::is_wanted as has_overview;
pub use overview::overview;
