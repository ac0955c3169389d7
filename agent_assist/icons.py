"""Writes static/css/icons.css, one class for each Lucide file in static/icons: `python -m agent_assist.icons`."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parent / "static"


def stylesheet() -> str:
    """The rules, in the order of the names."""
    names = sorted(path.stem for path in (STATIC / "icons").glob("*.svg"))
    rules = "".join(f'.i-{name} {{ --i: url("/static/icons/{name}.svg"); }}\n' for name in names)
    return f"/* made by `python -m agent_assist.icons` */\n{rules}"


if __name__ == "__main__":
    (STATIC / "css" / "icons.css").write_text(stylesheet(), encoding="utf-8")
