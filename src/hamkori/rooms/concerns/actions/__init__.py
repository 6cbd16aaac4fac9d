"""Every write of concerns: one function each, with its verb and its audit entry."""
