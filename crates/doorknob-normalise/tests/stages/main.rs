//! Both stages together: events in, activities out, on tables of text.

mod duplicates;
mod hostile;
mod identity;
mod invariance;
mod one_try;
mod recovery;
mod shorthand;
