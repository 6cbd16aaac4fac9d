"""Every write of the ledger, one function each."""
