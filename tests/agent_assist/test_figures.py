"""Shares, scores and changes with their uncertainty; checked against scipy and published examples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from agent_assist.figures import Z, beyond_chance, change, score, share


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(counts: tuple[int, int]) -> None:
    count, n = counts
    found = share(count, n)
    known = binomtest(count, n).proportion_ci(0.95, method="wilson")
    assert found is not None
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-9)
    assert found.low <= found.value + 1e-12
    assert found.value <= found.high + 1e-12


def test_a_share_of_nothing_is_no_share() -> None:
    assert share(0, 0) is None
    assert score({}) is None
    assert change(share(1, 2), None) is None


def test_many_words_of_few_conversations_are_no_surer_than_the_conversations() -> None:
    of_words, of_talks = share(300, 1000, 100), share(30, 100)
    assert of_words is not None
    assert of_talks is not None
    assert (of_words.low, of_words.high) == (of_talks.low, of_talks.high)
    assert (of_words.count, of_words.of, of_words.n) == (300, 1000, 100)


def test_a_difference_is_newcombes() -> None:
    # Newcombe 1998, table II, example (a), method 10: 56/70 − 48/80 = 0.2000 (0.0524, 0.3339)
    found = change(share(56, 70), share(48, 80))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert found.verdict == "up"


def test_a_fall_beyond_chance_is_down_and_a_small_one_is_unclear() -> None:
    fell, wavered = change(share(100, 400), share(160, 400)), change(share(100, 400), share(108, 400))
    assert fell is not None
    assert wavered is not None
    assert (fell.verdict, fell.certain) == ("down", True)
    assert (wavered.verdict, wavered.certain) == ("unclear", False)


def test_of_few_cases_no_change_is_told_however_large() -> None:
    found = change(share(20, 20), share(0, 29))
    assert found is not None
    assert (found.verdict, found.certain) == ("few", False)


def test_a_net_promoter_score_is_promoters_less_detractors() -> None:
    found = score({10: 30, 9: 20, 8: 20, 7: 10, 6: 10, 0: 10})
    assert found is not None
    assert found.value == pytest.approx(0.3)
    assert (found.promoters, found.passives, found.detractors) == pytest.approx((0.5, 0.3, 0.2))


def test_the_interval_of_a_score_comes_from_its_variance() -> None:
    found = score({10: 5000, 8: 3000, 3: 2000})
    assert found is not None
    half = norm.ppf(0.975) * math.sqrt((0.5 + 0.2 - 0.3**2) / 10_000)
    assert (found.low, found.high) == pytest.approx((0.3 - half, 0.3 + half), abs=1e-3)


def test_three_equal_answers_are_not_certain() -> None:
    found = score({10: 3})
    assert found is not None
    assert found.value == found.high == 1
    assert found.low < 0.6


def test_among_many_topics_those_that_waver_by_chance_are_not_called_changes() -> None:
    alone = [(share(60, 400), share(40, 400))]  # 2.1 standard errors: significant when looked at alone
    crowd = alone + [(share(50, 400), share(50, 400))] * 40
    risen = [(share(160, 400), share(80, 400))]
    assert beyond_chance(alone) == [True]
    assert not any(beyond_chance(crowd))
    assert beyond_chance(crowd + risen)[-1]


def test_a_topic_without_cases_enough_is_never_called_a_change() -> None:
    assert beyond_chance([(share(9, 10), share(0, 10)), (None, share(3, 100))]) == [False, False]
    assert beyond_chance([]) == []


def test_confidence_is_95_percent() -> None:
    assert pytest.approx(1.959964) == Z
