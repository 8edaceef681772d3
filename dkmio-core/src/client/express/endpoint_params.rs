//! The input of the SDK's endpoint rules.

use aws_sdk_dynamodb::config::endpoint::Params;

use crate::client::sdk_operation::Tables;
use crate::error::BoxError;

/// The input of the SDK's endpoint rules, without the tables of a request.
#[derive(Debug, Clone)]
pub(super) struct EndpointParams {
    pub(super) region: String,
    pub(super) use_dual_stack: Option<bool>,
    pub(super) use_fips: Option<bool>,
    pub(super) endpoint: Option<String>,
    pub(super) account_id_mode: String,
}

impl EndpointParams {
    /// Adds the tables as the SDK's own interceptors do.
    ///
    /// # Errors
    /// Returns an error if the SDK refuses the parameters.
    pub(super) fn for_tables(&self, tables: &Tables) -> Result<Params, BoxError> {
        let params = Params::builder()
            .region(self.region.clone())
            .set_use_dual_stack(self.use_dual_stack)
            .set_use_fips(self.use_fips)
            .set_endpoint(self.endpoint.clone())
            .account_id_endpoint_mode(self.account_id_mode.clone());
        let params = match tables {
            Tables::One(table) => params.resource_arn(table.as_ref()),
            Tables::Unnamed => params,
            Tables::Several(tables) => {
                params.resource_arn_list(tables.iter().map(|table| table.as_ref().to_owned()).collect::<Vec<_>>())
            }
        };
        Ok(params.build()?)
    }
}
