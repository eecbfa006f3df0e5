use std::time::Instant;
use throughline_graph::*;
#[test]
#[ignore = "x"]
fn phases() {
    let text = crate::limits::large(10_000);
    let source = Source { name: "g".into(), text, format: Format::Json };
    for _ in 0..5 {
        let t = Instant::now();
        let v: serde_json::Value = serde_json::from_str(&source.text).unwrap();
        let value = t.elapsed();
        drop(v);
        let t = Instant::now();
        let _: serde::de::IgnoredAny = serde_json::from_str(&source.text).unwrap();
        let ignored = t.elapsed();
        let t = Instant::now();
        let d = decode(&source);
        let decoded = t.elapsed();
        let g = d.graph.unwrap();
        let t = Instant::now();
        assert!(check(&g, &Known::default()).is_empty());
        let checked = t.elapsed();
        let t = Instant::now();
        let s = sequence(&g, &g.pipelines[0]).unwrap();
        println!("value {value:?} ignored {ignored:?} decode {decoded:?} check {checked:?} sequence {:?} {}", t.elapsed(), s.steps.len());
    }
}
