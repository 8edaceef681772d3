//! The methods that query and scan have in common.

/// Implements the methods that say what is read, for a builder with the fields `plan` and `shape`, and a method `with`
/// that changes the shape; `$reshaped!(G)` is the builder's type with the shape `G`.
macro_rules! refining {
    ([$($generics:tt)*] $type:ty, $reshaped:ident) => {
        impl<$($generics)*> $type {
            /// Drops items that do not meet the condition, after they were read: `FilterExpression`. What it drops is
            /// paid for. Several filters are joined by AND.
            pub fn filter(mut self, condition: crate::expression::Condition<S::Table>) -> Self {
                self.plan.filter(condition.into_node());
                self
            }

            /// Asks for a strongly consistent read, at twice the capacity. Tables and local indexes offer it.
            pub fn consistent(mut self) -> Self
            where
                S: crate::table::SupportsConsistentRead,
            {
                self.plan.consistent = true;
                self
            }

            /// At most this many results, over as many pages as it takes.
            pub fn limit(mut self, results: usize) -> Self {
                self.plan.limit = Some(results);
                self
            }

            /// How many items DynamoDB reads for one page, before the filter: its `Limit`. By default a page is 1 MB.
            /// 0 is an error of the request.
            pub fn page_size(mut self, items: u32) -> Self {
                if items == 0 {
                    let error = crate::error::Error::new(crate::error::ErrorKind::Validation);
                    self.plan.fail(error.with_message("a page reads one item at least: `page_size` is 0"));
                }
                self.plan.page_size = Some(items);
                self
            }

            /// A guard on cost: at most this many pages. With more to read, `page` returns what it has and the cursor;
            /// everything else ends in an error of the kind `PageLimit`.
            pub fn max_pages(mut self, pages: usize) -> Self {
                self.plan.max_pages = Some(pages);
                self
            }

            /// At most this many read capacity units are consumed in a second, over all pages: a read that leaves room for
            /// others. A page is known to be dear only when it is there, so a pause follows it.
            pub fn max_read_units_per_second(mut self, units: u32) -> Self {
                self.plan.max_units = Some(units);
                self
            }

            /// Leaves out what has expired and is not yet deleted: a filter on the time to live. For tables that declare
            /// one; an index has to hold it.
            pub fn live(mut self) -> Self
            where
                S::Table: crate::table::Expires,
            {
                self.plan.live = Some(<S::Table as crate::table::Expires>::TTL);
                self
            }

            /// Goes on where a page or a stream ended. A cursor of another table, index, direction, key condition or
            /// number of segments is an error.
            pub fn start_from(mut self, cursor: crate::cursor::Cursor) -> Self {
                self.plan.start = Some(cursor);
                self
            }

            /// Reads only these attributes: one, or a tuple of up to twelve. Each item becomes a tuple of their types.
            pub fn select<X: crate::expression::Selection<S>>(
                mut self,
                selection: X,
            ) -> $reshaped!(crate::request::Selected<S, X>) {
                let mut wanted = Vec::new();
                selection.collect(&mut wanted);
                let paths = crate::expression::ProjectionPaths::new(wanted);
                self.plan.project(paths.clone());
                self.with(crate::request::Selected { selection, paths, source: std::marker::PhantomData })
            }

            /// Reads the items into a partial struct, and no attribute beyond it.
            pub fn select_as<P: crate::table::ReadableFrom<S>>(
                mut self,
            ) -> $reshaped!(crate::request::Typed<P>) {
                let names = <P as crate::table::ProjectionOf>::ATTRIBUTES.iter();
                let wanted = names.map(|name| crate::attribute::DocumentPath::top(*name)).collect();
                self.plan.project(crate::expression::ProjectionPaths::new(wanted));
                self.with(crate::request::Typed::new())
            }

            /// Reads these paths of the items, free-form: `["total", "address.city"]`; of no paths at all, everything. A path that a global index does not
            /// hold is an error.
            pub fn select_paths<'p>(
                mut self,
                paths: impl IntoIterator<Item = &'p str>,
            ) -> $reshaped!(crate::request::Paths) {
                let paths = match crate::expression::parse_paths(paths) {
                    Ok(paths) => self.plan.with_keys(paths),
                    Err(error) => {
                        self.plan.fail(crate::expression::ExpressionError::from(error).into());
                        crate::expression::ProjectionPaths::default()
                    }
                };
                self.plan.project(paths.clone());
                self.with(crate::request::Paths(paths))
            }

            /// Reads the whole items, free-form.
            pub fn items(self) -> $reshaped!(crate::request::FreeForm) {
                self.with(crate::request::FreeForm)
            }

            /// What the request would send.
            ///
            /// # Errors
            /// The same as sending it, before it is sent.
            pub fn explain(&self) -> Result<crate::request::Explanation, crate::error::Error> {
                self.plan.explain()
            }
        }
    };
}
pub(crate) use refining;

/// Implements the methods that read, for a builder that is no parallel scan.
macro_rules! reading {
    ([$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> $type {
            /// Has `all`, `page` and `count` return the consumed capacity too.
            pub fn return_capacity(self) -> crate::read::MeteredRead<H> {
                crate::read::MeteredRead { plan: self.plan, shape: self.shape }
            }

            /// Every item, over as many pages as it takes.
            ///
            /// # Errors
            /// When the request is found wrong before it is sent, an item does not fit the type, the guard on pages is
            /// reached, and whatever the service or the connection says.
            pub async fn all(self, db: &crate::client::DynamoDb) -> Result<Vec<H::Output>, crate::error::Error> {
                crate::read::all(self.plan, self.shape, db, crate::client::Meter::default()).await
            }

            /// One page as DynamoDB cuts it, and the cursor of the next; with a `limit`, as many pages as it takes to
            /// reach the limit. A page may be empty and have a next one.
            ///
            /// # Errors
            /// As [`all`](Self::all).
            pub async fn page(
                self,
                db: &crate::client::DynamoDb,
            ) -> Result<crate::read::Page<H::Output>, crate::error::Error> {
                crate::read::page(self.plan, self.shape, db, crate::client::Meter::default()).await
            }

            /// One page as [`page`](Self::page) gives it, kept as it came: for reading its items into types that borrow from it.
            ///
            /// # Errors
            /// As [`all`](Self::all), without those of the items.
            pub async fn raw_page(
                self,
                db: &crate::client::DynamoDb,
            ) -> Result<crate::read::RawPage, crate::error::Error> {
                crate::read::raw_page(self.plan, db, crate::client::Meter::default()).await
            }

            /// The items one by one, fetched one page ahead.
            ///
            /// A mistake in the request comes as the stream's first item.
            pub fn stream(self, db: &crate::client::DynamoDb) -> crate::read::ItemStream<H::Output>
            where
                H: Sync + 'static,
            {
                let pages = crate::read::Pages::new(self.plan, db, crate::client::Meter::default(), false);
                crate::read::ItemStream::new(pages, self.shape)
            }

            /// The first item, if there is one.
            ///
            /// # Errors
            /// As [`all`](Self::all).
            pub async fn first(
                mut self,
                db: &crate::client::DynamoDb,
            ) -> Result<Option<H::Output>, crate::error::Error> {
                self.plan.limit = Some(1);
                Ok(self.all(db).await?.into_iter().next())
            }

            /// How many items there are, over all pages: `Select = COUNT`. It reads, and is paid for, as `all` is.
            ///
            /// # Errors
            /// As [`all`](Self::all).
            pub async fn count(self, db: &crate::client::DynamoDb) -> Result<usize, crate::error::Error> {
                crate::read::count(self.plan, db, crate::client::Meter::default()).await
            }
        }

        impl<$($generics)*> std::future::IntoFuture for $type
        where
            H: 'static,
        {
            type Output = Result<Vec<H::Output>, crate::error::Error>;
            type IntoFuture = futures::future::BoxFuture<'static, Self::Output>;

            /// Every item, by the process default, see [`DynamoDb::set_default`](crate::client::DynamoDb::set_default).
            fn into_future(self) -> Self::IntoFuture {
                let (plan, shape) = (self.plan, self.shape);
                Box::pin(async move {
                    let db = crate::client::default_client()?;
                    crate::read::all(plan, shape, &db, crate::client::Meter::default()).await
                })
            }
        }

        impl<$($generics)*> std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($type)).field(&self.plan).finish()
            }
        }
    };
}
pub(crate) use reading;
