//! What the window's page may ask: one file for each feature, four steps for each command.
//!
//! Parse, check the role, call one use case of `app`, map the result. The role is checked by whoever opens the way to a
//! use case: a command that takes an [`Asked`](crate::asked::Asked) is asked under its own name, by the table of
//! `app/src/roles.rs`. Every command stands in a permission of src-tauri/permissions too, and the permission in the
//! capability of tauri.conf.json.

pub(crate) mod badge;
pub(crate) mod batch;
pub(crate) mod camera;
pub(crate) mod conflicts;
pub(crate) mod dashboard;
pub(crate) mod desk;
pub(crate) mod device;
pub(crate) mod devices;
pub(crate) mod duplicates;
pub(crate) mod event;
pub(crate) mod group;
pub(crate) mod help;
pub(crate) mod import;
pub(crate) mod operators;
pub(crate) mod pairing;
pub(crate) mod people;
pub(crate) mod room;
pub(crate) mod setup;
pub(crate) mod stick;
pub(crate) mod sync;
pub(crate) mod trying;
pub(crate) mod window;
