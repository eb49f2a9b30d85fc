//! A camera at work: what it tells, and that it lets go.

use crate::drawn::{Drawn, y4m};
use sarrera_camera::{
    Camera, CameraError, Cameras, Ending, FileSource, Frame, FrameSource, Kind, News, Pictures, Stop,
};
use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// A camera that is a file, with everything that it tells.
fn run(source: impl FrameSource + 'static) -> (Camera, Receiver<News>) {
    let (tell, told) = channel();
    let camera = Camera::start(Box::new(source), move |news| drop(tell.send(news))).unwrap();
    (camera, told)
}

fn code(text: &str) -> News {
    News::Code {
        text: text.to_owned(),
        kind: Kind::Qr,
    }
}

/// Looks at every picture until there are no more; how many they were, and the size of the last.
fn watch(pictures: &Pictures) -> (u32, u16, u16) {
    let mut last = (0, 0, 0);
    while let Some(picture) = pictures.after(last.0, PATIENCE) {
        assert!(picture.number > last.0);
        last = (picture.number, picture.width, picture.height);
    }
    assert!(pictures.ended());
    last
}

#[test]
fn a_code_that_is_held_and_another_one_are_told_once_each_and_then_the_camera_is_unplugged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.y4m");
    let held = |text: &str| Drawn::wall().with_code(text, 180.0, (640.0, 360.0), 4.0);
    let (first, second, wall) = (held("FIRST"), held("SECOND"), Drawn::wall());
    y4m(&path, 30, &[(&wall, 5), (&first, 60), (&wall, 20), (&second, 30)]);
    let (camera, told) = run(FileSource::open(&path, Ending::Unplugged).unwrap());
    let (_, width, height) = watch(&camera.pictures());
    assert_eq!((width, height), (640, 360));
    let told: Vec<News> = told.iter().collect();
    assert_eq!(
        told,
        [code("FIRST"), code("SECOND"), News::Ended(CameraError::Unplugged)]
    );
}

/// A source that gives frames as fast as they are taken, half a second of its own time apart.
struct Fast(u32);

impl FrameSource for Fast {
    fn next(&mut self, _: &Stop) -> Result<Option<Frame>, CameraError> {
        let at = Duration::from_millis(500) * self.0;
        self.0 += 1;
        Frame::new(64, 36, vec![128; 64 * 36], at).map(Some)
    }
}

#[test]
fn a_camera_at_which_nobody_looks_lets_go_by_itself() {
    let (camera, told) = run(Fast(0));
    assert_eq!(told.iter().collect::<Vec<_>>(), [News::Unwatched]);
    let pictures = camera.pictures();
    assert!(pictures.ended());
    assert_eq!(pictures.after(0, PATIENCE).map(|picture| picture.number), None);
}

#[test]
fn a_camera_that_is_stopped_is_free_at_once_also_while_it_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slow.y4m");
    y4m(&path, 1, &[(&Drawn::wall(), 1)]);
    let (camera, told) = run(FileSource::open(&path, Ending::Again).unwrap());
    let pictures = camera.pictures();
    drop(camera);
    assert!(pictures.ended());
    assert_eq!(told.iter().count(), 0, "nothing is told of what somebody wanted");
}

#[test]
fn a_folder_of_pngs_is_shown_in_the_order_of_its_names() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("2.png", "SECOND"), ("1.png", "FIRST")] {
        let drawn = Drawn::wall().with_code(text, 180.0, (640.0, 360.0), 0.0);
        png(&folder.path().join(name), &drawn);
    }
    fs::write(folder.path().join("notes.txt"), "no picture").unwrap();
    let mut source = FileSource::open(folder.path(), Ending::Again).unwrap();
    let mut decoder = sarrera_camera::Decoder::default();
    let mut read = || {
        let frame = source.next(&Stop::default()).unwrap().unwrap();
        decoder.read(&frame)[0].text().unwrap()
    };
    assert_eq!([read(), read(), read()], ["FIRST", "SECOND", "FIRST"]);
}

#[test]
fn what_is_no_picture_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("text.y4m"), "Bilbao\n").unwrap();
    fs::write(path("torn.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    fs::create_dir(path("empty")).unwrap();
    fs::write(path("none.y4m"), "YUV4MPEG2 W2 H2 F15:1\n").unwrap();
    huge_png(&path("huge.png"));
    for name in [
        "missing.y4m",
        "text.y4m",
        "torn.png",
        "empty",
        "none.y4m",
        "huge.png",
    ] {
        let opened = FileSource::open(&path(name), Ending::Again);
        let taken = opened.and_then(|mut source| source.next(&Stop::default()));
        assert_eq!(taken.unwrap_err().code(), "camera_file", "{name}");
    }
}

#[test]
fn the_file_of_the_surroundings_is_the_only_camera() {
    let cameras = Cameras::new(Some("once:/somewhere/held.y4m"));
    let listed = cameras.list();
    assert_eq!((listed[0].name.as_str(), listed.len()), ("held.y4m", 1));
    assert_eq!(
        cameras.open("/dev/video0").err().unwrap().code(),
        "camera_missing"
    );
    assert_eq!(cameras.open(&listed[0].id).err().unwrap().code(), "camera_file");
}

fn png(path: &Path, drawn: &Drawn) {
    let file = fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, drawn.width as u32, drawn.height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&drawn.luma)
        .unwrap();
}

/// Says that it is larger than any camera's picture.
fn huge_png(path: &Path) {
    let file = fs::File::create(path).unwrap();
    let mut encoder = png::Encoder::new(file, 5000, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&[0; 5000])
        .unwrap();
}
