//! A display without a screen that lives as long as its value, and a photograph of what it shows.

use crate::step;
use anyhow::{Context, Result, bail};
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const SIZE: &str = "1366x768x24";
const LOOK_EVERY: Duration = Duration::from_millis(300);
const LOOKS_MAX: usize = 60;
const BYTES_PER_PIXEL: usize = 3;
/// An empty window has one colour or two; a page with letters has many more, from their smoothed edges.
const COLOURS_OF_A_PAGE: usize = 12;

/// A running Xvfb.
#[derive(Debug)]
pub(crate) struct Display {
    server: Child,
    /// Its name, as `DISPLAY` wants it.
    pub(crate) name: String,
}

impl Display {
    /// Starts one on a number that nobody uses.
    pub(crate) fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start Xvfb")?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output)
                .read_line(&mut number)
                .context("Xvfb did not say its number")?;
        }
        let display = Self {
            server,
            name: format!(":{}", number.trim()),
        };
        if display.name == ":" {
            bail!("Xvfb found no free display");
        }
        Ok(display)
    }

    /// Waits until the picture holds still and shows a page, then writes it as PNG.
    pub(crate) fn photograph(&self, file: &Path) -> Result<()> {
        let mut before = Vec::new();
        for _ in 0..LOOKS_MAX {
            let now = self.pixels()?;
            if now == before && colours(&now) >= COLOURS_OF_A_PAGE {
                let mut import = self.import();
                import.arg(file);
                return step::run(import);
            }
            before = now;
            pause();
        }
        bail!("the window shows nothing yet, or never holds still")
    }

    fn pixels(&self) -> Result<Vec<u8>> {
        let mut import = self.import();
        import.args(["-depth", "8", "rgb:-"]);
        let output = import.output().context("could not start ImageMagick's import")?;
        if !output.status.success() {
            bail!(
                "the display could not be photographed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(output.stdout)
    }

    fn import(&self) -> Command {
        step::command("import", ["-display", &self.name, "-window", "root"])
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended by itself, with Ctrl+C for instance.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn colours(pixels: &[u8]) -> usize {
    pixels.chunks_exact(BYTES_PER_PIXEL).collect::<HashSet<_>>().len()
}

#[expect(
    clippy::disallowed_methods,
    reason = "an X display does not tell when a page was painted: one has to look"
)]
fn pause() {
    std::thread::sleep(LOOK_EVERY);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_window_has_few_colours() {
        assert_eq!(colours(&[255; 300]), 1);
        assert_eq!(colours(&[0, 0, 0, 1, 1, 1, 0, 0, 0]), 2);
    }
}
