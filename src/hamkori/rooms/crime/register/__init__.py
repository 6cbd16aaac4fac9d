"""The register wing: reports, crimes, classification, edit and counting rules, imports."""
