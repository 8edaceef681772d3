//! Items that borrow from their page.

use std::cell::OnceCell;

use dkmio::RawPage;
use dkmio::{DynamoDb, DynamoTable};

use super::Case;
use crate::items::{PARTITION, Small, SmallRef};

/// A query of small items that borrow from the page it returns.
pub(super) fn query(db: DynamoDb) -> Case {
    let count = async |db: &DynamoDb| read(&page(db).await).len();
    Case::with_output(db, count, async |db| owned(&read(&page(db).await)))
}

/// Reading the items of such a page, which is fetched in the first round and kept.
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

/// What a query of these items shows.
fn owned(items: &[SmallRef<'_>]) -> String {
    format!("{:?}", items.iter().map(SmallRef::to_owned).collect::<Vec<_>>())
}
