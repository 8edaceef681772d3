//! Queries of item collections: items of several entities under one partition key.

use std::fmt;
use std::marker::PhantomData;

use super::all::read_all;
use super::builder::Read;
use super::plan::ReadPlan;
use super::query::Query;
use crate::client::{DynamoDb, TableRef};
use crate::codec::json::{self, Reader};
use crate::codec::{DecodeError, Item};
use crate::error::{Error, ErrorKind};
use crate::expression::{Condition, ConditionNode, ExpressionError, KeyRange, is_entity};
use crate::key::{MAX_SORT_KEY, SortText, end_of_sort_keys};
use crate::request::DecodeAs;
use crate::table::{
    Collection, CollectionFields, EntityAttribute, Membership, NextSortKey, PartitionValue, SortKeyConditionGiven,
    SortKeyState, Table,
};

/// Decodes each item as an entry of the collection `C`.
pub struct AsCollection<C>(PhantomData<fn() -> C>);

impl<C: Collection> DecodeAs for AsCollection<C> {
    type Output = C::Entry;

    fn read_text(&self, reader: &Reader<'_>) -> Result<C::Entry, DecodeError> {
        match C::DEFINITION.membership(reader)? {
            Membership::Member(at) => C::read_entry(Some(at), reader),
            // `Pages` omits or reports the last two before an item is decoded.
            Membership::Other | Membership::Ignored | Membership::Unexpected => C::read_entry(None, reader),
        }
    }

    fn read_member(&self, reader: &Reader<'_>, member: Option<usize>) -> Result<C::Entry, DecodeError> {
        C::read_entry(member, reader)
    }
}

impl<C> fmt::Debug for AsCollection<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AsCollection")
    }
}

/// Returns the query of a collection. The derive macro adds a method for it to the type.
#[doc(hidden)]
pub fn collection_query<C: Collection, P: PartitionValue<C::Partition>>(partition: P) -> Query<C, AsCollection<C>> {
    let mut plan = ReadPlan::query(TableRef::of::<C::Table>(), const { &C::TABLE }, const { &C::INDEX }.as_ref());
    plan.collection = Some(C::DEFINITION);
    match partition.into_parts() {
        Ok(values) => plan.partition(C::TEMPLATES, values),
        Err(error) => plan.fail(error.into()),
    }
    Read::with_decoder(plan, AsCollection(PhantomData))
}

/// Decodes one item, such as an image of a stream or a line of an export, as an entry of a collection.
///
/// # Errors
/// Returns an error if the item is of an entity that the collection does not have, or if it does not fit its type.
#[doc(hidden)]
pub fn collection_entry<C: Collection>(item: &Item) -> Result<C::Entry, Error> {
    let text = json::item_to_text(item)?;
    let reader = Reader::new(&text.text);
    match C::DEFINITION.membership(&reader)? {
        Membership::Member(at) => Ok(C::read_entry(Some(at), &reader)?),
        Membership::Other => Ok(C::read_entry(None, &reader)?),
        Membership::Ignored | Membership::Unexpected => Err(Error::new(ErrorKind::UnexpectedEntity)),
    }
}

impl<C: Collection, M> Read<C, AsCollection<C>, M> {
    /// Drops items of the entity `T` that do not meet the condition (`FilterExpression`). Keeps items of other
    /// entities, and items without an entity attribute.
    ///
    /// # Errors
    /// The query is refused before it is sent if `T` is no entity of the collection's table, if the table has no entity
    /// attribute or the index does not project it or has it in its key, and if the condition names an attribute that `T`
    /// stores inside its primary key alone.
    #[doc(alias = "FilterExpression")]
    pub fn filter_entity<T: Table>(mut self, condition: Condition<T>) -> Self {
        match filter_on::<C, T>(condition.into_node()) {
            Ok(filter) => self.plan.filter(filter),
            Err(error) => self.plan.fail(error),
        }
        self
    }
}

/// Returns the filter that drops items of the entity `T` that do not meet the condition.
///
/// # Errors
/// Returns an error if DynamoDB cannot tell which items are of `T`, or if the condition names an attribute that none of
/// them has.
fn filter_on<C: Collection, T: Table>(condition: ConditionNode) -> Result<ConditionNode, Error> {
    let entity = T::DEFINITION.entity.filter(|_| T::DEFINITION.name == C::TABLE.name);
    let Some((entity, attribute)) = entity.and_then(|entity| Some((entity, entity.entity_attribute?))) else {
        let message = "`filter_entity` needs an entity of the collection's table, and that table an entity attribute";
        return Err(Error::new(ErrorKind::Validation).with_message(message));
    };
    let mut key_only = None;
    condition.paths(&mut |path| {
        if entity.is_key_only(path.root()) {
            key_only.get_or_insert(path.root().to_owned());
        }
    });
    if let Some(attribute) = key_only {
        return Err(ExpressionError::KeyOnly { attribute }.into());
    }
    // A negated comparison also holds if the attribute is absent. An item without it may be of any entity, so the
    // attribute counts as one that every item of `T` has.
    let is_named = is_entity(EntityAttribute { is_optional: false, ..attribute }, entity.name);
    Ok(is_named.negate().or(condition))
}

impl<C: CollectionFields + 'static, M: SortKeyState> Read<C, AsCollection<C>, M> {
    /// Reads every item, over as many pages as it takes, and sorts them into the fields of the struct.
    ///
    /// # Errors
    /// Returns an error if there is a second item for a field that takes one, and those of [`all`](Read::all).
    pub async fn collect(self, db: &DynamoDb) -> Result<C, Error> {
        let context = self.plan.error_context(db.actual_name(&self.plan.target));
        let mut collected = C::empty();
        for entry in read_all(self.plan, self.decode_as, db).await? {
            collected.add_entry(entry).map_err(|error| error.with_context(&context))?;
        }
        Ok(collected)
    }
}

impl<C: Collection, H, N: NextSortKey<Key = SortText>> Query<C, H, N> {
    /// Reads an item and everything below it: the key itself, and the keys that continue it after the delimiter
    /// (`sk BETWEEN :key AND :end`).
    ///
    /// `sk_begins_with("ORDER#o1")` would also read `ORDER#o10`. Keys such as `ORDER#o1 x` are in the range but not
    /// below the item. They are omitted and counted in `skipped`.
    ///
    /// # Errors
    /// A part that cannot stand in the key is refused before the query is sent.
    #[doc(alias = "BETWEEN")]
    pub fn sk_subtree(mut self, key: SortText) -> Query<C, H, SortKeyConditionGiven> {
        match (key.text(), C::TABLE.shared) {
            (Ok(text), Some(shared)) => {
                let below = format!("{text}{}", shared.delimiter);
                let value = aws_sdk_dynamodb::types::AttributeValue::S;
                // `BETWEEN` cannot exclude the keys between the item and the delimiter, so `admits` skips them. No key is
                // below one that has no room for the delimiter.
                let has_room = below.len() <= MAX_SORT_KEY;
                let end = if has_room { end_of_sort_keys(below.clone()) } else { text.to_owned() };
                self.plan.range(0, KeyRange::Between(value(text.to_owned()), value(end)));
                self.plan.subtree = Some((text.to_owned(), below));
            }
            (Err(error), _) => self.plan.fail(error.into()),
            (Ok(_), None) => {}
        }
        self.into_state()
    }
}
