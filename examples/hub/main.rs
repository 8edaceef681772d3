//! Repositories, issues, pull requests, stars, forks and accounts in one table with three overloaded indexes. Prints each request with its
//! keys, what it returns, and at the end every item as it is stored.

use dkmio::{DynamoDb, DynamoTable as _, Explanation, TransactWrite, json};

mod model;

use model::{Account, AccountRepos, Hub, Issue, IssueStatus, Pull, Repo, RepoItem, RepoPulls, Star};

fn print(title: &str, request: &Explanation) {
    println!("\n{title}\n{request}");
}

fn repo(owner: &str, root_owner: &str) -> Repo {
    let [owner, name, root_owner, root_name] = [owner, "dkmio", root_owner, "dkmio"].map(str::to_owned);
    Repo { owner, name, root_owner, root_name, stars: 0, updated_at: None }
}

/// Adds a star and counts it, once for each user. The update of the repository also writes `updated_at`, and with it the sort key of
/// `of_account`.
async fn star(db: &DynamoDb, owner: &str, name: &str, user: &str) -> Result<(), dkmio::Error> {
    let [owner, name, user] = [owner, name, user].map(str::to_owned);
    let count = Repo::update((&owner, &name)).increment(Repo::STARS, 1).if_exists();
    let mut write = TransactWrite::new();
    write.add(Star { owner, name, user }.put().if_not_exists());
    write.add(count);
    println!("\nA star and its count are a transaction:\n{}", write.explain()?);
    write.send(db).await
}

async fn fill(db: &DynamoDb) -> Result<(), dkmio::Error> {
    Account { account: "acme".to_owned(), joined: "2025-01-01".to_owned() }.put().send(db).await?;
    let first = repo("acme", "acme");
    print("A repository has the keys of three indexes:", &first.put().explain()?);
    first.put().send(db).await?;
    for owner in ["ana", "ben"] {
        repo(owner, "acme").put().send(db).await?;
    }
    for number in 1..=12 {
        let (owner, name) = ("acme".to_owned(), "dkmio".to_owned());
        let status = if number % 2 == 0 { IssueStatus::Open } else { IssueStatus::Closed };
        Issue { owner, name, number, title: format!("issue {number}"), status }.put().send(db).await?;
    }
    for number in 13..=14 {
        let (owner, name) = ("acme".to_owned(), "dkmio".to_owned());
        Pull { owner, name, number, title: format!("pull request {number}") }.put().send(db).await?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), dkmio::Error> {
    let db = DynamoDb::embedded().await?;
    Hub::create_table().send(&db).await?;
    fill(&db).await?;
    let (owner, name) = ("acme", "dkmio");
    star(&db, owner, name, "ana").await?;
    star(&db, owner, name, "ben").await?;
    if star(&db, owner, name, "ana").await.is_err() {
        println!("  a second star of one user is refused, and is not counted");
    }

    let latest = RepoItem::query((owner, name)).sk_lte(Repo::sort_key((owner, name))).descending().limit(11);
    print("A repository and its ten latest issues:", &latest.explain()?);
    for item in latest.all(&db).await? {
        match item {
            RepoItem::Repo(repo) => println!("  {}/{} with {} stars", repo.owner, repo.name, repo.stars),
            RepoItem::Issue(issue) => println!("  #{} {:?}: {}", issue.number, issue.status, issue.title),
            RepoItem::Star(star) => println!("  a star of {}", star.user),
        }
    }

    let starrers = Star::query((owner, name));
    print("Who gave a star:", &starrers.explain()?);
    println!("  {:?}", starrers.select(Star::USER).all(&db).await?);

    let some = Issue::query((owner, name)).sk_between(3, 5).filter(Issue::STATUS.eq(IssueStatus::Open));
    print("Open issues from 3 to 5:", &some.explain()?);
    println!("  {:?}", some.all(&db).await?);

    let pulls = RepoPulls::query((owner, name));
    print("A repository with its pull requests:", &pulls.explain()?);
    let RepoPulls { repo, pulls } = pulls.collect(&db).await?;
    println!("  {:?} with {} pull requests", repo.map(|repo| repo.name), pulls.len());

    let forks = Repo::forks().query((owner, name));
    print("Forks, by their owners. The repository is the first of its own forks:", &forks.explain()?);
    println!("  {:?}", forks.all(&db).await?.into_iter().map(|repo| repo.owner).collect::<Vec<_>>());

    let account = AccountRepos::query(owner).descending().limit(21);
    print("An account and its latest repositories:", &account.explain()?);
    println!("  {:?}", account.collect(&db).await?);

    println!("\nEvery item:");
    for item in Hub::scan().all(&db).await? {
        println!("{}", json::to_string(&item)?);
    }
    Ok(())
}
