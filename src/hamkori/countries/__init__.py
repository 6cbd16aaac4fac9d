"""Country packs: data only, one folder a country. Read by `hamkori.society.countries.packs`."""
