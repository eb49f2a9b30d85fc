//! The luma of a Y4M file (YUV4MPEG2, eight bits), a frame at a time; nothing is read that its header does not promise.
//!
//! The crate `y4m` takes a torn frame for the end of the file and lets a header ask for any size (decision 0118).

use crate::{CameraError, SIDE_PX_MAX};
use std::io::{BufRead, Read, Seek, SeekFrom, copy, sink};
use std::time::Duration;

/// A header, or a frame's line, is no longer than this.
const LINE_BYTES_MAX: u64 = 256;
const FPS_MAX: u32 = 120;

pub(crate) struct Y4m<R> {
    reader: R,
    pub(crate) width: u16,
    pub(crate) height: u16,
    /// How long a frame is shown.
    pub(crate) frame_time: Duration,
    /// The bytes of colour behind each frame's luma.
    colour_bytes: u64,
    first_frame_at: u64,
}

impl<R: BufRead + Seek> Y4m<R> {
    /// Reads the header.
    pub(crate) fn open(mut reader: R) -> Result<Self, CameraError> {
        let header = line(&mut reader)?;
        let mut words = header.split(' ');
        if words.next() != Some("YUV4MPEG2") {
            return Err(wrong("it does not begin with YUV4MPEG2"));
        }
        let (mut width, mut height, mut fps, mut colours) = (0, 0, (25, 1), "420");
        for word in words.filter(|word| word.is_ascii()) {
            let (name, value) = word.split_at(word.len().min(1));
            match name {
                "W" => width = side(value)?,
                "H" => height = side(value)?,
                "F" => fps = rate(value)?,
                "C" => colours = value,
                _others => {}
            }
        }
        if width == 0 || height == 0 {
            return Err(wrong("its header names no size"));
        }
        let colour_bytes = colour_bytes(colours, u64::from(width), u64::from(height))?;
        let first_frame_at = reader.stream_position().map_err(unreadable)?;
        Ok(Self {
            reader,
            width,
            height,
            frame_time: Duration::from_secs(u64::from(fps.1)) / fps.0,
            colour_bytes,
            first_frame_at,
        })
    }

    /// The luma of the next frame; `None` at the end of the file.
    pub(crate) fn next_luma(&mut self) -> Result<Option<Vec<u8>>, CameraError> {
        if self.reader.fill_buf().map_err(unreadable)?.is_empty() {
            return Ok(None);
        }
        let head = line(&mut self.reader)?;
        if head != "FRAME" && !head.starts_with("FRAME ") {
            return Err(wrong("a frame does not begin with FRAME"));
        }
        let mut luma = vec![0; usize::from(self.width) * usize::from(self.height)];
        self.reader
            .read_exact(&mut luma)
            .map_err(|_| wrong("its last frame is torn"))?;
        let mut colour = self.reader.by_ref().take(self.colour_bytes);
        if copy(&mut colour, &mut sink()).map_err(unreadable)? != self.colour_bytes {
            return Err(wrong("its last frame is torn"));
        }
        Ok(Some(luma))
    }

    /// Back to the first frame.
    pub(crate) fn rewind(&mut self) -> Result<(), CameraError> {
        self.reader
            .seek(SeekFrom::Start(self.first_frame_at))
            .map_err(unreadable)?;
        Ok(())
    }
}

fn line(reader: &mut impl BufRead) -> Result<String, CameraError> {
    let mut line = Vec::new();
    let mut bounded = reader.take(LINE_BYTES_MAX);
    bounded.read_until(b'\n', &mut line).map_err(unreadable)?;
    if line.pop() != Some(b'\n') {
        return Err(wrong("a line has no end"));
    }
    String::from_utf8(line).map_err(|_| wrong("a line is no text"))
}

fn side(value: &str) -> Result<u16, CameraError> {
    match value.parse() {
        Ok(side) if side > 0 && side <= SIDE_PX_MAX => Ok(side),
        _ => Err(wrong(&format!(
            "{value:?} is no side of 1 to {SIDE_PX_MAX} points"
        ))),
    }
}

/// Frames over seconds.
fn rate(value: &str) -> Result<(u32, u32), CameraError> {
    let parsed = value.split_once(':').and_then(|(frames, seconds)| {
        let (frames, seconds): (u32, u32) = (frames.parse().ok()?, seconds.parse().ok()?);
        let fits = seconds > 0 && frames >= seconds && frames / seconds <= FPS_MAX;
        fits.then_some((frames, seconds))
    });
    parsed.ok_or_else(|| wrong(&format!("{value:?} is no rate of 1 to {FPS_MAX} frames a second")))
}

fn colour_bytes(colours: &str, width: u64, height: u64) -> Result<u64, CameraError> {
    match colours {
        "mono" => Ok(0),
        "420" | "420jpeg" | "420paldv" | "420mpeg2" => Ok(2 * width.div_ceil(2) * height.div_ceil(2)),
        "422" => Ok(2 * width.div_ceil(2) * height),
        "444" => Ok(2 * width * height),
        other => Err(wrong(&format!("its colours {other:?} are not known"))),
    }
}

fn wrong(why: &str) -> CameraError {
    CameraError::File(why.to_owned())
}

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn unreadable(error: std::io::Error) -> CameraError {
    CameraError::File(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// All luma of a file, or why not.
    fn read(bytes: &[u8]) -> Result<Vec<Vec<u8>>, String> {
        let told = |error: CameraError| error.to_string().replace("the file does not hold pictures: ", "");
        let mut file = Y4m::open(Cursor::new(bytes)).map_err(told)?;
        let mut all = Vec::new();
        while let Some(luma) = file.next_luma().map_err(told)? {
            all.push(luma);
        }
        Ok(all)
    }

    #[test]
    fn luma_is_read_past_the_colours_of_each_kind() {
        for (colours, behind) in [
            (" Cmono", 0),
            ("", 4),
            (" C420jpeg", 4),
            (" C422", 4),
            (" C444", 6),
        ] {
            let mut bytes = format!("YUV4MPEG2 W3 H1 F15:1 Ip A1:1{colours} XSOMETHING\n").into_bytes();
            for frame in [b"abc", b"def"] {
                bytes.extend(b"FRAME\n");
                bytes.extend(frame);
                bytes.extend(vec![0; behind]);
            }
            assert_eq!(
                read(&bytes),
                Ok(vec![b"abc".to_vec(), b"def".to_vec()]),
                "{colours}"
            );
        }
    }

    #[test]
    fn the_rate_is_that_of_the_header() {
        let time = |header: &str| {
            let bytes = format!("YUV4MPEG2 W1 H1{header}\n");
            Y4m::open(Cursor::new(bytes.as_bytes())).unwrap().frame_time
        };
        assert_eq!(time(" F10:1"), Duration::from_millis(100));
        assert_eq!(time(" F30000:1001"), Duration::from_secs(1001) / 30_000);
        assert_eq!(time(""), Duration::from_millis(40));
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_reason() {
        let frame = |bytes: &[u8]| [b"YUV4MPEG2 W2 H1 Cmono\n", bytes].concat();
        for (bytes, why) in [
            (b"".to_vec(), "a line has no end"),
            (b"RIFF\n".to_vec(), "it does not begin with YUV4MPEG2"),
            (b"YUV4MPEG2 W2\n".to_vec(), "its header names no size"),
            (
                b"YUV4MPEG2 W99999999999 H1\n".to_vec(),
                "\"99999999999\" is no side of 1 to 4096 points",
            ),
            (
                b"YUV4MPEG2 W2 H4097\n".to_vec(),
                "\"4097\" is no side of 1 to 4096 points",
            ),
            (
                b"YUV4MPEG2 W2 H1 F0:1\n".to_vec(),
                "\"0:1\" is no rate of 1 to 120 frames a second",
            ),
            (
                b"YUV4MPEG2 W2 H1 C420p10\n".to_vec(),
                "its colours \"420p10\" are not known",
            ),
            (vec![b'Y'; 5_000], "a line has no end"),
            (frame(b"FRAME\na"), "its last frame is torn"),
            (frame(b"FRAME\nabFRAME\n"), "its last frame is torn"),
            (frame(b"FRAME\nabXRAME\ncd"), "a frame does not begin with FRAME"),
            (b"YUV4MPEG2 W2 H1\nFRAME\nab1".to_vec(), "its last frame is torn"),
        ] {
            assert_eq!(read(&bytes), Err(why.to_owned()));
        }
    }
}
