//! The types as which the items of a read are decoded: some attributes, another struct, free-form items, keys, or
//! results.

use std::marker::PhantomData;

use super::builder::Read;
use super::shapes::AsKey;
use crate::attribute::DocumentPath;
use crate::error::{Error, ErrorKind};
use crate::expression::{ExpressionError, ProjectionPaths, Selection, parse_paths};
use crate::request::{AsItem, AsPaths, AsResult, AsTuple, AsType};
use crate::table::{ProjectionOf, ReadableFrom, Source, Table};

impl<S: Source, H, M> Read<S, H, M> {
    /// Reads only these attributes (`ProjectionExpression`): one, or a tuple of up to twelve. Each item becomes the
    /// attribute's type, or a tuple of their types.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let totals: Vec<u64> =
    ///     Orders::query("ana").select(Orders::TOTAL).all(&db).await?;
    /// assert_eq!(totals, [30, 700]);
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ProjectionExpression")]
    #[doc(alias = "AttributesToGet")]
    pub fn select<X: Selection<S>>(mut self, selection: X) -> Read<S, AsTuple<S, X>, M> {
        let mut wanted = Vec::new();
        selection.collect(&mut wanted);
        let paths = ProjectionPaths::of_selection(wanted);
        self.plan.project(paths.clone());
        self.reshape(AsTuple::new(selection, paths))
    }

    /// Reads each item as the partial struct `P`, and no attribute beyond it (`ProjectionExpression`).
    ///
    /// `P` derives `DynamoProjection`.
    #[doc(alias = "ProjectionExpression")]
    pub fn select_as<P: ReadableFrom<S>>(mut self) -> Read<S, AsType<P>, M> {
        let names = <P as ProjectionOf>::ATTRIBUTES.iter();
        let wanted = names.map(|name| DocumentPath::top(*name)).collect();
        self.plan.project(ProjectionPaths::new(wanted));
        self.reshape(AsType::partial::<S::Table>())
    }

    /// Reads these paths of the items, free-form (`ProjectionExpression`): `["total", "address.city"]`. Without any
    /// path it reads everything.
    ///
    /// # Errors
    /// A malformed path is refused before anything is sent, and so is a path that a global index does not project.
    #[doc(alias = "ProjectionExpression")]
    #[doc(alias = "AttributesToGet")]
    pub fn select_paths<'p>(mut self, paths: impl IntoIterator<Item = &'p str>) -> Read<S, AsPaths, M> {
        let paths = match parse_paths(paths) {
            Ok(paths) => self.plan.with_keys(paths),
            Err(error) => {
                self.plan.fail(ExpressionError::from(error).into());
                ProjectionPaths::default()
            }
        };
        self.plan.project(paths.clone());
        self.reshape(AsPaths(paths))
    }

    /// Reads whole items as [`Item`](crate::codec::Item)s instead of structs. It replaces an earlier projection.
    pub fn free_form(mut self) -> Read<S, AsItem, M> {
        self.plan.paths = None;
        self.reshape(AsItem)
    }

    /// Reads the primary keys of the items, typed, and no attribute beyond the key attributes (`ProjectionExpression`).
    ///
    /// A part of the key of an entity that cannot be read back from it is read as an attribute. An index may not project it: in the form
    /// `lower` or `upper` the part is then the folded text of the key, which leads to the same item. In any other form the read is refused
    /// before it is sent, as `InvalidProjection`.
    ///
    /// DynamoDB still reads, and bills, whole items. With the keys a partition can be emptied: pass the stream to
    /// `batch_delete_stream`.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// let keys: Vec<OrdersKey> =
    ///     Orders::by_status().query("PENDING").keys().all(&db).await?;
    /// assert_eq!(keys[0].order_id, "o1");
    /// # Ok(())
    /// # }) }
    /// ```
    #[doc(alias = "ProjectionExpression")]
    pub fn keys(mut self) -> Read<S, AsKey<S::Table>, M> {
        let names = <S::Table as Table>::DEFINITION.key.attributes().map(|part| part.name);
        let parts = self.plan.stored_key_parts();
        if let Some(part) = self.plan.unreadable_key_part() {
            let message = format!(
                "`{part}` cannot be read back from the key, and the index does not project it; use `hydrate` and take the keys of the \
                 items, or read the stored keys with `free_form`"
            );
            self.plan.fail(Error::new(ErrorKind::InvalidProjection).with_message(message));
        }
        // A part may be in both keys, and a projection names it once.
        let paths = ProjectionPaths::new(names.map(DocumentPath::top).collect()).also(parts.into_iter());
        self.plan.project(paths);
        self.reshape(AsKey::new())
    }

    /// Returns each item as a `Result`. An item that cannot be decoded is an
    /// [`InvalidItem`](crate::request::InvalidItem) with its key, its attributes and the error, and does not end the
    /// read.
    ///
    /// Without `try_items` such an item is an error of the whole read, which has the item's key
    /// ([`Error::item_key`](crate::error::Error::item_key)).
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/orders.rs"));
    /// # fn main() { example(async |db| {
    /// for order in Orders::query("ana").try_items().all(&db).await? {
    ///     match order {
    ///         Ok(order) => println!("{}", order.order_id),
    ///         Err(invalid) => eprintln!("{invalid}, in the item {:?}", invalid.key()),
    ///     }
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn try_items(self) -> Read<S, AsResult<H>, M> {
        let key = self.plan.cursor_attributes().map(|part| part.name).collect();
        let decode_as = AsResult { decode_as: self.decode_as, key };
        Read { plan: self.plan, decode_as, types: PhantomData }
    }
}
