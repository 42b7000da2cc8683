//! How many tests ran, from the lines that cargo's test binaries close with.

use std::fmt;
use std::ops::AddAssign;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) ignored: u32,
}

impl Count {
    /// Reads `test result: ok. 5 passed; 0 failed; 1 ignored; …`; other lines count nothing.
    pub(crate) fn of_line(line: &str) -> Self {
        let mut count = Self::default();
        let Some(rest) = line.strip_prefix("test result: ") else { return count };
        let words: Vec<&str> = rest.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse() else { continue };
            match pair[1] {
                "passed" => count.passed = number,
                "failed" => count.failed = number,
                "ignored" => count.ignored = number,
                _ => {}
            }
        }
        count
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed; {} failed; {} ignored", self.passed, self.failed, self.ignored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_a_test_binary_is_read() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.03s";
        assert_eq!(Count::of_line(line), Count { passed: 12, failed: 3, ignored: 1 });
        assert_eq!(Count::of_line("test a::b ... ok"), Count::default());
    }
}
