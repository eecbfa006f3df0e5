//! What is no text, or no text in UTF-8.

use super::measured::measured;
use crate::support::TestEnvironment;

#[test]
fn bytes_that_are_no_text() {
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for (bytes, words) in [
        (b"{\"a\": \"\xff\"}".to_vec(), "not UTF-8 text: byte 7"),
        ([b"\xff\xfe".to_vec(), utf16("{}", u16::to_le_bytes)].concat(), "not UTF-8 text: byte 0"),
        ([b"\xfe\xff".to_vec(), utf16("{}", u16::to_be_bytes)].concat(), "not UTF-8 text: byte 0"),
        (b"{\"a\": \"\\ud800\"}".to_vec(), ":1:14: error[syntax]"),
        (b"{\"a\": \"\xed\xa0\x80\"}".to_vec(), "not UTF-8 text"),
        (b"\xef\xbb\xbf".to_vec(), "the file is empty"),
        (b"".to_vec(), "the file is empty"),
        (b" \n\t".to_vec(), "the file is empty"),
        (b"\0".to_vec(), "error[syntax]"),
        (b"null".to_vec(), "must be an object, not null"),
    ] {
        let environment = TestEnvironment::new();
        environment.write("pipeline/stage-graph.json", "");
        std::fs::write(environment.root.join("pipeline/stage-graph.json"), bytes).unwrap();
        measured(&environment, &["plan"]).refused(1, words);
    }
}
