//! Fountain, the plain-text screenplay format (<https://fountain.io/syntax>): text in, a screenplay out.
