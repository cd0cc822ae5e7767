"""What one network may take of what is meant for everybody."""

import pytest

from comity.kernel.shares import DAY, HOUR, Share, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("1.2.3.4", "1.2.3.0/24"),
        (" 1.2.3.200 ", "1.2.3.0/24"),
        ("2a00:1:2:3::4", "2a00:1:2::/48"),
        ("::ffff:1.2.3.4", "1.2.3.0/24"),
        ("10.0.0.7", "10.0.0.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("0.0.0.0", ""),  # noqa: S104 -- an address that says nothing
        ("", ""),
        ("unknown", ""),
        ("1.2.3.4.5", ""),
        ("1.2.3.4\n", "1.2.3.0/24"),
    ],
)
def test_a_network_is_a_prefix_and_empty_where_it_tells_nobody_apart(address, network):
    assert network_of(address) == network


class Clock:
    def __init__(self):
        self.now = 5.0

    def __call__(self):
        return self.now


def test_each_network_has_its_share_in_any_hour():
    clock = Clock()
    share = Share(2, clock=clock)
    assert [share.take("a"), share.take("a"), share.take("a"), share.take("b")] == [True, True, False, True]
    clock.now += HOUR / 2
    assert not share.take("a")
    clock.now += HOUR / 2
    assert [share.take("a"), share.take("a"), share.take("a")] == [True, True, False]


def test_an_unknown_network_is_held_back_by_nothing():
    share = Share(1)
    assert all(share.take("") for _ in range(5))


def test_nothing_in_memory_names_a_network_and_all_of_it_is_gone_after_an_hour():
    clock = Clock()
    share = Share(2, clock=clock)
    share.take("1.2.3.0/24")
    assert all(isinstance(key, bytes) and b"1.2.3" not in key for key in share._taken)
    clock.now += HOUR
    share.take("other")
    assert len(share._taken) == 1


def test_the_secret_is_made_anew_every_day():
    clock = Clock()
    share = Share(1, clock=clock)
    share.take("a")
    before = share._secret
    clock.now += DAY
    assert share.take("a")
    assert share._secret != before
