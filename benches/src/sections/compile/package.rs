//! A temporary package, and the time cargo takes for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The root of the workspace.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The SDK, with the features that dkmio needs.
pub(in crate::sections) const SDK: &str =
    r#"aws-sdk-dynamodb = { version = "1", default-features = false, features = ["rt-tokio"] }"#;

/// The time of a command, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::sections) struct Took {
    /// The wall-clock time.
    pub(in crate::sections) wall: f64,
    /// The time of all processors.
    pub(in crate::sections) processor: f64,
}

/// A package with a directory of its own, which is removed with it.
pub(in crate::sections) struct Package {
    directory: PathBuf,
}

impl Package {
    /// Makes a package of that name with these dependencies, at the versions of the workspace.
    ///
    /// # Errors
    ///
    /// Returns an error if the package cannot be written or its dependencies cannot be fetched.
    pub(in crate::sections) fn new(name: &str, dependencies: &str) -> Result<Self, String> {
        let directory = std::env::temp_dir().join(format!("dkmio-benches-{}-{name}", std::process::id()));
        let package = Self { directory };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
             [dependencies]\n{dependencies}\n"
        );
        package.write("Cargo.toml", &manifest)?;
        package.write("src/main.rs", "fn main() {}\n")?;
        // With the lock file of the workspace all programs are built from the same versions.
        let lock = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).map_err(|error| error.to_string())?;
        package.write("Cargo.lock", &lock)?;
        // A download must not count as compile time.
        package.cargo(&["fetch"])?;
        Ok(package)
    }

    /// Returns the manifest's line that depends on dkmio.
    pub(in crate::sections) fn dkmio() -> String {
        Self::dkmio_with(&["derive"])
    }

    /// Returns the same line with these features.
    pub(in crate::sections) fn dkmio_with(features: &[&str]) -> String {
        format!(r#"dkmio = {{ path = "{ROOT}/dkmio", default-features = false, features = {features:?} }}"#)
    }

    /// Returns the directory of what is built.
    pub(in crate::sections) fn target(&self) -> PathBuf {
        self.directory.join("target")
    }

    /// Writes the program.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be written.
    pub(in crate::sections) fn main(&self, source: &str) -> Result<(), String> {
        self.write("src/main.rs", source)
    }

    /// Checks a program and returns the processor time of the best of three checks, in seconds. Assumes that the dependencies were checked
    /// before.
    ///
    /// # Errors
    ///
    /// Returns an error if the program does not compile.
    pub(super) fn check_time(&self, program: &str) -> Result<f64, String> {
        let mut best = f64::MAX;
        for turn in 0..3 {
            // Another text each time, so that cargo checks it again.
            self.main(&format!("// {turn}\n{program}"))?;
            best = best.min(self.cargo(&["check", "--offline"])?.processor);
        }
        Ok(best)
    }

    /// Returns the number of lines of a program with all of its macros expanded, as the compiler prints them. Assumes that the dependencies
    /// were checked before.
    ///
    /// # Errors
    ///
    /// Returns an error if the program does not compile.
    pub(super) fn expanded_lines(&self, program: &str) -> Result<usize, String> {
        self.main(program)?;
        let libraries = self.directory.join("target/debug/deps");
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.args(["--edition=2024", "-Zunpretty=expanded", "src/main.rs", "-L"]);
        rustc.arg(format!("dependency={}", libraries.display())).current_dir(&self.directory);
        for name in ["dkmio", "serde"] {
            rustc.arg("--extern").arg(format!("{name}={}", metadata(&libraries, name)?.display()));
        }
        // A stable compiler prints expansions only if it is told to allow unstable options.
        let output = rustc.env("RUSTC_BOOTSTRAP", "1").output().map_err(|error| format!("rustc: {error}"))?;
        match output.status.success() {
            true => Ok(output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count()),
            false => Err(format!("rustc: {}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// Runs cargo in the package's directory and returns the time it took.
    ///
    /// # Errors
    ///
    /// Returns an error if cargo fails.
    pub(in crate::sections) fn cargo(&self, arguments: &[&str]) -> Result<Took, String> {
        eprintln!("compile: cargo {} in {}", arguments.join(" "), self.directory.display());
        let (start, before) = (Instant::now(), children());
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(&self.directory)
            // The directory is empty at first, so that nothing is found built.
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("CARGO_MANIFEST_DIR")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        match output.status.success() {
            true => Ok(Took { wall: start.elapsed().as_secs_f64(), processor: children() - before }),
            false => Err(format!("cargo: {}", String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// Returns the number of packages that are compiled, including this one.
    ///
    /// # Errors
    ///
    /// Returns an error if cargo fails.
    pub(in crate::sections) fn packages(&self) -> Result<usize, String> {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--edges", "normal", "--prefix", "none", "--no-dedupe"])
            .current_dir(&self.directory)
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let tree = String::from_utf8_lossy(&output.stdout);
        let mut packages: Vec<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
        packages.sort_unstable();
        packages.dedup();
        Ok(packages.len())
    }

    fn write(&self, file: &str, text: &str) -> Result<(), String> {
        let path = self.directory.join(file);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        written.map_err(|error| format!("{} is not written: {error}", path.display()))
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        // A directory that cannot be removed stays among the temporary files, where it does no harm.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// Returns the metadata of a checked library.
fn metadata(libraries: &Path, name: &str) -> Result<PathBuf, String> {
    let files = fs::read_dir(libraries).map_err(|error| format!("{}: {error}", libraries.display()))?;
    let is_metadata = |path: &PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        file.starts_with(&format!("lib{name}-")) && file.ends_with(".rmeta")
    };
    let mut found = files.flatten().map(|file| file.path()).filter(is_metadata);
    found.next().ok_or_else(|| format!("{name} was not checked"))
}

/// Returns the processor time of all processes that this one started and that have ended.
fn children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    children_of(&stat) / 100.0
}

/// Returns the same time in ticks, of which Linux has 100 in a second.
fn children_of(stat: &str) -> f64 {
    // The second field is a name in parentheses, which may contain spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_ascii_whitespace();
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_children_is_two_fields() {
        let stat = "12 (a b) c) S 1 2 3 4 5 6 7 8 9 10 100 20 3000 400 20 0 1";
        assert_eq!(children_of(stat), 3400.0);
    }
}
