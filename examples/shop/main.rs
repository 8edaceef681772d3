//! A shop for many tenants in one table: entities with rendered keys, a collection, an overloaded index, and updates that keep its
//! keys right. Prints each request with its keys, and what it returns.

use std::time::Duration;

use dkmio::{DynamoDb, DynamoTable as _, Explanation, TransactWrite, Ttl};

mod model;

use model::{Basket, Entry, Line, Order, Session, Shop, Status, Tenant, User};

fn print(title: &str, request: &Explanation) {
    println!("\n{title}\n{request}");
}

/// Stores an order with its lines, unless its tenant is closed.
async fn checkout(db: &DynamoDb, order: &Order, lines: &[Line]) -> Result<(), dkmio::Error> {
    let mut write = TransactWrite::new();
    write.add(order.put().if_not_exists());
    for line in lines {
        write.add(line.put().if_not_exists());
    }
    write.add(Tenant::condition_check(&order.tenant).condition(Tenant::IS_CLOSED.eq(false)));
    println!("\nA checkout is a transaction:\n{}", write.explain()?);
    write.send(db).await
}

async fn pay(db: &DynamoDb, tenant: &str, order_id: &str) -> Result<(), dkmio::Error> {
    // The other parts of both index keys are in the primary key, or stay as they are.
    let pay =
        Order::update((tenant, order_id)).set(Order::STATUS, Status::Paid).condition(Order::STATUS.eq(Status::Open));
    print("An update of a part of an index key writes the key:", &pay.explain()?);
    pay.send(db).await
}

fn order(order_id: &str, placed: &str, total: u64) -> Order {
    let (tenant, order_id, placed) = ("acme".to_owned(), order_id.to_owned(), placed.to_owned());
    Order { tenant, order_id, status: Status::Open, placed, total }
}

fn line(order_id: &str, line: u16, sku: &str) -> Line {
    Line { tenant: "acme".to_owned(), order_id: order_id.to_owned(), line, sku: sku.to_owned(), qty: 1 }
}

fn user(user_id: &str, email: &str) -> User {
    User { tenant: "acme".to_owned(), user_id: user_id.to_owned(), email: email.to_owned() }
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Shop::create_table().send(&db).await?;

    let tenant = Tenant { tenant: "acme".to_owned(), name: "Acme".to_owned(), is_closed: false };
    print("A put renders the keys:", &tenant.put().explain()?);
    tenant.put().send(&db).await?;
    let user = user("u1", "Ana@Example.com");
    print("A user with a unique address is a transaction with the item that reserves it:", &user.create().explain()?);
    user.create().send(&db).await?;
    if let Err(error) = self::user("u2", "ana@example.com").create().send(&db).await {
        println!("  another user with the same {:?}: {error}", error.unique_violation());
    }
    let expires_at = Ttl::from_now(Duration::from_secs(3600));
    Session { tenant: "acme".to_owned(), token: "s1".to_owned(), expires_at }.put().send(&db).await?;

    checkout(&db, &order("o1", "2025-11-01", 30), &[line("o1", 1, "pen"), line("o1", 2, "ink")]).await?;
    checkout(&db, &order("o10", "2025-11-03", 700), &[line("o10", 1, "desk")]).await?;
    pay(&db, "acme", "o1").await?;

    let by_email = User::by_email().query("ana@example.COM");
    print("An index of users:", &by_email.explain()?);
    println!("  {:?}", by_email.first(&db).await?);

    let open = Order::by_status().query(("acme", Status::Open)).sk_gte("2025-11").limit(50);
    print("The same index, of orders:", &open.explain()?);
    println!("  {:?}", open.all(&db).await?);

    let basket = Basket::query("acme").sk_subtree(Order::sort_key(("o1",)));
    print("An order with its lines, and not those of `o10`:", &basket.explain()?);
    println!("  {:?}", basket.collect(&db).await?);

    println!("\nEverything of a tenant:");
    for entry in Entry::query("acme").all(&db).await? {
        match entry {
            Entry::Tenant(tenant) => println!("  the tenant {}", tenant.name),
            Entry::User(user) => println!("  the user {}", user.email),
            Entry::Order(order) => println!("  the order {} of {}, {:?}", order.order_id, order.placed, order.status),
            Entry::Line(line) => println!("  {} x {} in the order {}", line.qty, line.sku, line.order_id),
            Entry::Session(session) => println!("  a session until {:?}", session.expires_at),
        }
    }
    Ok(())
}
