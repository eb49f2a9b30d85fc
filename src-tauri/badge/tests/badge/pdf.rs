//! The PDF and the preview: the same picture as the dots, real text, small, and the same bytes each time.

use std::path::Path;
use std::process::Command;

use sarrera_badge::{Bitmap, layout, layout_all, pdf, raster, shipped, svg};

use crate::{both, each, fonts, people};

/// Runs a tool of the system, or says that the check was skipped because it is not installed.
fn tool(name: &str, arguments: &[&str], folder: &Path) -> Option<Vec<u8>> {
    match Command::new(name).args(arguments).current_dir(folder).output() {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{name}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            Some(output.stdout)
        }
        Err(_) => {
            println!("skipped: {name} is not installed");
            None
        }
    }
}

fn written(name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("sarrera-badge-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("badges.pdf"), bytes).unwrap();
    folder
}

#[test]
fn the_same_badges_give_the_same_bytes_whatever_the_threads_did() {
    let people = people::hard();
    let template = shipped("a6").unwrap();
    let alone: Vec<_> = people
        .iter()
        .map(|content| layout(&template, content, fonts()))
        .collect();
    assert_eq!(
        pdf(&alone).unwrap(),
        pdf(&layout_all(&template, &people, fonts())).unwrap()
    );
}

#[test]
fn a_font_is_embedded_once_for_all_badges() {
    let template = shipped("a6").unwrap();
    let one = pdf(&layout_all(&template, &people::hard()[..1], fonts())).unwrap();
    let hundred: Vec<_> = (0..100).map(|_| people::hard()[0].clone()).collect();
    let all = pdf(&layout_all(&template, &hundred, fonts())).unwrap();
    let fonts_in = |bytes: &[u8]| bytes.windows(10).filter(|window| window == b"/FontFile2").count();
    assert_eq!(fonts_in(&one), 3, "Commissioner in three weights");
    assert_eq!(fonts_in(&all), 3);
    assert!(
        all.len() < one.len() + 99 * 2_500,
        "{} bytes for a hundred",
        all.len()
    );
}

#[test]
fn a_pdf_shows_what_the_dots_show() {
    for template in both() {
        let displays = layout_all(&template, &people::hard(), fonts());
        let folder = written(&template.name, &pdf(&displays).unwrap());
        let Some(_) = tool(
            "pdftoppm",
            &["-gray", "-r", "203.2", "badges.pdf", "page"],
            &folder,
        ) else {
            return;
        };
        for (number, display) in displays.iter().enumerate() {
            let page = read_pgm(&folder.join(format!("page-{:02}.pgm", number + 1)));
            let ours = raster(display, 8.0);
            for (one, other) in [(&page, &ours), (&ours, &page)] {
                let strangers = strangers(one, other);
                assert!(
                    strangers <= 3,
                    "{} {number}: {strangers} dots stand alone",
                    template.name
                );
            }
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}

/// Black dots with no black dot near them in the other picture.
fn strangers(one: &Bitmap, other: &Bitmap) -> usize {
    let near = |x: usize, y: usize| {
        (y.saturating_sub(2)..=y + 2).any(|y| (x.saturating_sub(2)..=x + 2).any(|x| other.is_black(x, y)))
    };
    one.black_dots().filter(|(x, y)| !near(*x, *y)).count()
}

fn read_pgm(path: &Path) -> Bitmap {
    let bytes = std::fs::read(path).unwrap();
    let mut parts = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut next = || String::from_utf8(parts.next().unwrap().to_vec()).unwrap();
    assert_eq!(next(), "P5");
    let (width, height): (usize, usize) = (next().parse().unwrap(), next().parse().unwrap());
    let greys = &bytes[bytes.len() - width * height..];
    let row = width.div_ceil(8);
    let mut packed = vec![0; row * height];
    for (at, grey) in greys.iter().enumerate() {
        if *grey < 128 {
            packed[at / width * row + at % width / 8] |= 0x80 >> (at % width % 8);
        }
    }
    Bitmap {
        width,
        height,
        bytes: packed,
    }
}

#[test]
fn another_decoder_reads_the_code_from_the_pdf() {
    for template in both() {
        let people = &people::hard()[..6];
        let folder = written(
            &format!("qr-{}", template.name),
            &pdf(&layout_all(&template, people, fonts())).unwrap(),
        );
        let Some(_) = tool("pdftoppm", &["-png", "-r", "150", "badges.pdf", "page"], &folder) else {
            return;
        };
        for (number, content) in people.iter().enumerate() {
            let page = format!("page-{}.png", number + 1);
            let Some(read) = tool("zbarimg", &["--quiet", "--raw", "--nodbus", &page], &folder) else {
                return;
            };
            assert_eq!(
                String::from_utf8(read).unwrap().trim(),
                content.code,
                "{} {number}",
                template.name
            );
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn the_text_of_a_pdf_can_be_searched_and_copied() {
    let displays = layout_all(&shipped("a6").unwrap(), &people::hard(), fonts());
    let folder = written("text", &pdf(&displays).unwrap());
    let Some(text) = tool("pdftotext", &["badges.pdf", "-"], &folder) else {
        return;
    };
    let text = String::from_utf8(text).unwrap();
    for said in [
        "Itziar",
        "Mendizabal Agirre",
        "Коваленко",
        "美咲",
        "부산기계공업",
        "Nguyễn Thị",
        "Γιώργος",
    ] {
        assert!(text.contains(said), "{said}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_preview_holds_outlines_only() {
    each(|template, content, display| {
        let picture = svg(display);
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"));
        assert_eq!(
            picture.matches('<').count() - 2,
            picture.matches("<path ").count(),
            "paths and nothing else"
        );
        for personal in [&content.given_name, &content.company, &content.code] {
            assert!(
                personal.len() < 4 || !picture.contains(personal.as_str()),
                "{} {personal}",
                template.name
            );
        }
    });
}
