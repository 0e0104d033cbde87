"""What is drawn depends on its place alone, and is as random as it has to be."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from orgnet_core.random_numbers import NOISE, SAMPLES, Place, normals, shuffled

MANY = 400_000
SEEDS = st.integers(0, 2**32 - 1)
ROTATIONS = (13, 15, 26, 6, 17, 29, 16, 24)


def threefry(key, counter, rounds=13):
    """As in the paper's text, on Python's whole numbers."""
    x, y = counter
    keys = (*key, 0x1BD11BDA ^ key[0] ^ key[1])
    x, y = (x + keys[0]) % 2**32, (y + keys[1]) % 2**32
    for number in range(rounds):
        x = (x + y) % 2**32
        turn = ROTATIONS[number % 8]
        y = ((y << turn | y >> (32 - turn)) % 2**32) ^ x
        if number % 4 == 3:
            added = number // 4 + 1
            x = (x + keys[added % 3]) % 2**32
            y = (y + keys[(added + 1) % 3] + added) % 2**32
    return x, y


def drawn_at(place, purpose, count):
    return normals(place, purpose, (count,), torch.float32).double()


def test_the_oracle_gives_the_numbers_that_its_authors_publish():
    assert threefry((0, 0), (0, 0)) == (0x9D1C5EC6, 0x8BD50731)
    ones = 0xFFFFFFFF
    assert threefry((ones, ones), (ones, ones)) == (0xFD36D048, 0x2D17272C)


@given(seed=SEEDS, epoch=SEEDS, number=st.integers(0, 2**28 - 1), pairs=st.integers(1, 9))
def test_normals_are_box_and_mullers_of_threefrys_words(seed, epoch, number, pairs):
    drawn = drawn_at(Place(seed, epoch, number), SAMPLES, 2 * pairs)
    for pair in range(pairs):
        a, b = threefry((seed, epoch), (pair, number + 2**28 * SAMPLES))
        radius = math.sqrt(-2 * math.log(((a >> 1) + 0.5) / 2**31))
        angle = 2 * math.pi * b / 2**32
        assert drawn[pair].item() == pytest.approx(radius * math.cos(angle), rel=1e-5, abs=2e-6)
        assert drawn[pairs + pair].item() == pytest.approx(
            radius * math.sin(angle), rel=1e-5, abs=2e-6
        )


def test_an_odd_number_of_them_is_drawn_too():
    place = Place(1, 2, 3)
    assert [drawn_at(place, NOISE, count).numel() for count in (0, 1, 7)] == [0, 1, 7]
    seven, eight = (drawn_at(place, NOISE, count) for count in (7, 8))
    assert torch.equal(seven[:4], eight[:4]) and torch.equal(seven[4:], eight[4:7])


@given(seed=SEEDS, rows=st.integers(1, 5), columns=st.integers(1, 5))
def test_both_dtypes_get_the_same_ones(seed, rows, columns):
    single, double = (
        normals(Place(seed, 0, 0), NOISE, (rows, columns), dtype)
        for dtype in (torch.float32, torch.float64)
    )
    assert torch.equal(single.double(), double) and single.shape == (rows, columns)


def test_they_have_the_moments_of_the_normal_distribution():
    """Each within 4.5 standard errors."""
    drawn = drawn_at(Place(7, 0, 0), NOISE, MANY)
    moments = [drawn.pow(power).mean().item() for power in range(1, 7)]
    variances = [1, 2, 15, 96, 945, 10170]  # of x, x², … x⁶
    for found, expected, variance in zip(moments, (0, 1, 0, 3, 0, 15), variances, strict=True):
        assert abs(found - expected) < 4.5 * math.sqrt(variance / MANY)


def test_they_pass_kolmogorovs_test():
    drawn = drawn_at(Place(8, 0, 0), NOISE, MANY).sort().values
    expected = torch.special.ndtr(drawn)
    ranks = torch.arange(MANY, dtype=torch.float64) / MANY
    distance = torch.maximum(expected - ranks, ranks + 1 / MANY - expected).max().item()
    assert distance < 1.95 / math.sqrt(MANY)  # p = 0.001


@pytest.mark.parametrize(
    "other", [Place(7, 0, 1), Place(7, 1, 0), Place(8, 0, 0)], ids=["batch", "epoch", "seed"]
)
def test_places_beside_one_another_have_nothing_in_common(other):
    one, two = (drawn_at(place, NOISE, MANY) for place in (Place(7, 0, 0), other))
    assert not torch.isin(one, two[:1000]).sum() > 1000 * MANY / 2**22
    for lag in (0, 1, 2, MANY // 2):
        correlation = (one * two.roll(lag)).mean().item()
        assert abs(correlation) < 4.5 / math.sqrt(MANY)


def test_purposes_have_nothing_in_common_nor_cosines_with_sines():
    one, two = (drawn_at(Place(7, 0, 0), purpose, MANY) for purpose in (NOISE, SAMPLES))
    halves = one[: MANY // 2], one[MANY // 2 :]
    for a, b in ((one, two), halves, [half.square() - 1 for half in halves]):
        spread = a.std() * b.std()
        assert abs((a * b).mean() / spread) < 4.5 / math.sqrt(len(a))


@given(seed=SEEDS, epoch=st.integers(0, 200_000), count=st.integers(1, 300))
def test_a_shuffle_has_each_once_and_is_the_same_again(seed, epoch, count):
    order = shuffled(seed, epoch, count)
    assert sorted(order.tolist()) == list(range(count))
    shuffled.cache_clear()
    assert torch.equal(shuffled(seed, epoch, count), order)


def test_each_order_of_three_comes_as_often_as_any_other():
    orders = [
        tuple(shuffled(seed, epoch, 3).tolist()) for seed in range(60) for epoch in range(100)
    ]
    counts = np.unique(orders, axis=0, return_counts=True)[1]
    chi_square = ((counts - 1000) ** 2 / 1000).sum()
    assert len(counts) == 6 and chi_square < 20.5  # p = 0.001
