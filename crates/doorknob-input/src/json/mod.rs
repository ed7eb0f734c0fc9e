//! JSON values, borrowed: a record is parsed once into a flat list of spans that is used again for the next record;
//! text is unescaped only where a value is wanted.
//!
//! Lenient where carriers sin and no meaning hangs on it: control characters inside text, any bare word as a scalar
//! (`NaN`, `True`), several values in a row. Strict about structure. Depth and number of values are bounded.

mod parse;
mod quote;
mod unescape;
mod value;

pub(crate) use parse::{Broken, Tape, end_of_quoted, end_of_value};
pub(crate) use quote::quote;
pub(crate) use value::{Json, Scalar};
