"""The analysis wing: places, never persons; assessments of responses; integrity signals."""
