//! Every source of credentials that the AWS CLI has, from a configuration file in a folder of the test's own.
//!
//! The environment of a process cannot be changed safely while it runs, so each case is a process of its own: this test
//! binary again, with `child` as its only test. Nothing is sent anywhere: no server listens on the port of the endpoint.

use std::path::{Path, PathBuf};
use std::process::Command;

use dkmio::{DynamoDb, DynamoTable};

use crate::models::Users;

const CHILD: &str = "DKMIO_TEST_CHILD";
/// The profile that the child gives to its builder.
const BUILDER_PROFILE: &str = "DKMIO_TEST_PROFILE";

/// What the child reports about its error.
#[derive(Debug)]
struct Report {
    kind: String,
    is_retryable: String,
    maybe_applied: String,
    text: String,
    /// The `Debug` text of the connection.
    connection: String,
}

impl Report {
    fn assert(&self, kind: &str, text: &str) {
        assert_eq!((&*self.kind, &*self.maybe_applied), (kind, "false"), "{self:?}");
        assert_eq!(self.is_retryable, (kind == "Connection").to_string(), "{self:?}");
        assert!(self.text.contains(text), "{self:?}");
        assert!(!self.text.contains("HUSH"), "{self:?}");
    }
}

/// Sends one request with what the environment has and reports its error. Does nothing if it is not a child.
#[tokio::test]
async fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    // An error shows neither credentials nor the item.
    let user = Users { name: "HUSH".to_owned(), ..crate::transaction::setup::user("HUSH") };
    let db = match std::env::var(BUILDER_PROFILE) {
        Ok(profile) => DynamoDb::builder().profile(profile).build().await,
        Err(_) => DynamoDb::from_env().await,
    };
    let error = user.put().send(&db).await.expect_err("nobody listens");
    println!("\nKIND {:?}", error.kind());
    println!("RETRYABLE {}", error.is_retryable());
    println!("APPLIED {}", error.maybe_applied());
    println!("TEXT {error} {error:?}");
    println!("CONNECTION {db:?}");
}

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dkmio-credentials-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the child with this configuration file and these variables, and nothing else of this process's environment.
fn report(name: &str, config: &str, variables: &[(&str, &str)]) -> Report {
    let folder = Folder::new(name);
    let file = folder.path().join("config");
    std::fs::write(&file, config).expect("a configuration file");
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args(["--exact", "errors::credentials::child", "--nocapture", "--test-threads", "1"]);
    child.env_clear().env(CHILD, "1").env("HOME", folder.path()).env("AWS_CONFIG_FILE", &file);
    child.env("AWS_SHARED_CREDENTIALS_FILE", folder.path().join("credentials"));
    child.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_MAX_ATTEMPTS", "1").env("PATH", "/usr/bin:/bin");
    child.envs(variables.iter().copied());
    // By these the mutation program tells the child which change is active.
    child.envs(std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DKMIO_MUTANT")));
    let output = child.output().expect("the child runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = |word: &str| {
        let line = printed.lines().find_map(|line| line.strip_prefix(word));
        line.unwrap_or_else(|| panic!("no {word} in {printed} {}", String::from_utf8_lossy(&output.stderr))).to_owned()
    };
    Report {
        kind: line("KIND "),
        is_retryable: line("RETRYABLE "),
        maybe_applied: line("APPLIED "),
        text: line("TEXT "),
        connection: line("CONNECTION "),
    }
}

const NOWHERE: (&str, &str) = ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1");
const REGION: (&str, &str) = ("AWS_REGION", "us-east-1");
const PROFILE: (&str, &str) = ("AWS_PROFILE", "dev");
const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAHUSH"), ("AWS_SECRET_ACCESS_KEY", "HUSH")];

#[test]
fn no_credentials_at_all_say_what_to_set() {
    let report = report("none", "", &[NOWHERE, REGION]);
    report.assert("Credentials", "PutItem on `users`: no credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID");
}

#[test]
fn no_region_says_what_to_set() {
    let report = report("region", "", &KEYS);
    report.assert("Configuration", "PutItem on `users`: no region: set AWS_REGION or `DynamoDb::builder().region(..)`");
}

#[test]
fn an_endpoint_that_is_no_url_is_a_configuration_error() {
    for (endpoint, reason) in [
        ("localhost:8000", "endpoint must contain scheme"),
        ("not a url", "invalid uri character"),
        ("://", "invalid format"),
        // A password in a URL is a secret, too.
        ("http://user:HUSH@", "invalid authority"),
    ] {
        let [id, secret] = KEYS;
        let report = report("endpoint", "", &[id, secret, REGION, ("AWS_ENDPOINT_URL_DYNAMODB", endpoint)]);
        report.assert("Configuration", &format!("PutItem on `users`: invalid endpoint: {reason}"));
    }
}

#[test]
fn keys_in_the_environment_are_used_and_a_failed_connection_says_to_where() {
    let [id, secret] = KEYS;
    let report = report("keys", "", &[id, secret, REGION, NOWHERE]);
    report.assert("Connection", "PutItem on `users`: connection failed: host `127.0.0.1:1`: ");
    assert!(report.text.contains("refused"), "{report:?}");
    assert!(report.connection.contains(r#"endpoint: Some("127.0.0.1:1")"#), "{report:?}");
}

#[test]
fn a_profile_given_to_the_builder_is_used_and_named() {
    let config = "[profile work]\nregion = eu-west-1\naws_access_key_id = AKIAHUSH\naws_secret_access_key = HUSH\n";
    let report = |profile| report("builder", config, &[PROFILE, NOWHERE, REGION, (BUILDER_PROFILE, profile)]);
    report("work").assert("Connection", "host `127.0.0.1:1`");
    report("play").assert("Credentials", "`play`");
}

#[test]
fn keys_in_a_profile_are_used() {
    let config = "[profile dev]\nregion = eu-west-1\naws_access_key_id = AKIAHUSH\naws_secret_access_key = HUSH\n";
    report("profile", config, &[PROFILE, NOWHERE]).assert("Connection", "host `127.0.0.1:1`");
}

#[test]
fn a_profile_that_does_not_exist_is_named() {
    report("missing", "[profile other]\nregion = eu-west-1\n", &[PROFILE, REGION, NOWHERE])
        .assert("Credentials", "`dev`");
}

#[test]
fn a_profile_without_credentials_is_named() {
    report("without", "[profile dev]\nregion = eu-west-1\n", &[PROFILE, NOWHERE])
        .assert("Credentials", "profile `dev` has none; check AWS_PROFILE and the configuration file");
}

#[test]
fn a_credential_process_is_run() {
    let credentials = r#"{"Version":1,"AccessKeyId":"AKIAHUSH","SecretAccessKey":"HUSH"}"#;
    let config = format!("[profile dev]\nregion = eu-west-1\ncredential_process = echo '{credentials}'\n");
    report("process", &config, &[PROFILE, NOWHERE]).assert("Connection", "host `127.0.0.1:1`");
}

#[test]
fn a_credential_process_that_fails_is_an_error_without_its_output() {
    let config = "[profile dev]\nregion = eu-west-1\ncredential_process = sh -c \"echo HUSH >&2; echo HUSH; exit 3\"\n";
    report("failing", config, &[PROFILE, NOWHERE]).assert("Credentials", "no credentials: ");
}

#[test]
fn sso_is_understood() {
    let config = "[profile dev]\nregion = eu-west-1\nsso_session = work\nsso_account_id = 123456789012\n\
                  sso_role_name = Developer\n[sso-session work]\nsso_region = eu-west-1\n\
                  sso_start_url = https://example.invalid/start\nsso_registration_scopes = sso:account:access\n";
    let report = report("sso", config, &[PROFILE, NOWHERE]);
    report.assert("Credentials", "no credentials: ");
    assert!(!report.text.contains("feature"), "{report:?}");
}

#[test]
fn a_sign_in_by_aws_login_names_the_feature() {
    let config = "[profile dev]\nregion = eu-west-1\nlogin_session = arn:aws:iam::123456789012:user/dev\n";
    report("login", config, &[PROFILE, NOWHERE]).assert(
        "Credentials",
        "no credentials: profile `dev` signs in with `aws login`, which needs the feature `login` of dkmio",
    );
    let default = config.replace("[profile dev]", "[default]");
    report("login-default", &default, &[NOWHERE])
        .assert("Credentials", "no credentials: profile `default` signs in with `aws login`");
}

#[test]
fn profiles_that_refer_to_each_other_are_an_error() {
    let config = "[profile dev]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/a\nsource_profile = b\n\
                  [profile b]\nrole_arn = arn:aws:iam::123456789012:role/b\nsource_profile = dev\n";
    report("loop", config, &[PROFILE, NOWHERE]).assert("Credentials", "no credentials: ");
}

#[test]
fn a_web_identity_without_its_token_is_an_error() {
    let variables = [
        REGION,
        NOWHERE,
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/does/not/exist"),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/a"),
    ];
    report("web", "", &variables).assert("Credentials", "no credentials: ");
}

#[tokio::test]
async fn a_client_without_a_credentials_provider_says_so() {
    use dkmio::aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
    let config = Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new("us-east-1"));
    let db = DynamoDb::from_client(dkmio::aws_sdk_dynamodb::Client::from_conf(config.build()));
    let error = Users::get("u").send(&db).await.expect_err("no credentials");
    assert_eq!(error.kind(), dkmio::ErrorKind::Credentials, "{error}");
    assert!(error.to_string().contains("no credentials: "), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_builder_passes_its_settings_to_the_sdk() {
    use dkmio::aws_sdk_dynamodb::config::{retry::RetryConfig, timeout::TimeoutConfig};
    use dkmio_embedded::{Engine, Faults, Operation};
    let faults = Faults::over(Engine::memory().expect("an engine"));
    let limit = std::time::Duration::from_secs(7);
    let builder = DynamoDb::builder().region("eu-west-3").test_credentials().http_client(faults.clone());
    let builder = builder.retry_config(RetryConfig::standard().with_max_attempts(2));
    let db = builder.timeout_config(TimeoutConfig::builder().operation_timeout(limit).build()).build().await;
    Users::create_table().send(&db).await.expect("created");
    faults.on(Operation::GetItem).times(2).throttle();
    let error = Users::get("u").send(&db).await.expect_err("throttled twice");
    assert_eq!((error.kind(), error.attempts()), (dkmio::ErrorKind::Throttled, 2));
    faults.on(Operation::GetItem).stall();
    let start = tokio::time::Instant::now();
    let error = Users::get("u").send(&db).await.expect_err("no response");
    assert_eq!((error.kind(), start.elapsed().as_secs()), (dkmio::ErrorKind::Timeout, 7));
}

#[tokio::test]
async fn debug_shows_where_a_connection_goes_and_no_credential() {
    use dkmio::aws_sdk_dynamodb::config::Credentials;
    let credentials = Credentials::new("AKIAHUSH", "HUSH", Some("HUSH".to_owned()), None, "test");
    let builder = DynamoDb::builder().region("eu-west-3").endpoint_url("http://user:HUSH@localhost:8000");
    let builder = builder.credentials(credentials);
    let debug = format!("{builder:?} {builder:#?}");
    assert!(debug.contains("eu-west-3") && debug.contains("localhost:8000"), "{debug}");
    assert!(!debug.contains("HUSH"), "{debug}");
    let db = builder.build().await;
    let debug = format!("{db:?} {db:#?}");
    assert!(debug.contains("eu-west-3"), "{debug}");
    assert!(!debug.contains("HUSH"), "{debug}");
}
