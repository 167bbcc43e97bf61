"""Read models: each file holds the tables, the fold and the queries of one question."""
