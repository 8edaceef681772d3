//! Fields under a vector index.

use crate::codec::Vector;

/// Dimensions of a vector index (API Reference, `VectorIndex`: `Dimensions`).
const MAX_DIMENSIONS: usize = 4096;

/// The type of a field that can be the attribute of a vector index: [`Vector<N>`](Vector), `Vec<f32>`, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the attribute of a vector index",
    label = "not a vector",
    note = "use `dkmio::Vector<N>`, `Vec<f32>`, or an `Option` of one; a vector index stores 32-bit numbers"
)]
pub trait VectorField {
    /// The number of elements, if the type says so.
    #[doc(hidden)]
    const LENGTH: Option<usize>;
}

impl<const N: usize> VectorField for Vector<N> {
    const LENGTH: Option<usize> = Some(N);
}

impl VectorField for Vec<f32> {
    const LENGTH: Option<usize> = None;
}

#[diagnostic::do_not_recommend]
impl<F: VectorField> VectorField for Option<F> {
    const LENGTH: Option<usize> = F::LENGTH;
}

/// The shape of the vectors of an index.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct VectorShape {
    /// The dimensions of the index.
    pub dimensions: usize,
    /// Whether a value of the field may have another length.
    pub has_open_length: bool,
}

/// Returns the shape of a vector index on a field of type `F`, with the `dimensions` that it declares.
///
/// # Panics
///
/// Panics, at compile time, if the two differ, if neither says the dimensions, or if they are not 1 to 4096.
#[doc(hidden)]
#[must_use]
#[track_caller]
pub const fn vector_shape<F: VectorField>(declared: Option<usize>) -> VectorShape {
    let dimensions = match (F::LENGTH, declared) {
        (Some(length), Some(declared)) => {
            assert!(length == declared, "`dimensions` differs from the length of the `Vector`; remove `dimensions`");
            length
        }
        (Some(length), None) => length,
        (None, Some(declared)) => declared,
        (None, None) => {
            let is_known = F::LENGTH.is_some();
            assert!(is_known, "a `Vec<f32>` needs `dimensions = ..` in its vector index; or use `dkmio::Vector<N>`");
            0
        }
    };
    assert!(1 <= dimensions && dimensions <= MAX_DIMENSIONS, "a vector index has 1 to 4096 dimensions");
    VectorShape { dimensions, has_open_length: F::LENGTH.is_none() }
}
