"""The frame of every use case: one transaction, retried on conflict, answered once per key."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, TypeVar

from queue_app.domain import timed
from queue_app.domain.errors import TURNED_AWAY, Refused
from queue_app.domain.queue import Queue
from queue_app.use_cases.ports import Actor, Answer, Conflict, Deps, Once, Rendered, UnitOfWork

ATTEMPTS = 5
"""How often a use case is run again when somebody else was faster."""

log = logging.getLogger("queue_app.use_cases")

T = TypeVar("T")


@dataclass
class Press:
    """One press under way: the unit of work, the queue's working copy, the instant."""

    unit: UnitOfWork
    queue: Queue
    now: datetime
    actor: Actor
    extras: dict[str, Any] = field(default_factory=dict)


Deed = Callable[[Press], T]
Render = Callable[[Press, T], Rendered]
CountedRefusal = Callable[[Press, Refused], Rendered]


def press(
    deps: Deps,
    office: str,
    actor: Actor,
    action: str,
    deed: Deed[T],
    render: Render[T],
    *,
    once: Once | None = None,
    refused: CountedRefusal | None = None,
) -> Answer:
    """Run one deed on an office's queue and answer with what `render` makes of it.

    With `once` a request that was answered before gets the same answer again, and a concurrent
    duplicate waits for it. `refused` records and renders a refusal that counts (turned away);
    every other Refused passes through and leaves nothing behind.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _attempt(deps, office, actor, action, deed, render, once, refused)
        except Conflict:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _attempt(
    deps: Deps,
    office: str,
    actor: Actor,
    action: str,
    deed: Deed[T],
    render: Render[T],
    once: Once | None,
    refused: CountedRefusal | None,
) -> Answer:
    began = perf_counter()
    with deps.begin() as unit:
        queue = unit.queue(office)
        if once is not None:
            known = unit.remembered(once)
            if known is not None:
                return known
        now = deps.clock()
        timed.settle(queue, now)
        settled = queue.revision
        queue.press()
        current = Press(unit, queue, now, actor)
        try:
            status, value = render(current, deed(current))
        except TURNED_AWAY as refusal:
            if refused is None:
                raise
            status, value = refused(current, refusal)
        answer = Answer(status, "" if value is None else json.dumps(value, ensure_ascii=False))
        if once is not None:
            unit.remember(once, answer, now)
        unit.save(queue, actor, action, now, settled=settled)
        unit.commit()
    log.info(
        "done",
        extra={
            "action": action,
            "office": office,
            "revision": queue.revision,
            "milliseconds": round((perf_counter() - began) * 1000, 1),
        },
    )
    return answer
