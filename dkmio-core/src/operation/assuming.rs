//! `assuming`: what an update may expect of the stored item.

use super::update::Update;
use crate::attribute::{Operand, OperandOf};
use crate::expression::{Condition, RemoveTarget, UpdateTarget, equals_condition, missing_condition};
use crate::request::Returning;
use crate::table::{Guarded, Table};

impl<T: Table, R: Returning, G> Update<T, R, G> {
    /// Writes only if an attribute has this value, and renders index keys with it (`ConditionExpression`: `path = value`).
    ///
    /// An update that changes one part of an index key needs the values of the other parts. If the stored value is another one, the
    /// error has the kind [`ConditionFailed`](crate::error::ErrorKind::ConditionFailed) and the stored item.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/tickets.rs"));
    /// # fn main() { example(async |db| {
    /// // The key of this index is `QUEUE#{team}#{priority:02}`.
    /// Ticket::update("t1")
    ///     .set(Ticket::PRIORITY, 1)
    ///     .assuming(Ticket::TEAM, "infra")
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(Ticket::queue().query(("infra", 1)).count(&db).await?, 1);
    ///
    /// let stale = Ticket::update("t1")
    ///     .set(Ticket::PRIORITY, 2)
    ///     .assuming(Ticket::TEAM, "sales")
    ///     .send(&db)
    ///     .await;
    /// assert!(stale.unwrap_err().is_condition_failed());
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ConditionExpression")]
    pub fn assuming<V, K: OperandOf<T>>(
        mut self,
        path: impl UpdateTarget<T, Guarded, Value = V>,
        value: impl Operand<V, K>,
    ) -> Self {
        self.condition = self.condition.and(Condition::<T>::new(equals_condition(path.into_path(), value.operand())));
        self
    }

    /// Writes only if an attribute is absent, and renders no index key that has it as a part
    /// (`ConditionExpression`: `attribute_not_exists(path)`).
    ///
    /// An index key with an absent part is absent, so the other parts need not be known.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/tickets.rs"));
    /// # fn main() { example(async |db| {
    /// // The sort key of this index is `{due}#{site}`. While `site` is absent,
    /// // a ticket has no sort key and is not in the index.
    /// Ticket::update("t1")
    ///     .set(Ticket::DUE, "2025-02-01")
    ///     .assuming_absent(Ticket::SITE)
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(Ticket::agenda().query(()).count(&db).await?, 0);
    ///
    /// Ticket::update("t1")
    ///     .set(Ticket::SITE, "lima")
    ///     .assuming(Ticket::DUE, "2025-02-01")
    ///     .send(&db)
    ///     .await?;
    /// assert_eq!(Ticket::agenda().query(()).count(&db).await?, 1);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "attribute_not_exists")]
    pub fn assuming_absent(mut self, path: impl RemoveTarget<T, Guarded>) -> Self {
        self.condition = self.condition.and(Condition::<T>::new(missing_condition(path.into_removed())));
        self
    }
}
