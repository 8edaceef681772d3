//! The small document with everything borrowed from the response.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Address, Small, Status};

/// [`Address`], borrowed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct AddressRef<'a> {
    street: &'a str,
    city: &'a str,
    zip: &'a str,
}

/// [`Small`], borrowed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct SmallRef<'a> {
    pk: &'a str,
    sk: &'a str,
    status: Status,
    // serde takes only `&str` and `&[u8]` as borrowed by itself, and a `Cow` as owned.
    #[serde(borrow)]
    customer: Cow<'a, str>,
    created_at: &'a str,
    total: u64,
    delta: i64,
    ratio: f64,
    paid: bool,
    tags: Vec<&'a str>,
    address: AddressRef<'a>,
}

impl SmallRef<'_> {
    /// Returns the same item, owned.
    pub(crate) fn to_owned(&self) -> Small {
        Small {
            pk: self.pk.to_owned(),
            sk: self.sk.to_owned(),
            status: self.status,
            customer: self.customer.to_string(),
            created_at: self.created_at.to_owned(),
            total: self.total,
            delta: self.delta,
            ratio: self.ratio,
            paid: self.paid,
            tags: self.tags.iter().map(ToString::to_string).collect(),
            address: Address {
                street: self.address.street.to_owned(),
                city: self.address.city.to_owned(),
                zip: self.address.zip.to_owned(),
            },
        }
    }
}
