//! `to_aws_cli`: a POSIX shell that reads the command passes on the request that dkmio sends.

use std::process::Command;

use dkmio::{CapacityMeter, DynamoDb, DynamoTable, TransactGet, TransactWrite, attr_name};
use dkmio_embedded::Faults;
use serde_json::{Map, Value, json};

use super::{everything, open};
use crate::models::{Orders, Status, Users};
use crate::support::faulty;

/// Texts that mean something to a shell, to JSON or to the AWS CLI.
pub(super) const SPECIAL: [&str; 14] = [
    "it's",
    "''",
    "\"$HOME\" $(id) `id`",
    "a\\b\\\\c\\'",
    "line\nbreak\r\n",
    "tab\tand \u{1} control",
    "; rm -rf / && true | cat > x &",
    "!! !x {a,b} ~ * ? [a-z] #",
    "--region",
    "-",
    "file://secret",
    "snow ☃ and 😀 and \u{2028}",
    "%s %n \\0",
    "a=b",
];

/// The words that a shell makes of the command, behind `aws`.
pub(super) fn words(command: &str) -> Vec<String> {
    let script = format!("aws() {{ printf '%s\\0' \"$@\"; printf '\\n\\0'; }}\n{command}\n");
    let output = Command::new("sh").arg("-c").arg(script).env("HOME", "/home/expanded").output().expect("a shell");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?} for {command}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// `--key-condition-expression` as `KeyConditionExpression`.
fn api_name(option: &str) -> String {
    let words = option.split('-').filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The operation and the request, as the AWS CLI reads the words of one command.
pub(super) fn parsed(words: &[String]) -> (String, Value) {
    let [service, operation, options @ ..] = words else { panic!("no command: {words:?}") };
    assert_eq!(service, "dynamodb");
    let mut request = Map::new();
    let mut options = options.iter().peekable();
    while let Some(option) = options.next() {
        let option = option.strip_prefix("--").unwrap_or_else(|| panic!("no option: {option}"));
        if let Some((name, value)) = option.split_once('=') {
            request.insert(api_name(name), Value::from(value));
        } else if let Some(value) = options.next_if(|next| !next.starts_with("--")) {
            let structure = value.starts_with('{') || value.starts_with('[');
            let value =
                if structure { serde_json::from_str(value).expect("JSON") } else { Value::from(value.as_str()) };
            request.insert(api_name(option), value);
        } else {
            let (name, flag) = option.strip_prefix("no-").map_or((option, true), |name| (name, false));
            request.insert(api_name(name), Value::from(flag));
        }
    }
    (api_name(operation), Value::Object(request))
}

/// What the command sends, with the CLI's own names for paging as the API has them.
fn sent_by(command: &str) -> (String, Value) {
    let mut words = words(command);
    assert_eq!(words.pop().as_deref(), Some("\n"), "one command");
    let (operation, mut request) = parsed(&words);
    let request_map = request.as_object_mut().expect("an object");
    request_map.remove("MaxItems");
    if let Some(size) = request_map.remove("PageSize") {
        request_map
            .insert("Limit".to_owned(), json!(size.as_str().expect("a number").parse::<u32>().expect("a number")));
    }
    (operation, request)
}

/// A connection on which every response is empty.
fn with_canned_responses() -> (DynamoDb, Faults) {
    let (db, faults) = faulty();
    let empty = r#"{"Items":[],"Count":0,"ScannedCount":0,"Responses":[{},{}]}"#;
    faults.on_any().always().respond(200, [("x", "y"); 0], empty);
    (db, faults)
}

fn only(faults: &Faults) -> (String, Value) {
    let calls = faults.calls();
    assert_eq!(calls.len(), 1, "{calls:?}");
    let mut body = calls[0].request().body().clone();
    body.as_object_mut().expect("an object").remove("ClientRequestToken");
    faults.clear_calls();
    (calls[0].request().operation_name().to_owned(), body)
}

#[tokio::test(start_paused = true)]
async fn single_item_requests() {
    let (db, faults) = with_canned_responses();
    for special in SPECIAL {
        let get = || Orders::get((special, "o")).consistent().select_paths(["total", "address.city"]);
        get().send(&db).await.expect("no item");
        assert_eq!(sent_by(&get().explain().expect("explained").to_aws_cli()), only(&faults));

        let user = Users { user_id: "u".to_owned(), email: None, name: special.to_owned(), age: Some(7) };
        let put = || user.put().condition(attr_name(special).eq(special)).return_old();
        put().send(&db).await.expect("put");
        assert_eq!(sent_by(&put().explain().expect("explained").to_aws_cli()), only(&faults));

        let update = || everything().set(attr_name(special), special).condition(open()).return_updated_new();
        update().send(&db).await.expect("updated");
        assert_eq!(sent_by(&update().explain().expect("explained").to_aws_cli()), only(&faults));

        let delete = || Orders::delete((special, special)).condition(Orders::REGION.is_in([special, "x"])).return_old();
        delete().send(&db).await.expect("deleted");
        assert_eq!(sent_by(&delete().explain().expect("explained").to_aws_cli()), only(&faults));
    }
}

#[tokio::test(start_paused = true)]
async fn reads() {
    let (db, faults) = with_canned_responses();
    for special in SPECIAL {
        let query = || {
            let query =
                Orders::by_status().query(Status::Pending).sk_between(format!("!{special}"), format!("~{special}"));
            query.filter(Orders::TOTAL.gte(100)).descending().page_size(25).limit(7).select(Orders::TOTAL)
        };
        query().all(&db).await.expect("nothing");
        let command = query().explain().expect("explained").to_aws_cli();
        assert!(command.contains("--max-items 7") && command.contains("--page-size 25"), "{command}");
        assert_eq!(sent_by(&command), only(&faults));

        let scan = || Orders::scan().filter(attr_name(special).contains(special)).consistent();
        scan().all(&db).await.expect("nothing");
        assert_eq!(sent_by(&scan().explain().expect("explained").to_aws_cli()), only(&faults));
    }
    let local = || Orders::by_amount().query("u").sk_gt(7).all_attributes();
    local().all(&db).await.expect("nothing");
    assert_eq!(sent_by(&local().explain().expect("explained").to_aws_cli()), only(&faults));
    let segments = Orders::scan().segments(4).explain().expect("explained").to_aws_cli();
    assert!(segments.contains("--total-segments 4") && segments.contains("--segment 0"), "{segments}");
}

#[test]
fn a_read_that_needs_no_request_is_a_comment() {
    let never = Orders::scan().filter(Orders::TOTAL.is_in([0_u64; 0])).explain().expect("explained").to_aws_cli();
    assert_eq!(words(&never), [""; 0]);
    let nothing = Orders::query("u").limit(0).explain().expect("explained").to_aws_cli();
    assert_eq!(words(&nothing), [""; 0]);
    let rows = Orders::partiql("SELECT * FROM {source} WHERE user_id = 'u'").limit(0).explain().expect("explained");
    assert_eq!(words(&rows.to_aws_cli()), [""; 0]);
    let empty = TransactWrite::new().explain().expect("explained").to_aws_cli();
    assert_eq!(words(&empty), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn transactions() {
    let (db, faults) = with_canned_responses();
    for special in SPECIAL {
        let user = Users { user_id: "u".to_owned(), email: None, name: special.to_owned(), age: None };
        let write = || {
            TransactWrite::new()
                .put(user.put().if_not_exists())
                .update(everything().condition(open()))
                .delete(Orders::delete((special, "o2")).condition(attr_name(special).exists()))
        };
        write().send(&db).await.expect("written");
        assert_eq!(sent_by(&write().explain().expect("explained").to_aws_cli()), only(&faults));
        let with_token = write().token("-it's a token").explain().expect("explained").to_aws_cli();
        assert_eq!(sent_by(&with_token).1["ClientRequestToken"], "-it's a token");

        let get = || TransactGet::new((Orders::get((special, "o")).select(Orders::TOTAL), Users::get(special)));
        get().send(&db).await.expect("nothing");
        assert_eq!(sent_by(&get().explain().expect("explained").to_aws_cli()), only(&faults));
    }
}

#[tokio::test(start_paused = true)]
async fn requests_that_ask_for_their_capacity() {
    let (db, faults) = with_canned_responses();
    let meter = CapacityMeter::new();
    let user = Users { user_id: "u".to_owned(), email: None, name: "x".to_owned(), age: None };
    macro_rules! assert_explained {
        ($request:expr, $sent:ident, $asked:literal) => {
            let request = || $request;
            request().$sent(&db).await.expect("a response");
            let (explanation, sent) = (request().explain().expect("explained"), only(&faults));
            assert_eq!(sent.1["ReturnConsumedCapacity"], $asked);
            assert_eq!(sent_by(&explanation.to_aws_cli()), sent);
            let shown = concat!("\n  ReturnConsumedCapacity: ", $asked);
            assert!(explanation.to_string().contains(shown), "{explanation}");
        };
    }
    assert_explained!(Users::get("u").meter(&meter), send, "INDEXES");
    assert_explained!(user.put().meter(&meter), send, "INDEXES");
    assert_explained!(Users::update("u").set(Users::NAME, "y").meter(&meter), send, "INDEXES");
    assert_explained!(Users::delete("u").meter(&meter), send, "INDEXES");
    assert_explained!(Orders::query("u").meter(&meter), all, "INDEXES");
    assert_explained!(Orders::scan().meter(&meter), all, "INDEXES");
    assert_explained!(Orders::scan().max_read_units_per_second(10), all, "TOTAL");
    assert_explained!(
        Orders::partiql("SELECT * FROM {source} WHERE user_id = ?").bind("u").meter(&meter),
        all,
        "INDEXES"
    );
    assert_explained!(TransactWrite::new().put(user.put()).meter(&meter), send, "INDEXES");
    assert_explained!(user.put().meter(&meter).idempotent(), send, "INDEXES");
    assert_explained!(TransactGet::new((Users::get("u"), Users::get("v"))).meter(&meter), send, "INDEXES");
}

#[tokio::test(start_paused = true)]
async fn a_table_is_created_with_its_indexes_and_its_time_to_live() {
    let (db, faults) = faulty();
    let create = || Orders::create_table().tag("it's", "a tag");
    create().send(&db).await.expect("created");
    let command = create().explain().expect("explained").to_aws_cli();
    let words = words(&command);
    let commands: Vec<_> = words.split(|word| word == "\n").filter(|words| !words.is_empty()).collect();
    assert_eq!(commands.len(), 3, "{command}");
    let calls = faults.calls();
    let sent = |operation: &str| {
        let call = calls.iter().find(|call| call.request().operation_name() == operation).expect(operation);
        (operation.to_owned(), call.request().body().clone())
    };
    assert_eq!(parsed(commands[0]), sent("CreateTable"));
    assert_eq!(commands[1], ["dynamodb", "wait", "table-exists", "--table-name", "orders"]);
    assert_eq!(parsed(commands[2]), sent("UpdateTimeToLive"));

    let provisioned = Users::create_table().provisioned(5, 6).deletion_protection().explain().expect("explained");
    let command = provisioned.to_aws_cli();
    assert!(
        command.contains(r#"--provisioned-throughput '{"ReadCapacityUnits":5,"WriteCapacityUnits":6}'"#),
        "{command}"
    );
    assert!(command.contains("--deletion-protection-enabled"), "{command}");
}

#[test]
fn names_and_values_are_there_as_maps_and_as_json() {
    let explained = Orders::query("it's").filter(Orders::TOTAL.gte(100)).explain().expect("explained");
    assert_eq!(explained.names["#n1"], "total");
    assert_eq!(explained.values[":v1"].as_n().map(String::as_str), Ok("100"));
    assert_eq!(explained.names_json(), r##"{"#n0":"user_id","#n1":"total"}"##);
    assert_eq!(explained.values_json(), r#"{":v0":{"S":"it's"},":v1":{"N":"100"}}"#);
}
