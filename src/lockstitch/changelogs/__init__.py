"""What projects write down when they mend something: text in, entries out.

`fragments` reads files of one change each (towncrier, blurb, the `changelog` extension of Sphinx), `document` whole
changelogs, `message` commit messages. `nature` says which of them tell of a defect, `words` cleans titles and finds
ids. Nothing here raises: text that is none of these holds no entry.
"""

from __future__ import annotations

from lockstitch.changelogs.document import earlier_names, entries, is_changelog, opening
from lockstitch.changelogs.fragments import Fragments, fragment, is_fragment, is_fragment_folder, settings
from lockstitch.changelogs.message import entry, pull, spelled
from lockstitch.changelogs.words import STANDARDS, key

__all__ = [
    "STANDARDS",
    "Fragments",
    "earlier_names",
    "entries",
    "entry",
    "fragment",
    "is_changelog",
    "is_fragment",
    "is_fragment_folder",
    "key",
    "opening",
    "pull",
    "settings",
    "spelled",
]
