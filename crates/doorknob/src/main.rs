//! The `doorknob` command.
fn main() {}
