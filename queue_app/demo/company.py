"""The people of the demo: citizens who come, wait and leave, counters that call and serve.

They act through the use cases like everybody else. The same company lives through past days with
a clock of its own and then in the present with the real one.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from queue_app.domain.errors import Refused
from queue_app.domain.issuing import Request
from queue_app.domain.office import Service
from queue_app.domain.queue import CounterState, Queue
from queue_app.domain.ticket import State, Ticket
from queue_app.storage.reading import Reader
from queue_app.use_cases import calling, issuing, visiting
from queue_app.use_cases.forecasting import Forecasts
from queue_app.use_cases.ports import Actor, Deps, Rendered
from queue_app.use_cases.pressing import Press

KIOSK = Actor(name="demo kiosk", role="kiosk", credential="demo-kiosk")
CLERK = Actor(name="demo clerk", role="clerk", credential="demo-clerk")

SHARES = {
    "residence": 24, "id-card": 18, "id-pickup": 16, "criminal-record": 9, "parking": 8,
    "registration-certificate": 9, "driving-licence": 7, "advice": 9,
}  # fmt: skip
"""How often people come for the services of the example office; others count five."""

BUSY = 1.0
"""What share of the counters' time the arrivals fill on average."""

Step = Callable[[], object]


class Company:
    """Everybody in one office; `steps` yields what happens next, at which instant."""

    def __init__(
        self,
        deps: Deps,
        reader: Reader,
        office: str,
        *,
        speed: float,
        seed: int,
        forecasts: Forecasts | None = None,
        after: Callable[[str], None] = lambda _office: None,
    ) -> None:
        """`after` is told the office after every press that committed."""
        self._deps, self._reader, self._office_id = deps, reader, office
        self._speed, self._random = speed, random.Random(seed)  # noqa: S311 - invented people
        self._forecasts, self._after = forecasts, after
        self._agenda: list[tuple[datetime, int, Step]] = []
        self._count = itertools.count()
        self.counters: list[str] = []
        self._closing = False

    # The agenda

    def at(self, when: datetime, step: Step) -> None:
        """Let something happen at an instant."""
        heapq.heappush(self._agenda, (when, next(self._count), step))

    def steps(self, until: datetime | None = None) -> Iterator[tuple[datetime, Step]]:
        """What happens, in order; without end when `until` is None."""
        while self._agenda and (until is None or self._agenda[0][0] <= until):
            when, _, step = heapq.heappop(self._agenda)
            yield when, step

    def begin(self, now: datetime, counters: list[str], guests: int) -> None:
        """Open the counters; `guests` are there already."""
        self.counters = counters
        for index, counter in enumerate(counters):
            self.at(now + self._seconds(2 + index), partial(self._open, counter))
        for index in range(guests):
            self.at(now + timedelta(milliseconds=10 * index), self._draw)
        self._expect_next(now)

    def go_home(self) -> None:
        """Nobody comes any more; counters close as soon as nobody waits for them."""
        self._closing = True

    def _seconds(self, seconds: float) -> timedelta:
        return timedelta(seconds=seconds / self._speed)

    def _now(self) -> datetime:
        return self._deps.clock()

    # Citizens

    def _expect_next(self, now: datetime) -> None:
        if self._closing:
            return
        queue = self._reader.queue(self._office_id)
        minutes = self._mean_minutes(queue) / max(1, len(self.counters)) / BUSY
        crowd = 1 + max(0, len(queue.waiting) - 8) / 8  # a full hall sends some people away
        gap = self._random.expovariate(1) * minutes * crowd
        self.at(now + timedelta(minutes=gap), self._arrive)

    def _mean_minutes(self, queue: Queue) -> float:
        weighted = [(SHARES.get(s.id, 5), s.expected_minutes) for s in self._served(queue)]
        total = sum(weight for weight, _ in weighted) or 1
        return sum(weight * minutes for weight, minutes in weighted) / total + 1 / self._speed

    def _served(self, queue: Queue) -> list[Service]:
        counters = [queue.office.counters[c] for c in self.counters]
        return [
            service
            for service in queue.office.services.values()
            if any(counter.serves(service.id) for counter in counters)
        ]

    def _arrive(self) -> None:
        if self._closing:
            return
        self._draw()
        self._expect_next(self._now())

    def _draw(self) -> None:
        queue = self._reader.queue(self._office_id)
        services = [service.id for service in self._served(queue)]
        weights = [SHARES.get(service, 5) for service in services]
        service = self._random.choices(services, weights)[0]
        also = tuple(s for s in services if s != service and self._random.random() < 0.01)
        classes = [p.id for p in queue.office.priorities.values() if p.self_service]
        request = Request(
            service=service,
            also=also[:1],
            persons=self._random.choices([1, 2, 3, 4], [80, 12, 5, 3])[0],
            language=self._random.choice(queue.office.languages),
            priority=classes[-1] if classes and self._random.random() < 0.07 else None,
        )
        published = self._forecasts.published if self._forecasts else None
        estimate = published(self._office_id, service) if published else None

        def refused(refusal: Refused) -> Rendered:
            return 409, {"code": refusal.code}

        def deed() -> None:
            issuing.draw_ticket(
                self._deps, self._office_id, KIOSK, request, _nothing, refused, estimate=estimate
            )

        self._press(deed)

    # Counters

    def _open(self, counter: str) -> None:
        self._press(
            lambda: calling.open_counter(self._deps, self._office_id, counter, CLERK, _nothing)
        )
        self._soon(counter, 1)

    def _soon(self, counter: str, seconds: float) -> None:
        self.at(self._now() + self._seconds(seconds), lambda: self._next(counter))

    def _next(self, counter: str) -> None:
        """Call the next number, unless a person of flesh and blood has taken the counter."""
        queue = self._reader.queue(self._office_id)
        desk = queue.desk(counter)
        if counter in queue.clerks or desk.state is not CounterState.OPEN:
            self._soon(counter, 20)
            return
        current = queue.current(counter)
        if current is None:
            self._press(
                lambda: calling.call_next(self._deps, self._office_id, counter, CLERK, _nothing)
            )
            current = self._reader.queue(self._office_id).current(counter)
        if current is None and self._closing:
            self._press(
                lambda: calling.close_counter(self._deps, self._office_id, counter, CLERK, _nothing)
            )
        elif current is None:
            self._soon(counter, 15)
        elif current.state is State.SERVING:
            self._serve(counter, current)
        else:
            self._wait_for(counter, current)

    def _wait_for(self, counter: str, ticket: Ticket) -> None:
        if self._random.random() < 0.05:
            later = max(timedelta(seconds=35), self._seconds(100))
            self.at(self._now() + later, lambda: self._miss(counter, ticket.id))
        else:
            walk = self._seconds(self._random.uniform(15, 55))
            self.at(self._now() + walk, lambda: self._start(counter, ticket.id))

    def _is_current(self, counter: str, ticket_id: str) -> bool:
        current = self._reader.queue(self._office_id).current(counter)
        return current is not None and current.id == ticket_id

    def _miss(self, counter: str, ticket_id: str) -> None:
        if self._is_current(counter, ticket_id):
            self._press(
                lambda: calling.no_show(self._deps, self._office_id, counter, CLERK, _nothing)
            )
            if self._random.random() < 0.5:
                back = self._now() + self._seconds(300)
                self.at(back, lambda: self._come_back(ticket_id))
        self._soon(counter, 5)

    def _come_back(self, ticket_id: str) -> None:
        self._press(
            lambda: visiting.come_back(
                self._deps, self._office_id, ticket_id, CLERK, _nothing, by_staff=True
            )
        )

    def _start(self, counter: str, ticket_id: str) -> None:
        if not self._is_current(counter, ticket_id):
            self._soon(counter, 5)
            return
        self._press(lambda: calling.start(self._deps, self._office_id, counter, CLERK, _nothing))
        current = self._reader.queue(self._office_id).current(counter)
        if current is not None:
            self._serve(counter, current)

    def _serve(self, counter: str, ticket: Ticket) -> None:
        service = self._reader.queue(self._office_id).office.services[ticket.service]
        usual = service.expected_minutes + (ticket.persons - 1) * service.extra_person_minutes
        minutes = usual * self._random.lognormvariate(-0.12, 0.5)
        done = self._now() + timedelta(minutes=minutes)
        self.at(done, lambda: self._finish(counter, ticket.id))

    def _finish(self, counter: str, ticket_id: str) -> None:
        if self._is_current(counter, ticket_id):
            outcome = self._random.choices(["done", None], [9, 1])[0]
            self._press(
                lambda: calling.finish(
                    self._deps, self._office_id, counter, CLERK, _nothing, outcome=outcome
                )
            )
        self._soon(counter, self._random.uniform(5, 60))

    def _press(self, deed: Step) -> None:
        """Do it; a refusal is what life is like and harms nobody."""
        try:
            deed()
        except Refused:
            return
        self._after(self._office_id)


def _nothing(_press: Press, _result: object) -> Rendered:
    return 200, None
