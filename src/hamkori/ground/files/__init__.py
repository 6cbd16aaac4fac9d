"""Photos and papers: checked by content, freed of metadata, kept encrypted, every look at them logged (K47)."""
