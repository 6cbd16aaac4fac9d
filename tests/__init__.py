"""The tests, mirroring the package. A package of its own name: a library installs another `tests`."""
