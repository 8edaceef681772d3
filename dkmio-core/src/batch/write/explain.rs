//! Explains a batch of writes.

use std::sync::Arc;

use super::OPERATION;
use super::entry::{BatchEntry, Write};
use super::protocol::Writes;
use super::request::{BatchWrite, TableOfEntry};
use crate::batch::BatchExplanation;
use crate::batch::driver::first_round;
use crate::batch::explain::queued;
use crate::client::TableRef;
use crate::codec::Item;
use crate::error::Error;
use crate::request::{Explanation, readable_item};

/// Names entries by the tables that their types declare.
struct DeclaredTables;

impl TableOfEntry for DeclaredTables {
    fn table_of(&mut self, entry: &BatchEntry) -> Result<Arc<str>, Error> {
        Ok(self.name_of(&entry.table))
    }

    fn name_of(&self, table: &TableRef) -> Arc<str> {
        table.name().into()
    }
}

impl BatchWrite {
    /// Returns the requests that the batch would send, with the declared names of the tables.
    ///
    /// # Errors
    /// Returns the errors of sending it that are found before it is sent.
    pub fn explain(&self) -> Result<BatchExplanation, Error> {
        let superseded = self.superseded(&mut DeclaredTables)?;
        let entries = self.entries.iter().enumerate().filter(|(at, _)| superseded.binary_search(at).is_err());
        let entries = entries.filter_map(|(_, entry)| entry.as_ref().ok());
        let entries = entries.map(|entry| queued(entry.clone(), entry.table.name(), 0, entry.bytes()));
        let requests = first_round::<Writes>(entries, &self.settings).into_iter().map(|request| {
            let parts = request.iter().map(|queued| queued.entry.explain());
            parts.collect::<Result<Vec<_>, _>>()
        });
        let requests = requests.collect::<Result<Vec<_>, _>>()?;
        Ok(BatchExplanation::new(OPERATION.name, requests, self.settings.meter().asks().as_ref()))
    }
}

impl BatchEntry {
    pub(super) fn explain(&self) -> Result<Explanation, Error> {
        let table = self.table.explained_name(OPERATION.name).map_err(|error| error.with_position(self.position))?;
        let (action, parameter, json) = match &self.write {
            Write::Put(item) => ("PutRequest", "Item", readable_item(item.item()?)),
            Write::Delete(key, _) => ("DeleteRequest", "Key", readable_item(&Item::from(key.clone()))),
        };
        let mut explanation = Explanation::new(action, table, None);
        explanation.parameter(parameter, json);
        Ok(explanation)
    }
}
