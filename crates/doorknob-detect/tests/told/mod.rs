//! What is said about an incident: advice, totals, names.

mod advice;
mod totals;
