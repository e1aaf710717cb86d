//! The binary: arguments to one of the programs.

fn main() {}
