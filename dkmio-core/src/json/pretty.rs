//! JSON with line breaks.

/// Adds line breaks and indentation to JSON without white space.
pub(crate) fn pretty(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut is_in_string, mut is_escaped) = (0_usize, false, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if is_in_string {
            out.push(character);
            is_in_string = is_escaped || character != '"';
            is_escaped = !is_escaped && character == '\\';
            continue;
        }
        match character {
            '{' | '[' => {
                out.push(character);
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(closing) => out.push(closing),
                    None => {
                        depth += 1;
                        new_line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(character);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                is_in_string = character == '"';
                out.push(character);
            }
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    (0..depth).for_each(|_| out.push_str("  "));
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn strings_and_empty_containers_stay_as_they_are() {
        let text = r#"{"a":{"S":"{\"x\":[1,2]}\\"},"b":{"L":[]},"c":{"M":{}},"d":{"SS":["1","2"]}}"#;
        let expected = r#"{
  "a": {
    "S": "{\"x\":[1,2]}\\"
  },
  "b": {
    "L": []
  },
  "c": {
    "M": {}
  },
  "d": {
    "SS": [
      "1",
      "2"
    ]
  }
}"#;
        assert_eq!(pretty(text), expected);
    }
}
