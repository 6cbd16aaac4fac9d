"""Template tags of the crime room."""
