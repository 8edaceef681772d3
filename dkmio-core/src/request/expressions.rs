//! The expressions of one request, which share their placeholders.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};

use crate::codec::EncodeError;
use crate::codec::json::ObjectWriter;
use crate::expression::{ConditionNode, ExpressionError, Placeholders, ProjectionPaths, RenderedCondition};
use crate::request::explanation::{Argument, Explanation};

/// The rendered expressions of a request.
#[derive(Debug, Default, Clone)]
pub(crate) struct RenderedExpressions {
    pub(crate) placeholders: Placeholders,
    pub(crate) key_condition: Option<String>,
    pub(crate) update: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) filter: Option<String>,
    pub(crate) search: Option<String>,
    pub(crate) projection: Option<String>,
}

impl RenderedExpressions {
    /// Renders the condition of a write.
    pub(crate) fn condition(&mut self, condition: &ConditionNode) -> Result<(), ExpressionError> {
        match ConditionNode::render_all(&[condition], &mut self.placeholders, "condition")? {
            // An empty `ConditionExpression` is an error, so none is sent.
            RenderedCondition::True => {}
            RenderedCondition::False => return Err(ExpressionError::NeverHolds),
            RenderedCondition::Text(text) => self.condition = Some(text),
        }
        Ok(())
    }

    /// Renders the condition of a search. Returns whether any item can meet it.
    pub(crate) fn search_condition(&mut self, condition: ConditionNode) -> Result<bool, ExpressionError> {
        match ConditionNode::render_all(&[&condition], &mut self.placeholders, "search condition")? {
            RenderedCondition::True => {}
            RenderedCondition::False => return Ok(false),
            RenderedCondition::Text(text) => self.search = Some(text),
        }
        Ok(true)
    }

    pub(crate) fn projection(&mut self, paths: Option<&ProjectionPaths>) -> Result<(), ExpressionError> {
        if let Some(paths) = paths.filter(|paths| !paths.is_everything()) {
            self.projection = Some(paths.render(&mut self.placeholders)?);
        }
        Ok(())
    }

    /// Refuses more names and values than the service accepts.
    pub(crate) fn checked(self) -> Result<Self, ExpressionError> {
        self.placeholders.check()?;
        Ok(self)
    }

    pub(crate) fn names(&self) -> Option<HashMap<String, String>> {
        self.placeholders.names()
    }

    pub(crate) fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        self.placeholders.values()
    }

    /// Writes the expressions and their placeholders as members of a request.
    pub(crate) fn write_json(&self, body: &mut ObjectWriter) -> Result<(), EncodeError> {
        for (parameter, sent) in self.parameters() {
            body.optional_text(parameter, sent.as_deref());
        }
        self.placeholders.write_json(body)
    }

    /// Returns the expressions with the names of their parameters.
    fn parameters(&self) -> [(&'static str, &Option<String>); 6] {
        [
            ("KeyConditionExpression", &self.key_condition),
            ("UpdateExpression", &self.update),
            ("ConditionExpression", &self.condition),
            ("FilterExpression", &self.filter),
            ("SearchConditionExpression", &self.search),
            ("ProjectionExpression", &self.projection),
        ]
    }

    pub(crate) fn explain(&self, explanation: &mut Explanation) {
        for (parameter, sent) in self.parameters() {
            explanation.expression(parameter, sent.as_ref(), &self.placeholders);
        }
        explanation.placeholders(&self.placeholders);
        // The request asks for the old item, which shows why a condition does not hold.
        if self.condition.is_some() {
            let all_old = ReturnValuesOnConditionCheckFailure::AllOld.as_str().to_owned();
            explanation.argument("ReturnValuesOnConditionCheckFailure", Argument::Text(all_old));
        }
    }
}
