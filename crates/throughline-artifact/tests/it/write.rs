//! Atomic writing: all or nothing, and nothing beside it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use throughline_artifact::write_atomic;

use crate::folder;

#[test]
fn a_file_is_replaced_and_nothing_else_is_left() {
    let (_keep, root) = folder();
    let file = root.join("deep/er/file.json");
    // What a process killed in the middle of a write leaves behind.
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(root.join("deep/er/.throughline-abc123.tmp"), "half").unwrap();
    for content in ["first", "", "third"] {
        write_atomic(&file, content.as_bytes()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
    }
    let names: Vec<_> = fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(fs::read_to_string(root.join("deep/er/.throughline-abc123.tmp")).unwrap(), "half");
}

#[test]
fn permissions_are_those_of_any_new_file() {
    let (_keep, root) = folder();
    write_atomic(&root.join("ours"), b"").unwrap();
    fs::write(root.join("theirs"), "").unwrap();
    let mode = |name| fs::metadata(root.join(name)).unwrap().permissions().mode();
    assert_eq!(mode("ours"), mode("theirs"));
}

#[test]
fn a_reader_never_sees_a_part() {
    let (_keep, root) = folder();
    let file = root.join("file");
    let contents = [vec![b'a'; 300_000], vec![b'b'; 300_000]];
    write_atomic(&file, &contents[0]).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (0..50).for_each(|turn| write_atomic(&file, &contents[turn % 2]).unwrap()));
        while !writer.is_finished() {
            let seen = fs::read(&file).unwrap();
            assert!(contents.contains(&seen), "{} bytes", seen.len());
        }
    });
}

#[test]
fn what_cannot_be_written_is_named_and_leaves_nothing() {
    let (_keep, root) = folder();
    fs::create_dir(root.join("folder")).unwrap();
    let error = write_atomic(&root.join("folder"), b"x").unwrap_err();
    assert_eq!(error.path, root.join("folder"));
    fs::write(root.join("file"), "").unwrap();
    let error = write_atomic(&root.join("file/below"), b"x").unwrap_err();
    assert!(error.path.as_str().contains("file"), "{error}");
    assert_eq!(fs::read_dir(&root).unwrap().count(), 2);
}

#[test]
fn a_link_is_replaced_and_its_target_left_alone() {
    let (_keep, root) = folder();
    fs::write(root.join("target"), "old").unwrap();
    symlink("target", root.join("link")).unwrap();
    write_atomic(&root.join("link"), b"new").unwrap();
    assert_eq!(fs::read_to_string(root.join("target")).unwrap(), "old");
    assert_eq!(fs::read_to_string(root.join("link")).unwrap(), "new");
}
