"""Pure statistics and disclosure control for every number that is published. No models, no clock."""
