//! The names of DynamoDB's operations.

macro_rules! operations {
    ($($name:ident,)*) => {
        /// An operation of the DynamoDB API, named as the API names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Operation {
            $(#[doc = concat!("The operation `", stringify!($name), "`.")] $name,)*
            /// Any operation that has no variant here.
            Other,
        }

        impl Operation {
            /// Returns the operation called `name` in the API, or [`Other`](Self::Other).
            #[must_use]
            pub fn from_name(name: &str) -> Self {
                match name {
                    $(stringify!($name) => Self::$name,)*
                    _ => Self::Other,
                }
            }

            /// Returns the operation's name in the API, or `Other` for [`Other`](Self::Other).
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Other => "Other",
                }
            }
        }
    };
}

operations! {
    BatchExecuteStatement,
    BatchGetItem,
    BatchWriteItem,
    CreateTable,
    DeleteItem,
    DeleteTable,
    DescribeStream,
    DescribeTable,
    DescribeTimeToLive,
    ExecuteStatement,
    ExecuteTransaction,
    GetItem,
    GetRecords,
    GetShardIterator,
    ListTables,
    PutItem,
    Query,
    Scan,
    SearchVectors,
    TransactGetItems,
    TransactWriteItems,
    UpdateItem,
    UpdateTable,
    UpdateTimeToLive,
}
