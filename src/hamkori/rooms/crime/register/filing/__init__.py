"""Reports of crimes that residents file on the portal, until a duty officer has taken them into the journal."""
