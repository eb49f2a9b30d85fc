//! The badge engine from outside: what every badge must keep, whoever's name is on it.

mod people;
mod support;
mod story;
