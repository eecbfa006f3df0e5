//! The programs of others with which tests read what this one writes are there.

use std::process::Command;

use crate::support::reader_python;

#[test]
fn a_timeline_and_a_picture_can_be_read() {
    let script = "import opentimelineio, PIL.Image; print(opentimelineio.__name__, PIL.Image.__name__)";
    let output = Command::new(reader_python()).args(["-c", script]).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(stdout, "opentimelineio PIL.Image\n", "{stderr}");
}

#[test]
fn ffprobe_is_there() {
    let output = Command::new("ffprobe").arg("-version").output();
    let output = output.expect("there is no ffprobe; `cargo xtask test --only tests` installs the package `ffmpeg`");
    assert!(output.stdout.starts_with(b"ffprobe version"), "{}", String::from_utf8_lossy(&output.stdout));
}
