//! Devices, a hub and two servers that exchange ops over a network which fails: all of it drawn from one seed.

#[cfg(test)]
mod check;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod fair;
#[cfg(test)]
mod healed;
#[cfg(test)]
mod judged;
#[cfg(test)]
mod net;
#[cfg(test)]
mod node;
#[cfg(test)]
mod planted;
#[cfg(test)]
mod run;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod steps;
