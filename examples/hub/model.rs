//! Repositories with issues, pull requests, stars and forks, and the accounts that own them, in one table with three overloaded indexes.
//! After "The DynamoDB Book", chapter 21.

use chrono::{DateTime, Utc};
use dkmio::{DynamoCollection, DynamoEntity, DynamoKey, DynamoTable};
use serde::{Deserialize, Serialize};

#[derive(DynamoTable)]
#[dynamo(table = "hub", pk = "PK", sk = "SK", entity_attribute = "Type", entities = [Repo, Issue, Pull, Star, Account])]
#[gsi(gsi1, name = "GSI1", pk = "GSI1PK", sk = "GSI1SK")]
#[gsi(gsi2, name = "GSI2", pk = "GSI2PK", sk = "GSI2SK")]
#[gsi(gsi3, name = "GSI3", pk = "GSI3PK", sk = "GSI3SK")]
pub(crate) struct Hub;

/// In its partition a repository stands behind its issues and before its stars: `ISSUE#` < `REPO#` < `STAR#`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Hub)]
#[pk = "REPO#{owner}#{name}"]
#[sk = "REPO#{owner}#{name}"]
#[index(with_pulls = Hub::gsi1, pk = "REPO#{owner}#{name}", sk = "REPO#{owner}#{name}")]
#[index(forks = Hub::gsi2, pk = "REPO#{root_owner}#{root_name}", sk = "FORK#{owner}")]
#[index(of_account = Hub::gsi3, pk = "ACCOUNT#{owner}", sk = "#{updated_at}")]
pub(crate) struct Repo {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) root_owner: String,
    pub(crate) root_name: String,
    pub(crate) stars: u32,
    /// Every update writes it, and with it the sort key of `of_account`.
    #[updated_at]
    #[serde(with = "dkmio::key", default)]
    pub(crate) updated_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DynamoKey)]
pub(crate) enum IssueStatus {
    Open,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Hub)]
#[pk = "REPO#{owner}#{name}"]
#[sk = "ISSUE#{number:010}"]
pub(crate) struct Issue {
    #[key_only]
    pub(crate) owner: String,
    #[key_only]
    pub(crate) name: String,
    #[key_only]
    pub(crate) number: u32,
    pub(crate) title: String,
    pub(crate) status: IssueStatus,
}

/// A pull request has a partition of its own, and is found beside its repository in an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Hub)]
#[pk = "PR#{owner}#{name}#{number:010}"]
#[sk = "PR#{owner}#{name}#{number:010}"]
#[index(of_repo = Hub::gsi1, pk = "REPO#{owner}#{name}", sk = "PR#{number:010}")]
pub(crate) struct Pull {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) number: u32,
    pub(crate) title: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Hub)]
#[pk = "REPO#{owner}#{name}"]
#[sk = "STAR#{user}"]
pub(crate) struct Star {
    pub(crate) owner: String,
    pub(crate) name: String,
    pub(crate) user: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DynamoEntity)]
#[dynamo(table = Hub)]
#[pk = "ACCOUNT#{account}"]
#[sk = "ACCOUNT#{account}"]
#[index(with_repos = Hub::gsi3, pk = "ACCOUNT#{account}", sk = "ACCOUNT#{account}")]
pub(crate) struct Account {
    pub(crate) account: String,
    pub(crate) joined: String,
}

/// What stands in the partition of a repository, in the order of the sort keys.
#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Repo)]
pub(crate) enum RepoItem {
    Repo(Repo),
    Issue(Issue),
    Star(Star),
}

/// A repository with its pull requests.
#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Repo::with_pulls)]
pub(crate) struct RepoPulls {
    pub(crate) repo: Option<Repo>,
    pub(crate) pulls: Vec<Pull>,
}

/// An account with its repositories.
#[derive(Debug, PartialEq, DynamoCollection)]
#[dynamo(partition = Account::with_repos)]
pub(crate) struct AccountRepos {
    pub(crate) account: Option<Account>,
    pub(crate) repos: Vec<Repo>,
}
