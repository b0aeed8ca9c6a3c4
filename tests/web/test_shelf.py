"""Pages that were rendered are kept: the last asked for, up to so many bytes."""

from __future__ import annotations

from casetracker.web.public.shelf import Shelf


def test_page_is_made_once_and_forgotten_when_others_need_the_room() -> None:
    shelf, made = Shelf(most_bytes=10), list[str]()

    def page(name: str) -> bytes:
        def make() -> str:
            made.append(name)
            return name * 4

        return shelf.page((name,), make)

    assert [page("a"), page("b"), page("a")] == [b"aaaa", b"bbbb", b"aaaa"]
    assert made == ["a", "b"]
    page("c")
    assert made == ["a", "b", "c"]
    # b was asked for longest ago.
    assert (page("a"), page("b")) == (b"aaaa", b"bbbb")
    assert made == ["a", "b", "c", "b"]


def test_page_larger_than_all_room_is_given_and_not_kept() -> None:
    shelf = Shelf(most_bytes=3)
    assert [shelf.page(("a",), lambda: "четыре") for _time in range(2)] == ["четыре".encode()] * 2
