from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.articles import ARTICLES
from knowledge.index import Index, build


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The company's articles, indexed."""
    path = tmp_path_factory.mktemp("knowledge") / "knowledge.db"
    build(ARTICLES, path)
    opened = Index.open(path)
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small foreign help centre: articles with nothing but an id, in one folder."""
    made = tmp_path / "articles"
    made.mkdir()
    for name, text in {
        "mo-the": "Để mở thẻ, khách hàng mang căn cước công dân tới phòng giao dịch và điền phiếu đăng ký.",
        "khoa-the": "Khi mất thẻ, khách hàng gọi tổng đài để khoá thẻ ngay, sau đó làm lại thẻ mới tại quầy.",
        "han-muc": "Hạn mức rút tiền mỗi ngày là 50 triệu đồng tại máy ATM và 100 triệu đồng tại quầy.",
    }.items():
        (made / f"{name}.md").write_text(f"---\nid: {name}\n---\n\n{text}\n", encoding="utf-8")
    return made
