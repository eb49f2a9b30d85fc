//! The codes that people carry: tickets, badge codes, pairing codes.
