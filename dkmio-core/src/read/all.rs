//! Reads every item, in sequence or by segments.

use futures::TryStreamExt as _;

use super::collect;
use super::plan::ReadPlan;
use super::stream::ItemStream;
use crate::client::DynamoDb;
use crate::error::Error;
use crate::request::DecodeAs;

/// Returns every item of a read.
pub(super) async fn read_all<H: DecodeAs + Sync + 'static>(
    plan: ReadPlan,
    decode_as: H,
    db: &DynamoDb,
) -> Result<Vec<H::Output>, Error> {
    // A stream reads segments concurrently. Without segments no page is fetched ahead, and items are decoded straight
    // from the response.
    if plan.parts().is_some() {
        ItemStream::new(plan, decode_as, db).try_collect().await
    } else {
        collect::all(plan, decode_as, db).await
    }
}
