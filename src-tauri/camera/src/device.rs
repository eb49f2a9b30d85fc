//! The cameras of a Linux machine, by Video4Linux.
//!
//! No machine that builds this has a camera: what stands here follows the kernel's documentation and was never seen
//! working. All that can be tried without one is in [`crate::pixels`], [`crate::file`] and behind them.

use crate::cameras::Listed;
use crate::pixels::{self, Pixels, Rows};
use crate::{CameraError, Frame, FrameSource, Stop};
use std::io;
use std::path::Path;
use std::time::Duration;
use v4l::buffer::{Metadata, Type};
use v4l::context::Node;
use v4l::io::traits::CaptureStream;
use v4l::prelude::MmapStream;
use v4l::video::Capture;
use v4l::video::capture::Parameters;
use v4l::{Device, Format, FourCC};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const FPS: u32 = 15;
/// Two frames in the driver: one is filled while one is read, and none gets old.
const BUFFERS: u32 = 2;
/// A camera that sends nothing for this long will send nothing.
const FRAME_WITHIN: Duration = Duration::from_secs(2);
/// Broken frames in a row that are passed over: webcams send some when they start.
const BROKEN_MAX: u32 = 10;
/// What a frame lasts where the driver's times do not move.
const FRAME_TIME: Duration = Duration::from_millis(66);
/// Device files are called video0, video1 and so on.
const DEVICES_MAX: usize = 64;

// The kernel's numbers of what may go wrong.
const EPERM: i32 = 1;
const ENOENT: i32 = 2;
const EIO: i32 = 5;
const ENXIO: i32 = 6;
const EACCES: i32 = 13;
const EBUSY: i32 = 16;
const ENODEV: i32 = 19;

pub(crate) fn list() -> Vec<Listed> {
    (0..DEVICES_MAX)
        .map(|number| format!("/dev/video{number}"))
        .filter(|path| Path::new(path).exists() && may_be_camera(path))
        .map(|path| Listed {
            name: Node::new(&path).name().unwrap_or_else(|| path.clone()),
            id: path,
        })
        .collect()
}

/// A webcam has a second file for what is no picture; one that may not be opened is shown, to say why not.
fn may_be_camera(path: &str) -> bool {
    match Device::with_path(path) {
        Ok(device) => device.enum_formats().is_ok_and(|formats| !formats.is_empty()),
        Err(_) => true,
    }
}

pub(crate) fn open(id: &str) -> Result<Box<dyn FrameSource>, CameraError> {
    if !list().iter().any(|listed| listed.id == id) {
        return Err(CameraError::Missing(id.to_owned()));
    }
    let device = Device::with_path(id).map_err(|error| told(&error))?;
    let offered = device.enum_formats().map_err(|error| told(&error))?;
    let known = pixels::KNOWN
        .iter()
        .find(|(letters, _)| offered.iter().any(|format| format.fourcc.repr == *letters));
    let Some((letters, pixels)) = known else {
        return Err(CameraError::Format("none of its formats is known".to_owned()));
    };
    let wanted = Format::new(WIDTH, HEIGHT, FourCC::new(letters));
    // The driver answers with the nearest that the camera can do.
    let given = device.set_format(&wanted).map_err(|error| told(&error))?;
    if given.fourcc.repr != *letters {
        return Err(CameraError::Format(given.fourcc.to_string()));
    }
    // A camera that keeps its own rate is as good.
    let _ = device.set_params(&Parameters::with_fps(FPS));
    let side = |px: u32| u16::try_from(px).map_err(|_| CameraError::Format(format!("a side of {px} points")));
    let rows = Rows {
        width: side(given.width)?,
        height: side(given.height)?,
        stride: usize::try_from(given.stride).unwrap_or(0),
    };
    let mut stream =
        MmapStream::with_buffers(&device, Type::VideoCapture, BUFFERS).map_err(|error| told(&error))?;
    stream.set_timeout(FRAME_WITHIN);
    Ok(Box::new(DeviceSource {
        stream,
        pixels: *pixels,
        rows,
        first: None,
        last: None,
    }))
}

struct DeviceSource {
    stream: MmapStream<'static>,
    pixels: Pixels,
    rows: Rows,
    /// The driver's time of the first frame.
    first: Option<Duration>,
    last: Option<Duration>,
}

impl FrameSource for DeviceSource {
    fn next(&mut self, stop: &Stop) -> Result<Option<Frame>, CameraError> {
        let mut broken = 0;
        loop {
            if stop.is_told() {
                return Ok(None);
            }
            let (bytes, about) = self.stream.next().map_err(|error| told(&error))?;
            let used = usize::try_from(about.bytesused).unwrap_or(0);
            let bytes = bytes.get(..used).unwrap_or(bytes);
            let taken = time_of(about);
            match pixels::luma(self.pixels, bytes, self.rows) {
                Ok(luma) => {
                    let at = self.at(taken);
                    return Frame::new(self.rows.width, self.rows.height, luma, at).map(Some);
                }
                Err(error) if broken >= BROKEN_MAX => return Err(error),
                Err(_) => broken += 1,
            }
        }
    }
}

impl DeviceSource {
    /// A frame's time since the first one; it moves also where the driver's does not.
    fn at(&mut self, taken: Duration) -> Duration {
        let first = *self.first.get_or_insert(taken);
        let at = taken.saturating_sub(first);
        let moved = match self.last {
            Some(last) if at <= last => last + FRAME_TIME,
            Some(_) | None => at,
        };
        self.last = Some(moved);
        moved
    }
}

fn time_of(about: &Metadata) -> Duration {
    let seconds = u64::try_from(about.timestamp.sec).unwrap_or(0);
    let micros = u64::try_from(about.timestamp.usec).unwrap_or(0);
    Duration::from_secs(seconds) + Duration::from_micros(micros)
}

/// What a failure of the system means at a desk.
fn told(error: &io::Error) -> CameraError {
    if error.kind() == io::ErrorKind::TimedOut {
        return CameraError::Silent;
    }
    match error.raw_os_error() {
        Some(EBUSY) => CameraError::Busy,
        Some(EACCES | EPERM) => CameraError::Refused,
        Some(ENODEV | ENXIO | ENOENT | EIO) => CameraError::Unplugged,
        _ => CameraError::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_the_system_has_a_reason_that_a_desk_understands() {
        for (number, code) in [
            (EBUSY, "camera_busy"),
            (EACCES, "camera_refused"),
            (EPERM, "camera_refused"),
            (ENODEV, "camera_unplugged"),
            (ENOENT, "camera_unplugged"),
            (EIO, "camera_unplugged"),
            (22, "camera_failed"),
        ] {
            assert_eq!(
                told(&io::Error::from_raw_os_error(number)).code(),
                code,
                "{number}"
            );
        }
        let silent = io::Error::new(io::ErrorKind::TimedOut, "poll");
        assert_eq!(told(&silent).code(), "camera_silent");
    }

    #[test]
    fn a_camera_that_is_not_there_is_missing() {
        let missing = open("/dev/video99").err().unwrap();
        assert_eq!(missing.code(), "camera_missing");
    }
}
