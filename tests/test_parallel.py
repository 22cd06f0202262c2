"""Files written in threads: outcomes in order, bounded memory, nothing begun that is not completed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signalkit.store.parallel import WAITING, write_in_threads
from tests.support.profiles import fewer


@fewer(10)
@given(st.lists(st.booleans(), max_size=3 * WAITING))
def test_law_each_item_comes_once_in_order_with_its_error(fails: list[bool]) -> None:
    written = []

    def write(item: tuple[int, bool]) -> None:
        if item[1]:
            raise OSError(item[0], "cannot be written")
        written.append(item[0])

    done = list(write_in_threads(enumerate(fails), write))
    assert [item for item, _ in done] == list(enumerate(fails))
    assert [error is not None for _, error in done] == fails
    assert all(error is None or error.errno == number for (number, _), error in done)
    assert sorted(written) == [number for number, failed in enumerate(fails) if not failed]


def test_items_are_taken_no_faster_than_they_are_written() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10 * WAITING):
            taken += 1
            yield number

    for count, _ in enumerate(write_in_threads(items(), lambda item: None)):
        assert taken <= count + WAITING + 2


def test_a_single_file_is_written_without_a_thread() -> None:
    threads = []
    for _ in write_in_threads([1], lambda item: threads.append(threading.current_thread())):
        pass
    assert threads == [threading.main_thread()]


def test_an_end_before_its_time_completes_what_has_begun() -> None:
    begun, done = [], []

    def write(item: int) -> None:
        begun.append(item)
        done.append(item)

    with closing(write_in_threads(range(1000), write)) as outcomes:
        next(iter(outcomes))
    assert sorted(begun) == sorted(done)
    assert len(done) < 1000
    assert not [one for one in threading.enumerate() if one.name.startswith("signalkit-write")]


def test_another_exception_than_that_of_the_system_is_raised() -> None:
    def write(item: int) -> None:
        raise KeyError(item)

    with pytest.raises(KeyError):
        list(write_in_threads([1, 2, 3], write))
