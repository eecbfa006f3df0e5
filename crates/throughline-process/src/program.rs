//! Finds programs, and says in words why one could not be started.

use std::ffi::{CStr, OsStr};
use std::fs;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::Access;
use rustix::io::Errno;

/// Where programs are looked for when `PATH` is not set, as `execvp` does.
const DEFAULT_PATH: &str = "/bin:/usr/bin";

/// The file that a command with this program would execute: with a slash in it, a path relative to `cwd`; without,
/// the first executable file of this name in the folders of `path_env`, where an empty entry means `cwd`.
#[must_use]
pub fn find_program(name: &str, path_env: Option<&OsStr>, cwd: &Path) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(cwd.join(name)).filter(|path| is_executable(path));
    }
    if name.is_empty() {
        return None;
    }
    folders(path_env).map(|folder| cwd.join(folder).join(name)).find(|path| is_executable(path))
}

fn folders(path_env: Option<&OsStr>) -> impl Iterator<Item = &Path> {
    let path = path_env.unwrap_or(OsStr::new(DEFAULT_PATH));
    path.as_bytes().split(|byte| *byte == b':').map(|folder| Path::new(OsStr::from_bytes(folder)))
}

fn is_executable(path: &Path) -> bool {
    rustix::fs::access(path, Access::EXEC_OK).is_ok() && path.is_file()
}

/// Why a name without a slash was not found on the `PATH`.
pub(crate) fn why_not_found(name: &str, path_env: Option<&OsStr>, cwd: &Path) -> String {
    if name.is_empty() {
        return "the command names no program".to_owned();
    }
    let there = folders(path_env).map(|folder| cwd.join(folder).join(name)).find(|path| path.is_file());
    match there {
        Some(path) => format!("{}: permission denied (is it executable?)", path.display()),
        None if path_env.is_none() => format!("{name}: no such program (PATH is not set)"),
        None => format!("{name}: no such program on PATH"),
    }
}

/// Why `posix_spawn` failed with this error. `path` is the file that was to be executed, relative to `cwd`.
pub(crate) fn why_not_started(program: &str, path: &CStr, cwd: &Path, errno: Errno) -> String {
    if !cwd.is_dir() {
        return format!("the working directory {} does not exist", cwd.display());
    }
    let path = cwd.join(OsStr::from_bytes(path.to_bytes()));
    let interpreter = || interpreter_of(&path);
    match errno {
        Errno::NOENT | Errno::NOTDIR if !path.exists() => format!("{program}: no such file"),
        Errno::NOENT => match interpreter() {
            Some(interpreter) => {
                let ending = if interpreter.ends_with('\r') { "; its lines end with CR LF" } else { "" };
                let interpreter = interpreter.trim_end();
                format!("{program}: bad interpreter: {interpreter} does not exist{ending}")
            }
            None => format!("{program}: its loader does not exist (was it built for another system?)"),
        },
        Errno::ACCESS if path.is_dir() => format!("{program}: is a folder"),
        Errno::ACCESS if is_executable(&path) => match interpreter() {
            Some(interpreter) => format!("{program}: bad interpreter: {interpreter}: permission denied"),
            None => format!("{program}: permission denied"),
        },
        Errno::ACCESS => format!("{program}: permission denied (is it executable?)"),
        Errno::NOEXEC => {
            format!("{program}: not a program for this machine (a script needs a first line such as `#!/bin/sh`)")
        }
        Errno::TOOBIG => format!("{program}: the arguments and the environment are too long"),
        Errno::TXTBSY => format!("{program}: somebody still writes this file"),
        Errno::AGAIN => format!("{program}: no more processes are allowed"),
        Errno::MFILE | Errno::NFILE => format!("{program}: no more open files are allowed"),
        other => format!("{program}: {}", std::io::Error::from(other)),
    }
}

/// What stands behind `#!` up to the first space.
fn interpreter_of(path: &Path) -> Option<String> {
    let mut start = Vec::new();
    fs::File::open(path).ok()?.take(256).read_to_end(&mut start).ok()?;
    let line = start.strip_prefix(b"#!")?.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    line.trim_start_matches([' ', '\t']).split([' ', '\t']).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn write(path: &Path, mode: u32) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_first_executable_file_on_the_path_is_found() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        write(&root.join("a/tool"), 0o644);
        fs::create_dir_all(root.join("b/tool")).unwrap();
        write(&root.join("c/tool"), 0o755);
        write(&root.join("own"), 0o755);
        let path = OsStr::new("a:b:c:d:");
        assert_eq!(find_program("tool", Some(path), root), Some(root.join("c/tool")));
        assert_eq!(find_program("own", Some(path), root), Some(root.join("own")));
        assert_eq!(find_program("./own", Some(OsStr::new("")), root), Some(root.join("./own")));
        assert_eq!(find_program("a/tool", Some(path), root), None);
        assert_eq!(find_program("", Some(path), root), None);
        assert!(find_program("sh", None, root).is_some());
        assert!(why_not_found("tool", Some(OsStr::new("a")), root).ends_with("permission denied (is it executable?)"));
        assert_eq!(why_not_found("nope", Some(path), root), "nope: no such program on PATH");
    }
}
