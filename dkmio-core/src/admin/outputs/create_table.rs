//! The input of CreateTable and of UpdateTimeToLive, in the form of the AWS CLI.

use super::members::{members, name};
use crate::admin::settings::Settings;
use crate::error::Error;
use crate::expression::readable_text;
use crate::json::pretty;
use crate::request::json_object;

pub(in crate::admin) fn create_table(settings: &Settings) -> Result<String, Error> {
    let mut input = vec![("TableName", readable_text(name(settings)?))];
    input.extend(members(settings)?);
    if let Some(view) = &settings.stream {
        let view = [("StreamEnabled", "true".to_owned()), ("StreamViewType", readable_text(view.as_str()))];
        input.push(("StreamSpecification", json_object(view)));
    }
    Ok(pretty(&json_object(input)) + "\n")
}

pub(in crate::admin) fn update_ttl(settings: &Settings) -> Result<Option<String>, Error> {
    let Some(attribute) = settings.definition.ttl else { return Ok(None) };
    let specification = json_object([("Enabled", "true".to_owned()), ("AttributeName", readable_text(attribute))]);
    let input = [("TableName", readable_text(name(settings)?)), ("TimeToLiveSpecification", specification)];
    Ok(Some(pretty(&json_object(input)) + "\n"))
}
