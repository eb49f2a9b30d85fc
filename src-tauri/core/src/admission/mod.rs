//! The admission decision: facts in, verdict out.
