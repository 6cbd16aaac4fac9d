"""Static files under names that carry their content's hash."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Before `collectstatic` has run (tests, development) names stay plain instead of failing."""

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> Any:
        if not self.hashed_files and name is not None:
            return self.base_url + name
        return super().url(name, force)
