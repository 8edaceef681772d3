//! Workloads whose items borrow from their page.

use std::cell::OnceCell;

use dkmio::RawPage;
use dkmio::{DynamoDb, DynamoTable};

use super::Case;
use crate::items::{PARTITION, Small, SmallRef};

/// Returns the query of small items that borrow from the page it returns.
pub(super) fn query(db: DynamoDb) -> Case {
    let count = async |db: &DynamoDb| read(&page(db).await).len();
    Case::with_output(db, count, async |db| owned(&read(&page(db).await)))
}

/// Returns the decoding of the items of such a page, which the first round fetches.
pub(super) fn decode(db: DynamoDb) -> Case {
    let kept = Kept { db, page: OnceCell::new() };
    Case::with_output(kept, async |kept| read(kept.page().await).len(), async |kept| owned(&read(kept.page().await)))
}

struct Kept {
    db: DynamoDb,
    page: OnceCell<RawPage>,
}

impl Kept {
    async fn page(&self) -> &RawPage {
        // The later rounds find the page here, so that only the decoding counts.
        if self.page.get().is_none() {
            let page = page(&self.db).await;
            return self.page.get_or_init(|| page);
        }
        self.page.get().expect("a page")
    }
}

async fn page(db: &DynamoDb) -> RawPage {
    Small::query(PARTITION).raw_page(db).await.expect("a page")
}

fn read(page: &RawPage) -> Vec<SmallRef<'_>> {
    page.items_borrowed().expect("items")
}

/// Shows the items as a query of owned items does.
fn owned(items: &[SmallRef<'_>]) -> String {
    format!("{:?}", items.iter().map(SmallRef::to_owned).collect::<Vec<_>>())
}
