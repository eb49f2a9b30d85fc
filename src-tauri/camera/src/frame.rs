//! One picture of a camera, in grey: what a code is read from.

use crate::CameraError;
use std::fmt;
use std::time::Duration;

/// No picture is wider or higher than this, in points.
pub const SIDE_PX_MAX: u16 = 4096;

/// Rows of grey points from the top, without padding, and when it was taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    width: u16,
    height: u16,
    luma: Vec<u8>,
    at: Duration,
}

impl Frame {
    /// A frame taken `at` after the source began.
    ///
    /// # Errors
    /// [`CameraError::Format`] when a side is zero or over [`SIDE_PX_MAX`], or the points are not width times height.
    pub fn new(width: u16, height: u16, luma: Vec<u8>, at: Duration) -> Result<Self, CameraError> {
        let points = usize::from(width) * usize::from(height);
        if points == 0 || width > SIDE_PX_MAX || height > SIDE_PX_MAX || luma.len() != points {
            let size = luma.len();
            return Err(CameraError::Format(format!(
                "{size} points for a picture of {width}×{height}"
            )));
        }
        Ok(Self {
            width,
            height,
            luma,
            at,
        })
    }

    /// In points.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// In points.
    pub const fn height(&self) -> u16 {
        self.height
    }

    /// Width times height points, 0 is black.
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }

    /// The points themselves.
    #[must_use]
    pub fn into_luma(self) -> Vec<u8> {
        self.luma
    }

    /// Since the source began.
    pub const fn at(&self) -> Duration {
        self.at
    }

    /// The same picture, at most `width_px_max` wide: each point is the mean of a square of points.
    #[must_use]
    pub fn smaller(&self, width_px_max: u16) -> Self {
        let by = self.width.div_ceil(width_px_max.max(1)).max(1);
        let (width, height) = (self.width / by, self.height / by);
        if by == 1 || height == 0 {
            return self.clone();
        }
        let side = usize::from(by);
        let mut luma = Vec::with_capacity(usize::from(width) * usize::from(height));
        let mut sums = vec![0_u32; usize::from(width)];
        let rows: Vec<&[u8]> = self.luma.chunks_exact(usize::from(self.width)).collect();
        for band in rows.chunks_exact(side) {
            sums.fill(0);
            for row in band {
                for (sum, square) in sums.iter_mut().zip(row.chunks_exact(side)) {
                    *sum += square.iter().map(|point| u32::from(*point)).sum::<u32>();
                }
            }
            let points = u32::from(by) * u32::from(by);
            luma.extend(
                sums.iter()
                    .map(|sum| u8::try_from(sum / points).unwrap_or(u8::MAX)),
            );
        }
        Self {
            width,
            height,
            luma,
            at: self.at,
        }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame {}×{} at {:?}", self.width, self.height, self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_picture_is_the_mean_of_its_squares() {
        let frame = Frame::new(
            5,
            3,
            vec![0, 10, 20, 20, 9, 10, 20, 20, 20, 9, 9, 9, 9, 9, 9],
            Duration::ZERO,
        );
        let smaller = frame.unwrap().smaller(3);
        assert_eq!((smaller.width(), smaller.height()), (2, 1));
        assert_eq!(smaller.luma(), [10, 20]);
    }

    #[test]
    fn no_frame_is_other_than_it_says() {
        for (width, height, points) in [(0, 0, 0), (2, 2, 3), (2, 2, 5), (4097, 1, 4097)] {
            let frame = Frame::new(width, height, vec![0; points], Duration::ZERO);
            assert_eq!(
                frame.unwrap_err().code(),
                "camera_format",
                "{width}×{height}, {points} points"
            );
        }
    }

    #[test]
    fn a_frame_in_a_log_shows_no_picture() {
        let frame = Frame::new(2, 1, vec![7, 7], Duration::ZERO).unwrap();
        assert_eq!(format!("{frame:?}"), "Frame 2×1 at 0ns");
    }
}
