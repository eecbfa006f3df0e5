//! The library between the program and the kernel: built once for the test binary, and put under a command.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use camino::Utf8Path;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/faults.c");

static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| build(Path::new(env!("CARGO_TARGET_TMPDIR"))));

/// Built under a name of its own and then renamed: tests run as processes side by side.
fn build(folder: &Path) -> PathBuf {
    let library = folder.join("libfaults.so");
    let newer = |path: &Path| std::fs::metadata(path).and_then(|stat| stat.modified()).ok();
    if newer(&library).is_some_and(|built| newer(Path::new(SOURCE)).is_some_and(|written| written < built)) {
        return library;
    }
    std::fs::create_dir_all(folder).unwrap();
    let own = folder.join(format!("libfaults.{}.so", std::process::id()));
    let mut compile = Command::new("cc");
    compile.args(["-O1", "-Wall", "-Wextra", "-Wno-nonnull-compare", "-shared", "-fPIC", "-o"]);
    let done = compile.arg(&own).arg(SOURCE).arg("-ldl").status();
    assert!(done.is_ok_and(|status| status.success()), "a C compiler is needed: cc");
    std::fs::rename(&own, &library).unwrap();
    library
}

/// Puts the library under a command. `settings` are those of `faults.c`, the root aside.
pub(crate) fn under(command: &mut Command, root: &Utf8Path, settings: &str) {
    command.env("LD_PRELOAD", &*LIBRARY).env("TL_FAULTS", format!("root={root};{settings}"));
}
