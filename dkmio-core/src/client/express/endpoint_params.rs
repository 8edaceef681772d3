//! The input of the SDK's endpoint rules.

use aws_sdk_dynamodb::config::endpoint::{Params, ParamsBuilder};

use crate::client::sdk_operation::Tables;
use crate::error::BoxError;

/// The input of the SDK's endpoint rules, without the tables and the account of a request.
#[derive(Debug, Clone)]
pub(super) struct EndpointParams(ParamsBuilder);

impl EndpointParams {
    /// Takes what the SDK has set for a request. Returns `None` if it has set something that is not known here.
    pub(super) fn of(sdk: &Params) -> Option<Self> {
        let owned = |value: Option<&str>| value.map(str::to_owned);
        let params = Params::builder()
            .set_region(owned(sdk.region()))
            .set_use_dual_stack(sdk.use_dual_stack())
            .set_use_fips(sdk.use_fips())
            .set_endpoint(owned(sdk.endpoint()))
            .set_account_id_endpoint_mode(owned(sdk.account_id_endpoint_mode()))
            // Searches have a host of their own.
            .set_is_search_operation(sdk.is_search_operation());
        // Each request has tables of its own, and the SDK adds the account of its credentials.
        let whole = params
            .clone()
            .set_account_id(owned(sdk.account_id()))
            .set_resource_arn(owned(sdk.resource_arn()))
            .set_resource_arn_list(sdk.resource_arn_list().map(<[String]>::to_vec));
        // A newer SDK may have more parameters. A request without one of them could go to another host.
        whole.build().is_ok_and(|whole| whole == *sdk).then_some(Self(params))
    }

    /// Adds the tables as the SDK's own interceptors do.
    ///
    /// # Errors
    /// Returns an error if the SDK refuses the parameters.
    pub(super) fn for_tables(&self, tables: &Tables) -> Result<Params, BoxError> {
        let params = self.0.clone();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_keep_all_parameters_but_the_tables_and_the_account() {
        let of_client = || {
            Params::builder()
                .region("eu-north-1")
                .use_dual_stack(true)
                .use_fips(true)
                .endpoint("https://example.com")
                .account_id_endpoint_mode("required")
                .is_search_operation(true)
        };
        let several = || vec!["users".to_owned(), "orders".to_owned()];
        for first in [of_client().resource_arn("orders"), of_client().resource_arn_list(several()), of_client()] {
            let params = EndpointParams::of(&first.account_id("111111111111").build().unwrap()).unwrap();
            for (tables, wanted) in [
                (Tables::One("users".into()), of_client().resource_arn("users")),
                (Tables::Several(vec!["users".into(), "orders".into()]), of_client().resource_arn_list(several())),
                (Tables::Unnamed, of_client()),
            ] {
                assert_eq!(params.for_tables(&tables).unwrap(), wanted.build().unwrap());
            }
        }
    }
}
