"""Writes of the analysis wing. Counting runs outside the transaction; one action keeps what was counted."""
