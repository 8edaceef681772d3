//! Bodies that stop, slow down or break. They are an error in time, are retried as any read, and are read as long as bytes
//! arrive.

use std::time::Duration;

use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Builder, StalledStreamProtectionConfig};
use dkmio::ErrorKind;

use super::canned::{Canned, Outcome, Step, TokioTime, as_the_sdk, frames, plainly};
use super::reads::Read;

/// Attempts the SDK makes of one request in these tests.
const ATTEMPTS: usize = 4;
/// More than any of these reads may take, by tokio's clock.
const HANGS: Duration = Duration::from_secs(10_000);

fn protected(config: Builder) -> Builder {
    let protection = StalledStreamProtectionConfig::enabled().grace_period(Duration::from_secs(5)).build();
    config.stalled_stream_protection(protection).time_source(TokioTime::now())
}

async fn in_time(read: impl Future<Output = Outcome>) -> Outcome {
    tokio::time::timeout(HANGS, read).await.expect("no end")
}

/// The response up to its middle, and then `next`.
fn half(read: Read, next: Step) -> Canned {
    let whole = read.response();
    let mut steps = frames(&whole[..whole.len() / 2 - 40], 25);
    steps.push(next);
    Canned::in_steps(steps)
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_is_an_error_and_is_retried() {
    for read in Read::ALL {
        let (got, sent) = in_time(as_the_sdk(read, &[half(read, Step::Stall)], protected)).await;
        let error = got.expect_err("no response");
        assert!(
            error.to_string().starts_with(&format!("{} on `notes`: connection failed: host `", read.operation())),
            "{error}"
        );
        assert_eq!((error.kind(), error.is_retryable(), sent), (ErrorKind::Connection, true, ATTEMPTS), "{read:?}");
        let once = [half(read, Step::Stall), Canned::new(200, read.response())];
        let (got, sent) = in_time(as_the_sdk(read, &once, protected)).await;
        assert_eq!((got.expect("read"), sent), (read.notes().len(), 2), "{read:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_starts_is_an_error_and_is_retried() {
    for read in Read::ALL {
        let (got, sent) = in_time(as_the_sdk(read, &[Canned::in_steps([Step::Stall])], protected)).await;
        assert_eq!((got.expect_err("no response").kind(), sent), (ErrorKind::Connection, ATTEMPTS), "{read:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_out_of_an_attempt_counts_for_the_body_too() {
    let change = |config: Builder| {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(2)).build();
        config.timeout_config(timeouts).time_source(TokioTime::now())
    };
    for read in Read::ALL {
        let started = tokio::time::Instant::now();
        let (got, sent) = in_time(as_the_sdk(read, &[half(read, Step::Stall)], change)).await;
        let error = got.expect_err("no response");
        let wanted = format!("{} on `notes`: timed out: host `", read.operation());
        assert!(error.to_string().starts_with(&wanted), "{error}");
        assert_eq!((error.kind(), error.is_retryable(), sent), (ErrorKind::Timeout, true, ATTEMPTS), "{read:?}");
        assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_out_of_the_operation_ends_it() {
    let change = |config: Builder| {
        let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_secs(2)).build();
        config.timeout_config(timeouts).time_source(TokioTime::now())
    };
    for read in Read::ALL {
        let (got, sent) = in_time(as_the_sdk(read, &[half(read, Step::Stall)], change)).await;
        assert_eq!((got.expect_err("no response").kind(), sent), (ErrorKind::Timeout, 1), "{read:?}");
    }
}

/// Minutes for one body, in which something arrives all the time: the protection against bodies that stop sees it.
#[tokio::test(start_paused = true)]
async fn a_body_that_trickles_is_read() {
    for read in Read::ALL {
        let trickle = frames(&read.response(), 1).into_iter();
        let steps = trickle.flat_map(|frame| [Step::Wait(Duration::from_millis(700)), frame]);
        let started = tokio::time::Instant::now();
        let (got, sent) = in_time(as_the_sdk(read, &[Canned::in_steps(steps)], protected)).await;
        assert_eq!((got.expect("read"), sent), (read.notes().len(), 1), "{read:?}");
        assert!(started.elapsed() > Duration::from_secs(60), "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error_and_is_retried() {
    for read in Read::ALL {
        for broken in [half(read, Step::Break), Canned::in_steps([Step::Break])] {
            let (got, sent) = plainly(read, std::slice::from_ref(&broken)).await;
            let error = got.expect_err("no response");
            assert!(
                error.to_string().starts_with(&format!("{} on `notes`: connection failed: host `", read.operation())),
                "{error}"
            );
            assert_eq!((error.kind(), error.is_retryable(), sent), (ErrorKind::Connection, true, ATTEMPTS));
            let (got, sent) = plainly(read, &[broken, Canned::new(200, read.response())]).await;
            assert_eq!((got.expect("read"), sent), (read.notes().len(), 2), "{read:?}");
        }
    }
}

/// The first attempt gets every byte of the body but not its end. The second one gets another body, which alone is read.
#[tokio::test]
async fn what_an_attempt_left_behind_is_not_read_into_the_next() {
    for read in Read::ALL {
        let almost = Canned::in_steps([Step::Data(read.response().into()), Step::Break]);
        let nothing = if read == Read::TransactGet { r#"{"Responses":[{},{}]}"# } else { "{}" };
        let (got, sent) = plainly(read, &[almost, Canned::new(200, nothing)]).await;
        assert_eq!((got.expect("read"), sent), (0, 2), "{read:?}");
    }
}
