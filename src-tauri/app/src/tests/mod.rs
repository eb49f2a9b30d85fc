//! Stories of the use cases.
