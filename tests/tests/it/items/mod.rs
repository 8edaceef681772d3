//! Single items: get, put, update, delete.
