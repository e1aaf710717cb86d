//! Watchfloor 反诈值守台: the live operations console of an anti-telecom-fraud centre.

pub mod cli;
pub mod config;
pub mod domain;
pub mod drill;
pub mod feed;
pub mod hub;
pub mod programs;
pub mod refit;
pub mod sim;
pub mod spec;
pub mod text;
pub mod tui;
