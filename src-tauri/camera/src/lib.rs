//! A camera as a scanner: pictures from a device or a file, the codes in them, and each code once while it is held there.
//!
//! *Architecture Invariant*: no picture is ever stored, logged or sent anywhere but into the window: a [`Picture`] lives
//! until the next one takes its place, and `Debug` shows its size only.
//!
//! *Architecture Invariant*: this crate knows neither events nor people; a code is a text and its kind. It reads no clock:
//! every frame carries its own time.

mod cameras;
mod decode;
mod error;
mod file;
mod frame;
mod light;
mod pixels;
mod pngs;
mod presence;
mod running;
mod stop;
mod y4m;

#[cfg(target_os = "linux")]
mod device;
#[cfg(not(target_os = "linux"))]
#[path = "no_device.rs"]
mod device;

pub use cameras::{Cameras, Listed};
pub use decode::{Decoder, Kind, Seen};
pub use error::CameraError;
pub use file::{Ending, FileSource};
pub use frame::{Frame, SIDE_PX_MAX};
pub use light::{Light, Lights};
pub use presence::{BESIDE, GAP, GONE, Presence};
pub use running::{Camera, News, PICTURE_PX_MAX, Picture, Pictures, UNWATCHED_MAX};
pub use stop::Stop;

/// Where frames come from: a device, or a file that stands for one.
pub trait FrameSource: Send {
    /// Waits for the next frame; `None` once `stop` was told.
    ///
    /// # Errors
    /// When there will be no more frames: after an error the source is of no more use. No source waits longer than
    /// two seconds for one frame.
    fn next(&mut self, stop: &Stop) -> Result<Option<Frame>, CameraError>;
}
