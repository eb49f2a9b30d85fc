//! Why a camera gives no pictures.

/// What is wrong with a camera, or with the file that stands for one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CameraError {
    #[error("there is no camera {0}")]
    Missing(String),
    #[error("another program is using the camera")]
    Busy,
    #[error("the system does not let this program use the camera")]
    Refused,
    #[error("the camera was unplugged")]
    Unplugged,
    #[error("the camera sends no pictures")]
    Silent,
    #[error("the camera's pictures cannot be read: {0}")]
    Format(String),
    #[error("the file does not hold pictures: {0}")]
    File(String),
    #[error("the camera failed: {0}")]
    Failed(String),
}

impl CameraError {
    /// Stable, for the interface to put into words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "camera_missing",
            Self::Busy => "camera_busy",
            Self::Refused => "camera_refused",
            Self::Unplugged => "camera_unplugged",
            Self::Silent => "camera_silent",
            Self::Format(_) => "camera_format",
            Self::File(_) => "camera_file",
            Self::Failed(_) => "camera_failed",
        }
    }
}
