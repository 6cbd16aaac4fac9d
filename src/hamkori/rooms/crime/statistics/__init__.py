"""The statistics wing: the columnar store, tables, the two lanes of publication, outputs."""
