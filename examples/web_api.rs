//! A web service that pages by cursor: `GET /orders/{user}?limit=2&after=CURSOR`.
//!
//! `cargo run --example web_api` starts it on a free port, sends it requests over HTTP and prints the responses.
//! With `-- --serve` it keeps running.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use dkmio::{Cursor, DynamoDb, DynamoTable};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoTable)]
#[dynamo(table = "orders")]
struct Orders {
    #[pk]
    user_id: String,
    #[sk]
    order_id: u32,
    total: u64,
}

#[derive(Debug, Deserialize)]
struct Paging {
    limit: Option<usize>,
    after: Option<Cursor>,
}

#[derive(Debug, Serialize, Deserialize)]
struct OrderPage {
    orders: Vec<Orders>,
    /// To be given as `after` for the next page.
    next: Option<String>,
}

/// A dkmio error as a response of the service. The error suggests the status.
struct Failure(dkmio::Error);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // `Display` holds no keys or values, so it can be shown.
        (status, self.0.to_string()).into_response()
    }
}

async fn orders(
    State(db): State<DynamoDb>,
    Path(user): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<OrderPage>, Failure> {
    let mut query = Orders::query(user).limit(paging.limit.unwrap_or(20).min(100));
    if let Some(after) = paging.after {
        query = query.start_from(after);
    }
    let page = query.page(&db).await.map_err(Failure)?;
    Ok(Json(OrderPage { orders: page.items, next: page.next.map(|cursor| cursor.encode()) }))
}

/// Creates the table with five orders and starts the service on a free port of this machine.
async fn start() -> Result<String, Box<dyn std::error::Error>> {
    let db = DynamoDb::embedded().await?;
    Orders::create_table().send(&db).await?;
    for order_id in 1..=5 {
        Orders { user_id: "ana".to_owned(), order_id, total: u64::from(order_id) * 10 }.put().send(&db).await?;
    }
    let app = Router::new().route("/orders/{user}", get(orders)).with_state(db);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

/// Status line and body of a GET over a plain connection.
async fn ask(address: &str, path: &str) -> Result<(String, String), Box<dyn std::error::Error>> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut response = String::new();
    connection.read_to_string(&mut response).await?;
    let (head, body) = response.split_once("\r\n\r\n").ok_or("no response")?;
    Ok((head.lines().next().unwrap_or_default().to_owned(), body.to_owned()))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = start().await?;
    if std::env::args().any(|argument| argument == "--serve") {
        println!("http://{address}/orders/ana?limit=2");
        std::future::pending::<()>().await;
    }
    let mut path = "/orders/ana?limit=2".to_owned();
    loop {
        let (status, body) = ask(&address, &path).await?;
        println!("GET {path}\n  {status}\n  {body}");
        let page: OrderPage = serde_json::from_str(&body)?;
        let Some(next) = page.next else { break };
        path = format!("/orders/ana?limit=2&after={next}");
    }
    let (status, body) = ask(&address, &format!("{path}x")).await?;
    println!("a cursor that was tampered with\n  {status}\n  {body}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pages_follow_each_other_and_lose_nothing() {
        let address = start().await.expect("a service");
        let (mut path, mut seen) = ("/orders/ana?limit=2".to_owned(), Vec::new());
        loop {
            let (status, body) = ask(&address, &path).await.expect("a response");
            assert_eq!(status, "HTTP/1.1 200 OK");
            let page: OrderPage = serde_json::from_str(&body).expect("a page");
            assert!(page.orders.len() <= 2);
            seen.extend(page.orders.iter().map(|order| order.order_id));
            let Some(next) = page.next else { break };
            path = format!("/orders/ana?limit=2&after={next}");
        }
        assert_eq!(seen, [1, 2, 3, 4, 5]);
    }

    #[tokio::test]
    async fn a_cursor_of_another_user_is_refused() {
        let address = start().await.expect("a service");
        let (_, body) = ask(&address, "/orders/ana?limit=2").await.expect("a response");
        let page: OrderPage = serde_json::from_str(&body).expect("a page");
        let path = format!("/orders/luis?after={}", page.next.expect("a cursor"));
        let (status, body) = ask(&address, &path).await.expect("a response");
        assert_eq!(status, "HTTP/1.1 400 Bad Request");
        assert!(!body.contains("ana"), "{body}");
    }
}
