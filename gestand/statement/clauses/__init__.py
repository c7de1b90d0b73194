"""The clauses: their ids, their texts, and the facts in them."""
