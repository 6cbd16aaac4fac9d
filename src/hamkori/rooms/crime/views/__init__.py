"""Pages of the crime room: the desk of the register and what everybody may ask."""
