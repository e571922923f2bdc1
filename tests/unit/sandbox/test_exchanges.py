"""The log of exchanges, and what somebody who looks at it is told."""

from dataclasses import dataclass, field

import pytest

from sandbox.exchanges import KEPT, Exchange, Exchanges, LogWatch


@dataclass
class Scene:
    """`rings` counts how often the bell was rung."""

    time: float = 1000.0
    rings: int = 0
    log: Exchanges = field(init=False)

    def __post_init__(self) -> None:
        self.log = Exchanges(lambda: self.time, self.ring)

    def ring(self) -> None:
        self.rings += 1

    def begin(self) -> Exchange:
        return self.log.begin("bot", "graph", "GET", "/v1.0/x?code=secret", operation="graph.x")


def told(watch: LogWatch) -> list[tuple[object, object]] | None:
    news = watch.news()
    if news is None:
        return None
    lines = news["lines"]
    assert isinstance(lines, list)
    return [(line["n"], line["status"]) for line in lines]


def test_a_line_tells_who_asked_whom_and_how_long_it_took() -> None:
    scene = Scene()
    line = scene.begin()
    assert (line.as_json()["status"], line.as_json()["ms"]) == (None, None)
    scene.time += 0.25
    scene.log.end(line, 200, "fault: slow")
    assert line.as_json() == {
        "n": 1,
        "at": 1000.0,
        "from": "bot",
        "to": "graph",
        "method": "GET",
        "path": "/v1.0/x?code=***",
        "status": 200,
        "operation": "graph.x",
        "note": "fault: slow",
        "ms": 250,
    }
    assert scene.rings == 2


def test_an_onlooker_is_told_each_change_once() -> None:
    scene = Scene()
    first, second = scene.begin(), scene.begin()
    watch, late = LogWatch(scene.log), LogWatch(scene.log)
    assert told(watch) == [(1, None), (2, None)]
    assert told(watch) is None
    scene.log.end(second, 200)
    assert told(watch) == [(2, 200)]
    third = scene.begin()
    scene.log.end(third, 204)
    scene.log.end(first, 0)
    assert told(watch) == [(3, 204), (1, 0)]
    assert told(late) == [(1, 0), (2, 200), (3, 204)]


def test_what_began_before_a_reset_is_not_told_after_it() -> None:
    scene = Scene()
    watch, line = LogWatch(scene.log), scene.begin()
    told(watch)
    scene.log.reset()
    assert watch.news() == {"fresh": True, "lines": []}
    scene.log.end(line, 200)
    assert watch.news() is None
    assert scene.begin().n == 2
    assert told(watch) == [(2, None)]


def test_somebody_new_is_told_the_recent_ones() -> None:
    scene = Scene()
    for _ in range(KEPT + 5):
        scene.begin()
    lines = told(LogWatch(scene.log))
    assert lines is not None
    assert (len(lines), lines[0], lines[-1]) == (KEPT, (6, None), (KEPT + 5, None))


@pytest.mark.parametrize("number", [0, 3, 99])
def test_what_is_not_there_is_not_found(number: int) -> None:
    scene = Scene()
    scene.begin()
    scene.begin()
    assert scene.log.find(2).n == 2
    with pytest.raises(KeyError, match="No exchange"):
        scene.log.find(number)
