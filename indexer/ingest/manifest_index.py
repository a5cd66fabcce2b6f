"""Which manifest row bears on which file: that of the nearest manifest on the way up."""

from __future__ import annotations

from pathlib import Path

from indexer.i18n import Message
from indexer.ingest.manifest import MANIFEST, Faults, Manifest, clean_path, read_manifest
from indexer.ingest.parse import Overrides
from indexer.ingest.source_file import SourceFile, display_path


class Manifests:
    """The manifests met on a walk, and the rows that found their file."""

    def __init__(self) -> None:
        self._by_folder: dict[Path, Manifest] = {}
        self._met: set[tuple[Path, str]] = set()

    def enter(self, folder: Path) -> tuple[str, ...]:
        """Read the folder's manifest, where it has one; gives what could not be read in it."""
        place = folder / MANIFEST
        if folder in self._by_folder or not _is_file(place):
            return ()
        manifest = read_manifest(place)
        self._by_folder[folder] = manifest
        return manifest.faults

    def overrides_for(self, source: SourceFile, root: Path) -> Overrides | None:
        """What the nearest manifest between the file and the walk's root says of it."""
        place = Path(source.location)
        for folder in place.parents:
            manifest = self._by_folder.get(folder)
            if manifest is not None:
                below = place.relative_to(folder).as_posix()
                path = clean_path(display_path(below, source.member))
                row = manifest.rows.get(path)
                if row is not None:
                    self._met.add((folder, path))
                    return row.overrides
            if folder == root:
                break
        return None

    def unmet(self, folder: Path) -> tuple[str, ...]:
        """Rows of the folder's manifest that name no file found."""
        manifest = self._by_folder.get(folder)
        if manifest is None:
            return ()
        unmet = Faults()
        for path, row in manifest.rows.items():
            if (folder, path) not in self._met:
                unmet.add(
                    Message("第 %(line)d 行所列的文件没有找到：%(path)s", line=row.line, path=path)
                )
        return unmet.shown()


def _is_file(place: Path) -> bool:
    """False also where the way to it is closed."""
    try:
        return place.is_file()
    except OSError:
        return False
