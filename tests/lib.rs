//! Nothing lives here: the tests of this package are its test targets, beside this file.
