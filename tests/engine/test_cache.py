"""The memory cache: budgets, what goes first, counts."""

import threading

import pytest
import torch

from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.results import Result


def result(cpu_bytes: int = 1000, seconds: float = 1.0, gpu_bytes: int = 0) -> Result:
    return Result((1,), seconds, cpu_bytes, gpu_bytes, ())


def room_for(count: int, cpu_bytes: int = 1000) -> int:
    probe = MemoryCache(10**9)
    probe.put("probe", result(cpu_bytes))
    return count * probe.stats.cpu_bytes


def test_what_is_put_is_there_until_the_cache_is_cleared() -> None:
    cache, one = MemoryCache(10**6), result()

    assert cache.put("a", one)
    assert (cache.get("a"), "a" in cache) == (one, True)
    cache.clear()
    assert (cache.get("a"), "a" in cache) == (None, False)


def test_one_result_under_two_keys_counts_once() -> None:
    cache, one = MemoryCache(room_for(1) + 1000), result(cpu_bytes=1000)
    cache.put("a", one)
    alone = cache.stats.cpu_bytes

    cache.put("b", one)

    assert ("a" in cache, "b" in cache) == (True, True)
    assert cache.stats.cpu_bytes < alone + 1000
    cache.clear()
    assert cache.stats.cpu_bytes == 0


def test_room_is_made_of_results_that_are_there_under_two_keys() -> None:
    cache, old, new = MemoryCache(room_for(2)), result(), result(cpu_bytes=1800)
    cache.put("a", old)
    cache.put("b", old)

    assert cache.put("c", new)

    assert ("a" in cache, "b" in cache, "c" in cache) == (False, False, True)
    assert cache.stats.cpu_bytes <= cache.budget_bytes


def test_what_is_cheapest_to_make_again_per_byte_goes_first() -> None:
    cache = MemoryCache(room_for(3))
    cache.put("a dear", result(seconds=9.0))
    cache.put("b fair", result(seconds=2.0))
    cache.put("c cheap", result(seconds=0.1))

    cache.put("d new", result(seconds=3.0))

    assert [key for key in ("a dear", "b fair", "c cheap", "d new") if key in cache] == [
        "a dear",
        "b fair",
        "d new",
    ]


def test_of_two_that_take_equally_long_the_larger_goes_first() -> None:
    cache = MemoryCache(6000)
    cache.put("large", result(cpu_bytes=3500))
    cache.put("small", result(cpu_bytes=500))

    cache.put("new", result(cpu_bytes=1000))

    assert ("large" in cache, "small" in cache) == (False, True)


def test_what_was_used_lately_outlives_what_was_worth_as_much() -> None:
    cache = MemoryCache(room_for(3))
    for key in ("a", "b", "c"):
        cache.put(key, result())
    cache.put("d", result(seconds=1.5))  # lets one go, so that the level rises
    kept = next(key for key in ("a", "b", "c") if key in cache)

    cache.get(kept)
    cache.put("e", result(seconds=1.5))

    assert kept in cache


def test_even_the_dearest_result_goes_in_the_end_when_nobody_uses_it() -> None:
    cache = MemoryCache(room_for(4))
    cache.put("dear", result(seconds=20.0))

    for number in range(200):
        cache.put(f"{number}", result())

    assert "dear" not in cache


def test_a_result_larger_than_the_budget_is_not_kept_and_lets_nothing_go() -> None:
    cache = MemoryCache(5000)
    cache.put("a", result())

    assert not cache.put("huge", result(cpu_bytes=5000))
    assert "a" in cache


def test_the_budget_is_never_exceeded() -> None:
    cache = MemoryCache(20_000)

    for number in range(500):
        cache.put(f"{number}", result(cpu_bytes=number * 37 % 9000, seconds=number % 11))
        assert cache.stats.cpu_bytes <= 20_000


def test_other_devices_have_a_budget_of_their_own() -> None:
    cache = MemoryCache(10**6, gpu_budget_bytes=2000)
    cache.put("cpu", result(seconds=0.0))
    cache.put("gpu 1", result(gpu_bytes=1500))

    cache.put("gpu 2", result(gpu_bytes=1500, seconds=2.0))

    assert [key for key in ("cpu", "gpu 1", "gpu 2") if key in cache] == ["cpu", "gpu 2"]
    assert cache.stats.gpu_bytes == 1500


def test_putting_a_key_again_replaces_it() -> None:
    cache, newer = MemoryCache(room_for(2)), result()
    cache.put("a", result())

    cache.put("a", newer)

    assert cache.get("a") is newer
    assert cache.stats.cpu_bytes == room_for(1)


def test_clearing_says_how_many_bytes_it_freed() -> None:
    cache = MemoryCache(10**6)
    cache.put("a", result(gpu_bytes=70))

    assert cache.clear() == room_for(1) + 70
    assert cache.stats.entries == 0


def test_hits_misses_and_evictions_are_counted() -> None:
    cache = MemoryCache(room_for(1))
    cache.put("a", result())
    cache.get("a")
    cache.get("b")
    cache.put("c", result())

    stats = cache.stats
    assert (stats.hits, stats.misses, stats.evictions, stats.entries) == (1, 1, 1, 1)


def test_looking_whether_something_is_there_counts_as_no_use() -> None:
    cache = MemoryCache(10**6)

    assert "a" not in cache
    assert cache.stats.misses == 0


def test_a_result_that_was_changed_in_place_is_a_miss() -> None:
    cache, tensor = MemoryCache(10**6), torch.zeros(3)
    cache.put("a", Result.of((tensor,), 1.0))

    tensor[0] = 1

    assert "a" not in cache
    assert cache.get("a") is None
    assert cache.stats.entries == 0


def test_notes_about_what_is_gone_do_not_pile_up() -> None:
    cache = MemoryCache(10**6)

    for _ in range(5000):
        cache.put("a", result())

    assert len(cache._queue) < 200


@pytest.mark.parametrize("count", [4])
def test_several_threads_may_use_it_at_once(count: int) -> None:
    cache = MemoryCache(20_000)
    errors: list[Exception] = []

    def work(offset: int) -> None:
        try:
            for number in range(2000):
                key = str((number * 7 + offset) % 50)
                if cache.get(key) is None:
                    cache.put(key, result(seconds=number % 5))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert cache.stats.cpu_bytes == cache.stats.entries * room_for(1)
