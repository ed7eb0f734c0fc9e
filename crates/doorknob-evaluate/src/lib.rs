//! Scores what a tool says about simulated logs against the truth about them, and puts tools beside each other.
//!
//! ```text
//! World ──records──► Tool (ours, rivals) ──ToolVerdict──► score ──► Summary ──► table, JSON, docs/accuracy.md
//!       └─────────────── truth ─────────────────────────────┘
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`verdict`] | one alert of any tool, and its JSON lines |
//! | [`score`] | one tool in one world: the matching rule and what follows from it |
//! | [`summary`], [`interval`] | scores of several worlds as figures, and how sure they are |
//! | [`criteria`] | what we hold ourselves to |
//! | [`tool`], [`pipeline`], [`rivals`] | what is run: an interface, ourselves, and the re-stated public rules |
//! | [`simulated`] | simulated records as the events that reading files gives |
//! | [`variant`], [`worlds`] | how worlds are collected, and the runs over them |
//! | [`ablation`] | the same worlds with one part of detection left out |
//! | [`render`] | the results for people and programs |
//!
//! ```
//! use doorknob_evaluate::{pipeline::Doorknob, rivals, tool::Tool, worlds::{Recorded, evaluate_world}};
//! use doorknob_event::settings::Settings;
//! use doorknob_simulate::scenario::{Parameters, build};
//!
//! let labelled = build("spray-single", &Parameters::default()).expect("a scenario of that name");
//! let mut tools: Vec<Box<dyn Tool>> = vec![Box::new(Doorknob::new(Settings::default()))];
//! tools.extend(rivals::all().into_iter().map(|rival| Box::new(rival) as Box<dyn Tool>));
//! let scores = evaluate_world(Recorded::from(labelled), tools);
//! assert!(scores[0].score.attacks[0].found);
//! ```
//!
//! Nothing here reads a clock, a file or an unseeded generator: equal worlds and tools give equal figures.

pub mod ablation;
mod answer_key;
pub mod criteria;
pub mod interval;
mod names;
pub mod pipeline;
pub mod record_set;
pub mod render;
pub mod rivals;
pub mod score;
pub mod simulated;
pub mod summary;
pub mod tool;
pub mod variant;
pub mod verdict;
pub mod worlds;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
