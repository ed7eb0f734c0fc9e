//! Incidents and the summary of a run to one self-contained HTML page, and to Markdown.
//!
//! ```text
//! incidents, RunSummary, Settings ─┐
//! activities ─► tries::Collector ──┼─► Page ─► write_html, write_markdown
//! Readiness, Lockout (optional) ───┘
//! ```
//!
//! The page loads nothing: style, script, charting library and data are inside, and a content security policy allows
//! nothing else. Without its script it is the same page, with pictures, only less handy. Text from logs is hostile: every
//! value goes through one escaper ([`doorknob_report::visible`], then HTML), data for the script is JSON without `<`, and
//! the script sets text only as text.
//!
//! There is no PDF writer: the part for leaders prints on one sheet of A4 from any browser (`chromium --headless
//! --print-to-pdf`, then its first page; tests hold it to one), with selectable text and the same pictures. A library that
//! lays out text, tables, SVG and the scripts of the world's account names weighs more than all of this crate, and would have
//! to be kept equal to the page.
//!
//! | module | holds |
//! |---|---|
//! | [`page`] | what a page is made of: [`Page`] |
//! | [`tries`] | single tries for the pictures, and their [`tries::Collector`] |
//! | [`readiness`], [`lockout`] | the optional sections as plain data |
//! | `html` | the page's parts as the templates want them |
//! | `picture` | time lines, bands, calendars as inline SVG |
//! | `embedded` | data for the script, and the policy |
//! | `markdown` | the same in Markdown |
//!
//! ```
//! use doorknob_event::settings::Settings;
//! use doorknob_page::{Page, write_html};
//! use doorknob_report::RunSummary;
//!
//! let (summary, settings) = (RunSummary::default(), Settings::default());
//! let page = Page {
//!     subject: "Example Corp",
//!     made_by: "doorknob",
//!     incidents: &[],
//!     summary: &summary,
//!     settings: &settings,
//!     tries: None,
//!     readiness: None,
//!     lockout: None,
//! };
//! let mut html = Vec::new();
//! write_html(&page, &mut html)?;
//! assert!(html.starts_with(b"<!doctype html>"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod embedded;
mod html;
pub mod lockout;
mod markdown;
mod markup;
pub mod page;
mod phrases;
mod picture;
pub mod readiness;
mod story;
pub mod tries;

pub use html::write_html;
pub use markdown::write_markdown;
pub use page::Page;
