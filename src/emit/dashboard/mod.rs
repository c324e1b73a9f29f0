//! A dashboard of Grafana that is made from the environment. How Grafana gets it is the manifest's.

mod board;
mod grid;
mod overview;
mod panels;

pub use board::Dashboard;
pub use overview::overview;
