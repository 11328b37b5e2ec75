"""The arithmetic of the relevance benchmark, on examples small enough to do by hand."""

import math

import numpy as np
import pytest

from benchmarks.relevance.measures import bootstrap, dcg, ndcg, success
from benchmarks.relevance.texts import all_then_any, telling_words

JUDGED = {"product/a": 3, "product/b": 2, "product/c": 1}


def test_gain_grows_with_the_grade_and_shrinks_with_the_rank() -> None:
    assert dcg([3]) == 7
    assert dcg([0, 3]) == pytest.approx(7 / math.log2(3))
    assert dcg([3, 2, 1]) == pytest.approx(7 + 3 / math.log2(3) + 1 / 2)
    assert dcg([]) == 0


def test_ndcg_is_one_only_for_the_ideal_order() -> None:
    assert ndcg(["product/a", "product/b", "product/c"], JUDGED) == pytest.approx(1)
    turned = ndcg(["product/c", "product/b", "product/a"], JUDGED)
    assert turned == pytest.approx((1 + 3 / math.log2(3) + 7 / 2) / dcg([3, 2, 1]))
    assert ndcg([], JUDGED) == 0
    assert ndcg(["product/unjudged"], JUDGED) == 0


def test_the_ideal_is_over_all_judged_and_results_below_the_depth_do_not_count() -> None:
    assert ndcg(["product/a"], JUDGED) == pytest.approx(7 / dcg([3, 2, 1]))
    late = [f"product/x{number}" for number in range(10)] + ["product/a"]
    assert ndcg(late, JUDGED) == 0
    many = {f"product/{number}": 3 for number in range(12)}
    assert ndcg([f"product/{number}" for number in range(10)], many) == pytest.approx(1)


def test_success_needs_the_best_grade_at_rank_one() -> None:
    assert success(["product/a", "product/b"], JUDGED)
    assert not success(["product/b", "product/a"], JUDGED)
    assert not success([], JUDGED)


def test_bootstrap_of_equal_differences_has_no_width() -> None:
    found = bootstrap([0.25, 0.25, 0.25])
    assert (found.mean, found.low, found.high) == (0.25, 0.25, 0.25)


def test_bootstrap_agrees_with_the_normal_interval_and_is_repeatable() -> None:
    values = np.random.default_rng(1).normal(0.1, 0.2, 400).tolist()
    found = bootstrap(values)
    half = 1.96 * float(np.std(values)) / math.sqrt(len(values))
    assert found.low == pytest.approx(found.mean - half, abs=0.002)
    assert found.high == pytest.approx(found.mean + half, abs=0.002)
    assert bootstrap(values) == found


def test_peers_get_all_words_first_and_no_result_twice() -> None:
    assert all_then_any([5, 3], [3, 9, 5, 1], size=3) == [5, 3, 9]
    assert telling_words("Learning the TABLES, and the tables") == ["learning", "tables"]
    assert telling_words("the") == ["the"]
