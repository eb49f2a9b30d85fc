//! Stories of the whole, told by the real `sarrera`: each has a folder of its own and asks only what a script could.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod documented;
#[cfg(test)]
mod fair;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod hall;
#[cfg(test)]
mod joining;
#[cfg(test)]
mod many;
#[cfg(test)]
mod pretix;
