//! Numbers that were promised: `cargo test --release -p throughline-artifact -- --ignored --nocapture`.

use std::fs;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use throughline_artifact::StatCache;

use crate::folder;

#[test]
#[ignore = "measures time, so it wants a release build and a quiet machine"]
fn twenty_thousand_files() {
    let (_keep, root) = folder();
    let paths: Vec<Utf8PathBuf> =
        (0..20_000).map(|index| format!("catalogue/modules/{:03}/module-{index}.json", index / 100).into()).collect();
    for path in &paths {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), format!("{{\"id\": \"{path}\"}}").repeat(50)).unwrap();
    }
    std::thread::sleep(Duration::from_millis(50));
    let store = root.join("cache");
    let cache = StatCache::open(&store);
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let started = Instant::now();
        work();
        let took = started.elapsed();
        println!("{what:>40}: {:.2} ms", took.as_secs_f64() * 1e3);
        took
    };
    timed("read and hash", &mut || cache.memo(&root).warm(&paths));
    timed("save", &mut || cache.save().unwrap());
    println!("{:>40}: {} KiB", "cache file", fs::metadata(&store).unwrap().len() / 1024);
    let best = (0..20).map(|_| timed("load", &mut || assert_eq!(StatCache::open(&store).remembered(), 20_000))).min();
    let cache = StatCache::open(&store);
    let memo = cache.memo(&root);
    timed("stat, all as remembered", &mut || memo.warm(&paths));
    timed("memo", &mut || memo.warm(&paths));
    timed("stat, as one folder", &mut || assert!(cache.content(&root, "catalogue".into()).unwrap().is_some()));
    assert_eq!(cache.files_read(), 0);
    assert!(best.unwrap() < Duration::from_millis(10));
}
