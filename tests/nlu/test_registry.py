"""Models of the tags: candidates, the one in use, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu import registry
from nlu.registry import MODELS, SHIPPED, RegistryError
from nlu.tagging import tag
from settings import settings


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings.cache_clear()
    monkeypatch.setattr(registry, "_seen", (0, MODELS))


@pytest.fixture
def candidate() -> str:
    """A candidate that is the model that ships under another version."""
    folder = registry.adopt(MODELS, "blend-candidate")
    about = folder / "model.json"
    about.write_text(about.read_text("utf-8").replace('"version": "', '"version": "candidate-'), "utf-8")
    return folder.name


def test_the_model_that_ships_is_in_use_until_another_is_promoted(candidate: str) -> None:
    assert registry.in_use() == MODELS
    registry.promote(candidate)
    assert registry.in_use() == registry.home() / candidate


def test_a_promoted_model_tags_the_next_message_without_a_restart(candidate: str) -> None:
    before = tag("giao chậm quá").model
    registry.promote(candidate)
    assert tag("giao chậm quá").model == f"candidate-{before}"
    registry.roll_back()
    assert tag("giao chậm quá").model == before


def test_rolling_back_goes_one_promotion_back_each_time(candidate: str) -> None:
    second = registry.adopt(MODELS, "blend-second").name
    for name in (candidate, second):
        registry.promote(name)
    assert registry.roll_back().model == candidate
    assert registry.roll_back().model == SHIPPED
    with pytest.raises(RegistryError, match="nothing was promoted"):
        registry.roll_back()


def test_the_history_keeps_every_change(candidate: str) -> None:
    registry.promote(candidate)
    registry.roll_back()
    assert [(change.act, change.model) for change in registry.history()] == [
        ("promote", candidate),
        ("roll-back", SHIPPED),
    ]


def test_a_model_that_is_not_there_is_not_promoted() -> None:
    with pytest.raises(RegistryError, match="'gone'"):
        registry.promote("gone")
    assert registry.history() == []
