//! What the stores of tower-sessions are tested by: the store alone, then through the layer and a router.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::get;
use dkmio::{DynamoDb, DynamoTable, Ttl};
use dkmio_sessions::{DynamoStore, Session, SessionRow};
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use tower::ServiceExt;
use tower_sessions::cookie::{Cookie, SameSite};
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

async fn store() -> DynamoStore<Session> {
    let db = DynamoDb::embedded().await.expect("an engine").with_table_prefix("test-");
    Session::create_table().send(&db).await.expect("a table");
    DynamoStore::new(&db)
}

fn record(lifetime: Duration) -> Record {
    let data = [("user".to_owned(), serde_json::json!({ "id": 7, "score": 1.0, "none": null }))].into();
    Record { id: Id::default(), data, expiry_date: OffsetDateTime::now_utc() + lifetime }
}

#[tokio::test]
async fn a_created_session_is_loaded_as_it_was() {
    let store = store().await;
    let mut record = record(Duration::minutes(30));
    store.create(&mut record).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), Some(record));
}

#[tokio::test]
async fn a_taken_id_is_replaced_on_creation() {
    let store = store().await;
    let mut first = record(Duration::minutes(30));
    store.create(&mut first).await.unwrap();
    let mut second = record(Duration::minutes(30));
    second.id = first.id;
    store.create(&mut second).await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(store.load(&first.id).await.unwrap(), Some(first));
    assert_eq!(store.load(&second.id).await.unwrap(), Some(second));
}

#[tokio::test]
async fn a_saved_session_replaces_the_stored_one() {
    let store = store().await;
    let mut record = record(Duration::minutes(30));
    store.save(&record).await.unwrap();
    record.data.insert("theme".to_owned(), serde_json::json!("dark"));
    store.save(&record).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), Some(record));
}

#[tokio::test]
async fn a_deleted_session_is_gone() {
    let store = store().await;
    let mut record = record(Duration::minutes(30));
    store.create(&mut record).await.unwrap();
    store.delete(&record.id).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), None);
    store.delete(&record.id).await.unwrap();
}

#[tokio::test]
async fn an_expired_session_is_not_loaded() {
    let store = store().await;
    let mut record = record(Duration::seconds(-1));
    store.create(&mut record).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), None);
}

/// A row of a user's own: two key attributes, and an attribute beside the session.
#[derive(Clone, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "app")]
struct AppRow {
    #[pk]
    kind: String,
    #[sk]
    id: String,
    document: String,
    #[ttl]
    until: Ttl,
    source: String,
}

impl SessionRow for AppRow {
    fn key_of(id: &Id) -> AppRowKey {
        AppRowKey { kind: "session".to_owned(), id: id.to_string() }
    }

    fn new(id: &Id, record: String, until: Ttl) -> Self {
        let source = "web".to_owned();
        Self { kind: "session".to_owned(), id: id.to_string(), document: record, until, source }
    }

    fn record(&self) -> &str {
        &self.document
    }
}

#[tokio::test]
async fn a_session_is_kept_in_a_row_of_the_users_own() {
    let db = DynamoDb::embedded().await.unwrap().with_table_name::<AppRow>("users-table");
    AppRow::create_table().send(&db).await.unwrap();
    let store = DynamoStore::<AppRow>::new(&db);
    let mut record = record(Duration::minutes(30));
    store.create(&mut record).await.unwrap();
    let rows: Vec<AppRow> = AppRow::query("session").all(&db).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].source, "web");
    assert_eq!(store.load(&record.id).await.unwrap(), Some(record));
}

type Handle = tower_sessions::Session;

/// An application whose routes change their session.
async fn app(expiry: Option<Expiry>, domain: Option<&str>) -> Router {
    let mut layer = SessionManagerLayer::new(store().await).with_secure(true);
    if let Some(expiry) = expiry {
        layer = layer.with_expiry(expiry);
    }
    if let Some(domain) = domain {
        layer = layer.with_domain(domain.to_owned());
    }
    Router::new()
        .route("/", get(async |_: Handle| "hello"))
        .route("/insert", get(async |session: Handle| session.insert("count", 42).await.unwrap()))
        .route("/value", get(async |session: Handle| format!("{:?}", session.get::<u32>("count").await.unwrap())))
        .route(
            "/remove",
            get(async |session: Handle| {
                session.remove::<u32>("count").await.unwrap();
            }),
        )
        .route("/cycle", get(async |session: Handle| session.cycle_id().await.unwrap()))
        .route("/flush", get(async |session: Handle| session.flush().await.unwrap()))
        .route(
            "/tomorrow",
            get(async |session: Handle| {
                session.set_expiry(Some(Expiry::AtDateTime(OffsetDateTime::now_utc() + Duration::days(1))));
            }),
        )
        .route("/forget", get(async |session: Handle| session.set_expiry(Some(Expiry::OnSessionEnd))))
        .layer(layer)
}

fn hour() -> Option<Expiry> {
    Some(Expiry::OnInactivity(Duration::hours(1)))
}

async fn visit(app: &Router, path: &str, cookie: Option<&Cookie<'_>>) -> Response<Body> {
    let mut request = Request::builder().uri(path);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie.encoded().to_string());
    }
    app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn cookie_of(response: &Response<Body>) -> Option<Cookie<'static>> {
    let text = response.headers().get(header::SET_COOKIE)?.to_str().ok()?.to_owned();
    Cookie::parse_encoded(text).ok()
}

async fn text_of(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_session_without_data_sets_no_cookie() {
    let app = app(hour(), None).await;
    assert_eq!(cookie_of(&visit(&app, "/", None).await), None);
}

#[tokio::test]
async fn an_unknown_id_gets_a_new_session() {
    let app = app(hour(), None).await;
    let unknown = Cookie::new("id", "AAAAAAAAAAAAAAAAAAAAAA");
    let response = visit(&app, "/insert", Some(&unknown)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_ne!(cookie_of(&response).unwrap().value(), unknown.value());
}

#[tokio::test]
async fn a_malformed_cookie_is_replaced() {
    let app = app(hour(), None).await;
    let malformed = Cookie::new("id", "malformed");
    let response = visit(&app, "/", Some(&malformed)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_ne!(cookie_of(&response).unwrap().value(), "malformed");
}

#[tokio::test]
async fn an_inserted_value_sets_a_cookie_with_the_expiry() {
    let app = app(hour(), None).await;
    let cookie = cookie_of(&visit(&app, "/insert", None).await).unwrap();
    assert_eq!(cookie.name(), "id");
    assert_eq!(cookie.http_only(), Some(true));
    assert_eq!(cookie.same_site(), Some(SameSite::Strict));
    assert_eq!(cookie.secure(), Some(true));
    assert_eq!(cookie.path(), Some("/"));
    assert!(cookie.max_age().is_some_and(|age| age <= Duration::hours(1)));
}

#[tokio::test]
async fn a_session_without_expiry_sets_a_cookie_without_age() {
    let app = app(None, None).await;
    let cookie = cookie_of(&visit(&app, "/insert", None).await).unwrap();
    assert_eq!(cookie.max_age(), None);
}

#[tokio::test]
async fn a_value_is_read_by_the_next_request() {
    let app = app(hour(), None).await;
    let cookie = cookie_of(&visit(&app, "/insert", None).await).unwrap();
    assert_eq!(text_of(visit(&app, "/value", Some(&cookie)).await).await, "Some(42)");
    assert_eq!(text_of(visit(&app, "/value", None).await).await, "None");
}

#[tokio::test]
async fn a_removed_value_is_absent_afterwards() {
    let app = app(hour(), None).await;
    let cookie = cookie_of(&visit(&app, "/insert", None).await).unwrap();
    visit(&app, "/remove", Some(&cookie)).await;
    assert_eq!(text_of(visit(&app, "/value", Some(&cookie)).await).await, "None");
}

#[tokio::test]
async fn a_cycled_id_keeps_the_data() {
    let app = app(hour(), None).await;
    let first = cookie_of(&visit(&app, "/insert", None).await).unwrap();
    let second = cookie_of(&visit(&app, "/cycle", Some(&first)).await).unwrap();
    assert_ne!(first.value(), second.value());
    assert_eq!(text_of(visit(&app, "/value", Some(&second)).await).await, "Some(42)");
    assert_eq!(text_of(visit(&app, "/value", Some(&first)).await).await, "None");
}

#[tokio::test]
async fn a_flushed_session_removes_its_cookie() {
    for domain in [None, Some("localhost")] {
        let app = app(hour(), domain).await;
        let cookie = cookie_of(&visit(&app, "/insert", None).await).unwrap();
        let flushed = cookie_of(&visit(&app, "/flush", Some(&cookie)).await).unwrap();
        assert_eq!((flushed.value(), flushed.max_age()), ("", Some(Duration::ZERO)));
        assert_eq!((flushed.domain(), flushed.path()), (domain, Some("/")));
        assert_eq!(text_of(visit(&app, "/value", Some(&cookie)).await).await, "None");
    }
}

#[tokio::test]
async fn the_expiry_can_be_set_and_removed() {
    let app = app(hour(), None).await;
    let cookie = cookie_of(&visit(&app, "/insert", None).await).unwrap();
    let longer = cookie_of(&visit(&app, "/tomorrow", Some(&cookie)).await).unwrap();
    assert!(longer.max_age().is_some_and(|age| age > Duration::hours(23) && age <= Duration::days(1)));
    let endless = cookie_of(&visit(&app, "/forget", Some(&cookie)).await).unwrap();
    assert_eq!(endless.max_age(), None);
    assert_eq!(text_of(visit(&app, "/value", Some(&cookie)).await).await, "Some(42)");
}
