"""Time comes through one port, so that tests can turn it."""

from datetime import UTC
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from tests.doubles.clock import START, FakeClock

if TYPE_CHECKING:
    from bot.ports import Clock


def test_the_real_clock_is_aware_and_never_goes_back() -> None:
    """Times are in UTC, and a duration is never negative."""
    clock: Clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_the_fake_clock_moves_only_when_it_is_turned() -> None:
    """A test decides how much time passes."""
    fake = FakeClock()
    clock: Clock = fake
    assert (clock.now(), clock.monotonic()) == (START, clock.monotonic())
    before = clock.monotonic()
    fake.advance(90)
    assert (clock.now() - START).total_seconds() == clock.monotonic() - before == 90


def test_a_wall_clock_that_is_set_back_leaves_durations_alone() -> None:
    """A time server that sets the clock back makes nothing last a negative time."""
    clock = FakeClock()
    before = clock.monotonic()
    clock.jump(-3600)
    assert clock.now() < START
    assert clock.monotonic() == before
