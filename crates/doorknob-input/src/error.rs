//! Why reading could not even begin.

/// Nothing could be read for a reason that lies in the call. Everything that is wrong with single inputs is reported in
/// [`crate::ReadSummary`] instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// No path was given.
    #[error("no input was given")]
    NoPath,
}
