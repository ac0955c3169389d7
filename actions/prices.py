"""What things cost, from the company's own shelf."""

from __future__ import annotations

from itertools import pairwise

from actions.replies import money
from actions.systems import Product, products
from messages import say
from nlu.entities import find
from nlu.text import fold, syllables

MOST = 4  # things named in one answer


def priced(question: str, lang: str) -> str | None:
    """The things on the shelf that the question names, each with its price; None where it names none."""
    found = named(question, products())[:MOST]
    return "\n".join([say(lang, "actions-prices"), *(_line(one, lang) for one in found)]) if found else None


def named(question: str, shelf: list[Product]) -> list[Product]:
    """The products that the question names, those with the most words in common first.

    A product is named by a kind that `nlu.entities` knows, in any of its other names, or by two words as they stand.
    """
    said = syllables(fold(question))
    kinds = [set(syllables(fold(str(one.value)))) for one in find(question) if one.kind == "product"]
    together = set(pairwise(said))
    shared: dict[str, int] = {}
    for one in shelf:
        name = syllables(fold(one.name))
        if any(kind <= set(name) for kind in kinds) or together & set(pairwise(name)):
            shared[one.name] = len(set(said) & set(name))
    return sorted((one for one in shelf if one.name in shared), key=lambda one: shared[one.name], reverse=True)


def _line(product: Product, lang: str) -> str:
    price = money(product.price, lang)
    if not product.variants:
        return say(lang, "actions-price", name=product.name, price=price)
    return say(lang, "actions-price-variants", name=product.name, price=price, variants=", ".join(product.variants))
