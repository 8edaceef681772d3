//! Vectors, such as embeddings: a fixed number of `f32`.

use std::fmt;
use std::ops::{Deref, DerefMut};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};
use serde::ser::{Serialize, SerializeSeq as _, Serializer};

use super::attribute_value::to_value;
use super::error::EncodeError;

/// A vector of `N` numbers, such as an embedding, stored as a list (`L`) of numbers.
///
/// It is the type of an attribute under a vector index of DynamoDB, which has 1 to 4,096 dimensions and compares the vectors as 32-bit
/// numbers. Each element is stored in its shortest form: `0.1_f32` as `0.1`. An item whose list has another length, or an element that is
/// no finite `f32`, is an error.
///
/// `#[vector(..)]` on a table declares such an index, and a search finds the items whose vectors are most similar to a given one. For an
/// index that no struct declares, [`to_search_vector`](Self::to_search_vector) is the `SearchVector` of the SDK's SearchVectors.
///
/// # Examples
///
/// ```
/// use dkmio_core::codec::{Vector, to_value};
///
/// let embedding = Vector::from([0.1, -2.0, 3e-8]);
/// assert_eq!(embedding.len(), 3);
/// assert_eq!(
///     to_value(&embedding)?.unwrap().as_l().unwrap()[0].as_n().unwrap(),
///     "0.1"
/// );
///
/// let error = Vector::<3>::try_from(vec![0.1, 0.2]).unwrap_err();
/// assert_eq!(error.to_string(), "expected a vector of 3 elements, found 2");
/// # Ok::<(), dkmio_core::codec::EncodeError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Vector<const N: usize>(Box<[f32; N]>);

/// The error if a list has another number of elements than the type of the vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a vector of {expected} elements, found {found}")]
pub struct VectorLengthError {
    /// The number of elements of the type.
    expected: usize,
    /// The number of elements that were given.
    found: usize,
}

impl<const N: usize> Vector<N> {
    /// Returns the elements as the `SearchVector` of the SDK's SearchVectors: `db.client().search_vectors().set_search_vector(Some(..))`.
    ///
    /// # Errors
    ///
    /// Returns an error if an element is NaN or infinite.
    pub fn to_search_vector(&self) -> Result<Vec<AttributeValue>, EncodeError> {
        // An `f32` is never absent, so the `NULL` is not reached.
        self.iter().map(|element| Ok(to_value(element)?.unwrap_or(AttributeValue::Null(true)))).collect()
    }
}

impl<const N: usize> Deref for Vector<N> {
    type Target = [f32; N];

    fn deref(&self) -> &[f32; N] {
        &self.0
    }
}

impl<const N: usize> DerefMut for Vector<N> {
    fn deref_mut(&mut self) -> &mut [f32; N] {
        &mut self.0
    }
}

impl<const N: usize> AsRef<[f32]> for Vector<N> {
    fn as_ref(&self) -> &[f32] {
        self.as_slice()
    }
}

impl<const N: usize> From<[f32; N]> for Vector<N> {
    fn from(elements: [f32; N]) -> Self {
        Self(Box::new(elements))
    }
}

impl<const N: usize> From<Vector<N>> for Vec<f32> {
    fn from(vector: Vector<N>) -> Self {
        (vector.0 as Box<[f32]>).into_vec()
    }
}

impl<const N: usize> TryFrom<Vec<f32>> for Vector<N> {
    type Error = VectorLengthError;

    fn try_from(elements: Vec<f32>) -> Result<Self, VectorLengthError> {
        let error = VectorLengthError { expected: N, found: elements.len() };
        elements.into_boxed_slice().try_into().map(Self).map_err(|_| error)
    }
}

impl<const N: usize> TryFrom<&[f32]> for Vector<N> {
    type Error = VectorLengthError;

    fn try_from(elements: &[f32]) -> Result<Self, VectorLengthError> {
        elements.to_vec().try_into()
    }
}

impl<const N: usize> fmt::Debug for Vector<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const N: usize> Serialize for Vector<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // serde has implementations for arrays of at most 32 elements.
        let mut list = serializer.serialize_seq(Some(N))?;
        self.iter().try_for_each(|element| list.serialize_element(element))?;
        list.end()
    }
}

impl<'de, const N: usize> Deserialize<'de> for Vector<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements)
    }
}

struct Elements<const N: usize>;

impl<'de, const N: usize> Visitor<'de> for Elements<N> {
    type Value = Vector<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {N} numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vector<N>, A::Error> {
        // One element more than `N` is read, so that a list that is too long is noticed and never kept.
        // The length is that of the type, not a hint of the format, so a response cannot reserve more.
        let mut elements = Vec::with_capacity(N);
        while let Some(element) = list.next_element::<f32>()? {
            if elements.len() == N {
                return Err(A::Error::invalid_length(N + 1, &self));
            }
            // A number beyond the range of `f32` is read as infinite.
            if !element.is_finite() {
                return Err(A::Error::invalid_value(
                    Unexpected::Float(element.into()),
                    &"a number in the range of `f32`",
                ));
            }
            elements.push(element);
        }
        let found = elements.len();
        elements.try_into().map_err(|_| A::Error::invalid_length(found, &self))
    }
}
