//! Stories of the whole, told by the real `sarrera`: each has a folder of its own and asks only what a script could.

mod bad_input;
mod crash;
mod desk;
mod documented;
mod fair;
mod folder;
mod pretix;
