//! The YAML writer against two readers that share nothing with it: libyaml's rules and a strict YAML 1.1 resolver.

mod numbers;
mod readers;
mod round_trip;
mod shape;
mod strings;
mod tags;
