//! Both stages together: events in, activities out, on tables of text.

mod duplicates;
mod gathering;
mod hostile;
mod identity;
mod invariance;
mod one_try;
mod recovery;
mod shorthand;
