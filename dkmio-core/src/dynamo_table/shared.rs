//! The functions of a shared table. The derive macro adds them to it: a shared table is no item, and so no
//! [`DynamoTable`](super::DynamoTable).

use crate::admin::{CreateTable, DeleteTable, DescribeTable, TableSpec, VerifyTable};
use crate::read::{Query, Scan};
use crate::table::{PartitionValue, Source, Table};

pub fn table<T: Table>() -> TableSpec<T> {
    TableSpec::new()
}

pub fn create_table<T: Table>() -> CreateTable<T> {
    CreateTable::new()
}

pub fn delete_table<T: Table>() -> DeleteTable<T> {
    DeleteTable::new()
}

pub fn describe_table<T: Table>() -> DescribeTable<T> {
    DescribeTable::new()
}

pub fn verify_table<T: Table>() -> VerifyTable<T> {
    VerifyTable::new()
}

pub fn scan<S: Source>() -> Scan<S> {
    Scan::scan()
}

pub fn query<S: Source, P: PartitionValue<S::Partition>>(partition: P) -> Query<S> {
    Query::query(partition)
}
