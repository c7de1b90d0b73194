"""The statement: clauses, versions, register of processing, proofs."""
