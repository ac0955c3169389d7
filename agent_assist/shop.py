"""The shop front of the demo company: what a customer's site looks like with the widget's one tag in it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug import Response as AnyResponse

from actions.systems import Store, Unavailable, stores
from agent_assist.language import COOKIE
from knowledge import articles
from messages import LANGUAGES
from nlu.text import fold
from settings import settings

blueprint = Blueprint("shop", __name__)

PICTURES = Path(__file__).parent / "static" / "shop"
ASKED_OFTEN = ("shipping-fee", "track-order", "return-policy", "payment-methods", "size-guide-women", "warranty")
# shelf of the front page → the company's categories on it, folded
SHELVES = {
    "ceramics": {"gom su"},
    "kitchen": {"nha bep"},
    "home": {"nha cua", "phong ngu"},
    "clothes": {"quan ao nu", "quan ao nam", "tre em"},
}
YEAR_S = 365 * 86_400


@dataclass(frozen=True)
class Product:
    """A thing on the shelf; price in đồng."""

    name: str
    price: int
    variants: list[str]
    picture: str


def shelf() -> dict[str, list[Product]]:
    """What the company sells and has a picture of, by shelf. Empty where the company's data is not loaded."""
    path = settings().company_db
    if not path.exists():
        return {}
    shelves: dict[str, list[Product]] = defaultdict(list)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = connection.execute("select name, category, price, variants from product order by rowid").fetchall()
    finally:
        connection.close()
    for name, category, price, variants in rows:
        picture = f"{fold(name).replace(' ', '-')}.svg"
        if (PICTURES / picture).exists():
            here = next((shelf for shelf, held in SHELVES.items() if fold(category) in held), "home")
            shelves[here].append(Product(name, price, json.loads(variants), picture))
    return {name: shelves[name] for name in SHELVES if shelves[name]}


@blueprint.get("/")
def front() -> Response:
    """The shop's front page."""
    found = (articles.find(one, g.language) for one in ASKED_OFTEN)
    response = make_response(
        render_template("shop.html", shelves=shelf(), stores=_stores(), articles=[one for one in found if one])
    )
    return remember_language(response)


def _stores() -> list[Store]:
    try:
        return stores()
    except Unavailable:
        return []


def remember_language(response: Response) -> Response:
    """Keep the language that was asked for in the address."""
    if request.args.get("lang") in LANGUAGES:
        secure = settings().secure_cookies
        response.set_cookie(COOKIE, g.language, max_age=YEAR_S, samesite="Lax", secure=secure, httponly=True)
    return response


@blueprint.get("/favicon.ico")
def favicon() -> AnyResponse:
    """For browsers that ask at the old place."""
    return redirect(url_for("static", filename="favicon.svg"), 301)
