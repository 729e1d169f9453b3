"""The clock's and the house's own presses: timed work, the silent alarm."""

from __future__ import annotations

from queue_app.domain import events as e
from queue_app.domain import timed
from queue_app.use_cases.ports import SWEEP, SYSTEM, Actor, Answer, Deps, Once
from queue_app.use_cases.pressing import Press, Render, press


def settle(deps: Deps, office: str) -> bool:
    """Record what is due in an office; True when something was. Idempotent."""
    with deps.begin() as unit:
        queue = unit.queue(office)
        now = deps.clock()
        timed.settle(queue, now)
        if not queue.recorded:
            return False
        unit.save(queue, SYSTEM, SWEEP, now)
        unit.commit()
    return True


def raise_alarm(
    deps: Deps,
    office: str,
    actor: Actor,
    render: Render[None],
    *,
    counter: str | None = None,
    once: Once | None = None,
) -> Answer:
    """Call colleagues for help without a sound; a second alarm begins its time anew."""

    def deed(current: Press) -> None:
        if counter is not None:
            current.queue.counter(counter)
        current.queue.record(e.AlarmRaised(counter), current.now)

    return press(deps, office, actor, "alarm", deed, render, once=once)


def end_alarm(
    deps: Deps, office: str, actor: Actor, render: Render[None], *, once: Once | None = None
) -> Answer:
    """Somebody is there; ending it twice changes nothing."""

    def deed(current: Press) -> None:
        if current.queue.alarm is not None:
            current.queue.record(e.AlarmEnded(), current.now)

    return press(deps, office, actor, "end_alarm", deed, render, once=once)
