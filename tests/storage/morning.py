"""A random morning in a small office: presses as people make them, and now and then odd ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from queue_app.domain.errors import Refused
from queue_app.domain.queue import CounterState, Queue
from queue_app.domain.ticket import State
from queue_app.use_cases import business_day, calling, helping, issuing, telling, visiting
from queue_app.use_cases.ports import Actor, Answer
from tests.storage.people import PROGRAM, Process

Button = Callable[..., Answer]
Step = tuple[str, int, int, int]
"""What kind of press, at which counter, with which choice, in which process."""

STEPS = st.tuples(
    st.sampled_from(("draw", *["desk"] * 5, *["visit"] * 2, "undo", "house", "time", "odd")),
    st.integers(0, 2),
    st.integers(0, 99),
    st.integers(0, 1),
)

WITHOUT = ("next", "next", "next", "next", "call", "undo", "pause", "close")
CALLED = ("next", "next", "start", "start", "recall", "no_show", "put_back", "finish", "transfer",
          "pause")  # fmt: skip
SERVING = ("next", "finish", "park", "park", "transfer", "transfer", "pause")
OF_VISITS = {
    State.WAITING: ("cancel", "postpone", "change", "expire"),
    State.CALLED: ("cancel",),
    State.PARKED: ("cancel", "expire", "call", "call", "fetch"),
    State.NO_SHOW: ("come_back", "come_back", "come_back", "call", "expire"),
}
ODD = (*CALLED, *SERVING, "cancel", "come_back", "change", "call", "open", "close")


@dataclass
class Morning:
    """Two processes on one database, pressed by turns; every refusal of a rule is part of it."""

    office: str
    processes: tuple[Process, Process]
    clerks: tuple[Actor, ...]
    turn: int = 0

    @property
    def process(self) -> Process:
        return self.processes[self.turn]

    @property
    def queue(self) -> Queue:
        return self.process.queue(self.office)

    def begin(self) -> None:
        """Everybody is at work and some people are there."""
        for number in range(3):
            self.open(self.counter(number), number)
        for choice in range(4):
            self.draw("", choice)

    def counter(self, number: int) -> str:
        return f"{self.office}-{number % 3 + 1}"

    def press(self, step: Step) -> None:
        """One press, perhaps refused."""
        kind, number, choice, self.turn = step
        counter = self.counter(number)
        name = self.choose(kind, counter, choice)
        try:
            getattr(self, name)(counter, choice)
        except Refused as refusal:
            event(f"refused: {name} {refusal.code}")
        else:
            event(f"done: {name}")

    def choose(self, kind: str, counter: str, choice: int) -> str:
        """The button that somebody would press there."""
        names: tuple[str, ...]
        match kind:
            case "odd":
                names = ODD
            case "house":
                names = (
                    "alarm",
                    "end_alarm",
                    "help",
                    "answer_help",
                    "end_help",
                    "issuing",
                    "message",
                    "end_message",
                    "settle",
                )
            case "time":
                names = ("go_home",) if choice == 0 else ("wait",)
            case "desk":
                names = self.of_desk(counter)
            case "visit":
                ticket = self.queue.tickets.get(self.ticket(choice))
                names = OF_VISITS.get(ticket.state, ("draw",)) if ticket else ("draw",)
            case _:
                names = (kind,)
        return names[choice // 7 % len(names)]

    def of_desk(self, counter: str) -> tuple[str, ...]:
        """What makes sense at a counter as it is."""
        current = self.queue.current(counter)
        if self.queue.desk(counter).state is not CounterState.OPEN:
            return ("open",)
        if current is None:
            return WITHOUT
        return CALLED if current.state is State.CALLED else SERVING

    def ticket(self, choice: int) -> str:
        found = list(self.queue.tickets)
        return found[choice % len(found)] if found else "nobody's"

    def service(self, choice: int) -> str:
        return f"{self.office}-{('card', 'move', 'info')[choice % 3]}"

    def at(self, counter: str, button: Button, **options: Any) -> None:
        clerk = self.queue.clerks.get(counter)
        actor = next((c for c in self.clerks if clerk and c.user == clerk.id), PROGRAM)
        self.process.at(counter, button, office=self.office, actor=actor, **options)

    def of(self, button: Button, choice: int, **options: Any) -> None:
        self.process.visit(button, self.ticket(choice), office=self.office, **options)

    # The kiosk and the reception

    def draw(self, _counter: str, choice: int) -> None:
        booked = self.process.clock() + timedelta(minutes=choice % 60 - 30)
        self.process.draw(
            self.service(choice),
            office=self.office,
            also=(self.service(choice + 1),) if choice % 4 == 0 else (),
            persons=1 + choice % 6,
            by_staff=True,
            priority=("normal", "priority", None)[choice % 3],
            booked_at=booked if choice % 5 == 0 else None,
        )

    def cancel(self, _counter: str, choice: int) -> None:
        self.of(visiting.cancel, choice, by_staff=False)

    def come_back(self, _counter: str, choice: int) -> None:
        self.of(visiting.come_back, choice, by_staff=True)

    def postpone(self, _counter: str, choice: int) -> None:
        self.of(visiting.postpone, choice, minutes=1 + choice % 10)

    def change(self, _counter: str, choice: int) -> None:
        self.of(visiting.change, choice, service=self.service(choice // 7), persons=2)

    def expire(self, _counter: str, choice: int) -> None:
        self.of(visiting.expire, choice)

    # The desks

    def open(self, counter: str, choice: int) -> None:
        actor = (*self.clerks, PROGRAM)[choice % 3]
        self.process.at(counter, calling.open_counter, office=self.office, actor=actor)

    def next(self, counter: str, choice: int) -> None:
        self.at(
            counter,
            calling.call_next,
            current=("served", "absent", None)[choice % 3],
            override=True,
        )

    def call(self, counter: str, choice: int) -> None:
        self.at(counter, calling.call_by_hand, ticket=self.ticket(choice))

    def recall(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.recall)

    def start(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.start)

    def finish(self, counter: str, choice: int) -> None:
        services = (self.service(choice),) if choice % 2 else ()
        self.at(counter, calling.finish, services=services)

    def no_show(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.no_show, override=True)

    def put_back(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.put_back)

    def park(self, counter: str, choice: int) -> None:
        self.at(counter, calling.park, note="fetches a form" if choice % 2 else None)

    def transfer(self, counter: str, choice: int, **options: Any) -> None:
        if choice % 3:
            options["service"] = self.service(choice)
        if choice % 3 != 1:
            options["to_counter"] = self.counter(choice // 3)
        self.at(counter, calling.transfer, **options, auto_return=choice % 2 == 0, note="see there")

    def fetch(self, counter: str, choice: int) -> None:
        self.transfer(counter, choice, ticket=self.ticket(choice))

    def undo(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.undo)

    def pause(self, counter: str, choice: int) -> None:
        self.at(counter, calling.pause_counter, reason="tea" if choice % 2 else None)

    def close(self, counter: str, _choice: int) -> None:
        self.at(counter, calling.close_counter)

    # The house and its clock

    def alarm(self, counter: str, choice: int) -> None:
        at = counter if choice % 2 else None
        business_day.raise_alarm(self.process.deps, self.office, PROGRAM, unseen, counter=at)

    def help(self, _counter: str, _choice: int) -> None:
        helping.call_help(self.process.deps, self.office, "kiosk", PROGRAM, unseen)

    def answer_help(self, _counter: str, _choice: int) -> None:
        helping.answer_help(self.process.deps, self.office, "kiosk", PROGRAM, unseen)

    def end_help(self, _counter: str, _choice: int) -> None:
        helping.end_help(self.process.deps, self.office, "kiosk", PROGRAM, unseen)

    def end_alarm(self, _counter: str, _choice: int) -> None:
        business_day.end_alarm(self.process.deps, self.office, PROGRAM, unseen)

    def message(self, _counter: str, choice: int) -> None:
        telling.show_message(
            self.process.deps, self.office, PROGRAM, unseen,
            texts={"de": f"Text {choice}"}, area="main" if choice % 2 else None,
        )  # fmt: skip

    def end_message(self, _counter: str, choice: int) -> None:
        area = "main" if choice % 2 else None
        telling.end_message(self.process.deps, self.office, PROGRAM, unseen, area=area)

    def issuing(self, _counter: str, choice: int) -> None:
        issuing.set_issuing(
            self.process.deps,
            self.office,
            PROGRAM,
            unseen,
            is_open=choice % 8 != 2,
            service=self.service(choice // 8) if choice % 3 else None,
            reason="too full" if choice % 5 else None,
        )

    def settle(self, _counter: str, _choice: int) -> None:
        self.process.settle(self.office)

    def wait(self, _counter: str, choice: int) -> None:
        self.process.clock.advance(seconds=(1, 20, 50, 400)[choice % 4])

    def go_home(self, _counter: str, choice: int) -> None:
        self.process.clock.advance(minutes=600)


def unseen(_press: object, _result: object) -> tuple[int, None]:
    """The answer matters to nobody here."""
    return 204, None
