"""Who did what, in one transaction with the doing; sealed so that nobody can bend it quietly."""
