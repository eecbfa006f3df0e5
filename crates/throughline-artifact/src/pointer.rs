//! JSON pointers (RFC 6901), written token by token.

/// Adds one reference token, escaped: `~` becomes `~0` and `/` becomes `~1` (RFC 6901, section 3).
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_escaped_as_in_section_5_of_the_rfc() {
        for (token, expected) in [("a/b", "/a~1b"), ("m~n", "/m~0n"), ("", "/"), ("~1", "/~01"), ("c%d", "/c%d")] {
            let mut pointer = String::new();
            push_token(&mut pointer, token);
            assert_eq!(pointer, expected);
        }
    }
}
