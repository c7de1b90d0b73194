"""What the tests of erasure share: a journal of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gestand.core import journal


@pytest.fixture(autouse=True)
def journal_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty journal."""
    folder = tmp_path / "journal"
    folder.mkdir()
    monkeypatch.delenv("GESTAND_JOURNAL_COPY", raising=False)
    plain = journal.journal_folders
    monkeypatch.setattr(journal, "journal_folders", lambda: [folder, *plain()[1:]])
    return folder
