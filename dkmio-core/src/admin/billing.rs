//! The billing mode of a table.

use std::fmt;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{BillingMode, ProvisionedThroughput, ProvisionedThroughputDescription, TableDescription};

use crate::request::json_object;

/// The billing mode of a table or an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Billing {
    /// Each request is charged (`PAY_PER_REQUEST`).
    #[default]
    OnDemand,
    /// Throughput is charged by the hour (`PROVISIONED`).
    Provisioned {
        /// Read capacity units per second.
        read: u32,
        /// Write capacity units per second.
        write: u32,
    },
}

impl Billing {
    pub(super) fn mode(self) -> BillingMode {
        match self {
            Self::OnDemand => BillingMode::PayPerRequest,
            Self::Provisioned { .. } => BillingMode::Provisioned,
        }
    }

    pub(super) fn throughput(self) -> Result<Option<ProvisionedThroughput>, BuildError> {
        let Self::Provisioned { read, write } = self else { return Ok(None) };
        let units =
            ProvisionedThroughput::builder().read_capacity_units(read.into()).write_capacity_units(write.into());
        units.build().map(Some)
    }

    /// Returns the throughput as JSON, or `None` if the table is on demand.
    pub(super) fn json_throughput(self) -> Option<String> {
        let Self::Provisioned { read, write } = self else { return None };
        Some(json_object([("ReadCapacityUnits", read.to_string()), ("WriteCapacityUnits", write.to_string())]))
    }

    /// Returns the billing mode of a described table. A description without a mode is that of a provisioned table.
    pub(super) fn of(table: &TableDescription) -> Self {
        let on_demand = table.billing_mode_summary().and_then(|summary| summary.billing_mode());
        if on_demand == Some(&BillingMode::PayPerRequest) {
            return Self::OnDemand;
        }
        Self::of_units(table.provisioned_throughput())
    }

    /// Returns the billing of a table or an index with these described units.
    pub(super) fn of_units(throughput: Option<&ProvisionedThroughputDescription>) -> Self {
        // Units that are not described count as zero, so that declared ones show as a change.
        let units = |units: Option<i64>| units.and_then(|units| u32::try_from(units).ok()).unwrap_or_default();
        Self::Provisioned {
            read: units(throughput.and_then(|throughput| throughput.read_capacity_units())),
            write: units(throughput.and_then(|throughput| throughput.write_capacity_units())),
        }
    }
}

impl fmt::Display for Billing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnDemand => f.write_str("on demand"),
            Self::Provisioned { read, write } => write!(f, "provisioned, {read} read and {write} write units"),
        }
    }
}
