//! Reads callgrind's profiles: how many instructions ran in which function.

use std::collections::HashMap;

/// Returns the instructions of a profile, except those inside of functions that are left out.
///
/// A line of cost belongs to the function named last by `fn=`. The line after `calls=` is the cost of the called
/// function, which is counted where it ran. A name is written once, with a number in parentheses; later on the number
/// stands for it.
pub(super) fn instructions(profile: &str, left_out: impl Fn(&str) -> bool) -> u64 {
    let mut out: HashMap<&str, bool> = HashMap::new();
    let mut counts = true;
    let mut called = false;
    let mut sum = 0;
    for line in profile.lines() {
        if let Some(function) = line.strip_prefix("fn=") {
            counts = !known(&mut out, function, &left_out);
        } else if let Some(function) = line.strip_prefix("cfn=") {
            // A name may occur first as that of a called function, and its number alone afterwards.
            known(&mut out, function, &left_out);
        } else if line.starts_with("calls=") {
            called = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost: u64 = line.split(' ').nth(1).and_then(|cost| cost.parse().ok()).unwrap_or(0);
            if counts && !called {
                sum += cost;
            }
            called = false;
        }
    }
    sum
}

/// Returns true if a function is left out, by its name or by the number that stands for it.
fn known<'p>(out: &mut HashMap<&'p str, bool>, function: &'p str, left_out: impl Fn(&str) -> bool) -> bool {
    match function.split_once(' ') {
        Some((number, name)) if number.starts_with('(') => *out.entry(number).or_insert_with(|| left_out(name)),
        _ => out.get(function).copied().unwrap_or_else(|| left_out(function)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = "\
version: 1
creator: callgrind-3.22.0
positions: line
events: Ir
summary: 1300

fl=(1) main.rs
fn=(1) main
10 100
+2 20
cfn=(2) sha2::compress
calls=3 40
+1 900
* 30
fi=(3) inlined.rs
7 50

fl=(2) sha2.rs
fn=(2)
40 900

fn=(3) hash
5 200
";

    #[test]
    fn a_call_is_counted_where_it_ran() {
        assert_eq!(instructions(PROFILE, |_| false), 1300);
    }

    #[test]
    fn what_is_left_out_is_known_by_its_number_too() {
        assert_eq!(instructions(PROFILE, |function| function.contains("sha2")), 400);
        assert_eq!(instructions(PROFILE, |function| function == "main"), 1100);
    }
}
