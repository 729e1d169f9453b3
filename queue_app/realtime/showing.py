"""What is shown from one forecast to the next: ranges held while they are true, and why they rose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from queue_app import estimation as est
from queue_app.domain.queue import Queue
from queue_app.domain.ticket import Ticket
from queue_app.estimation.shown import step
from queue_app.realtime.rises import Cause, Usual, why_fuller, why_later
from queue_app.use_cases.forecasting import Held
from queue_app.use_cases.ports import PublishedEstimate, Rise
from queue_app.views.board import drawn_now

KEPT = timedelta(minutes=5)
"""For how long the reason of a rise is said."""
SERVICE = "service:"
LAG = timedelta(minutes=2)
"""A change works through to the range a little later: so far back it may still be the reason."""


@dataclass(frozen=True)
class _Risen:
    """A rise that is still being told: `before` is where the range had ended, as an instant."""

    rise: Rise
    before: float


@dataclass
class Showing:
    """One office's memory of what its pages show; changed by each forecast, in order."""

    tickets: dict[str, est.Shown] = field(default_factory=dict)
    services: dict[str, est.Shown] = field(default_factory=dict)
    risen: dict[str, _Risen] = field(default_factory=dict)

    @classmethod
    def resumed(cls, held: Mapping[str, Held]) -> Showing:
        """The memory of whoever published a forecast before, without the reasons it told."""
        shown = {key: est.Shown(*one) for key, one in held.items()}
        services = {key for key in shown if key.startswith(SERVICE)}
        return cls(
            {key: one for key, one in shown.items() if key not in services},
            {key.removeprefix(SERVICE): shown[key] for key in services},
        )

    def held(self) -> dict[str, Held]:
        """The ranges as they are held now, of tickets by id and of services."""
        everything = self.tickets | {_key(key): one for key, one in self.services.items()}
        return {
            key: (one.low_at, one.high_at, one.published, one.reason)
            for key, one in everything.items()
        }

    def take(
        self, queue: Queue, result: est.Forecast, now: datetime, usual: Usual
    ) -> tuple[dict[str, PublishedEstimate], dict[str, PublishedEstimate]]:
        """What to publish of a forecast, by ticket and by service."""
        self._forget(result)
        drawn = dict(self.services)
        services = {
            key: self._service(queue, key, one, now, usual) for key, one in result.services.items()
        }
        tickets = {
            key: self._ticket(queue, queue.tickets[key], one, now, usual, drawn)
            for key, one in result.tickets.items()
        }
        return tickets, services

    def _forget(self, result: est.Forecast) -> None:
        self.tickets = {key: one for key, one in self.tickets.items() if key in result.tickets}
        self.services = {key: one for key, one in self.services.items() if key in result.services}
        known = {*result.tickets, *map(_key, result.services)}
        self.risen = {key: one for key, one in self.risen.items() if key in known}

    def _ticket(
        self,
        queue: Queue,
        ticket: Ticket,
        one: est.Estimate,
        now: datetime,
        usual: Usual,
        drawn: dict[str, est.Shown],
    ) -> PublishedEstimate:
        """One ticket's; it begins with the range that was shown when it was drawn."""
        previous = self.tickets.get(ticket.id)
        begun = drawn.get(ticket.service) if previous is None else None
        shown = est.keep_shown(previous or _begun(begun, ticket), one)
        if shown is None:
            self.tickets.pop(ticket.id, None)
            return published(one, now)
        self.tickets[ticket.id] = shown
        rise = self._rise(
            ticket.id, previous, shown, now, lambda at: why_later(queue, ticket, at, now, usual)
        )
        since = datetime.fromtimestamp(shown.published, UTC)
        return replace(published(one, now, shown.printed(one.as_of), rise), shown_at=since)

    def _service(
        self, queue: Queue, key: str, one: est.Estimate, now: datetime, usual: Usual
    ) -> PublishedEstimate:
        """A number drawn now: its range does not count down, it is held as a duration."""
        previous = self.services.get(key)
        shown = est.keep_shown(previous, replace(one, as_of=0.0))
        if shown is None:
            self.services.pop(key, None)
            return published(one, now)
        if shown is not previous:
            shown = replace(shown, published=one.as_of)
        self.services[key] = shown
        drawn = drawn_now(queue, queue.office.services[key], now)
        rise = self._rise(
            _key(key), previous, shown, now, lambda at: why_fuller(queue, drawn, at, now, usual)
        )
        return published(one, now, (shown.low_at, shown.high_at), rise)

    def _rise(
        self,
        key: str,
        previous: est.Shown | None,
        shown: est.Shown,
        now: datetime,
        why: Callable[[datetime], Cause],
    ) -> Rise | None:
        """Why it rose; said for some minutes, as long as the range ends later than before."""
        told = self.risen.get(key)
        if previous is not None and shown is not previous and shown.reason is not None:
            since = datetime.fromtimestamp(previous.published, UTC) - LAG
            # None is told twice; what came at the instant of the last rise came after it.
            cause = why(max(since, told.rise.at - datetime.resolution) if told else since)
            before = min(told.before, previous.high_at) if told else previous.high_at
            self.risen[key] = told = _Risen(Rise(cause.code, cause.count, now), before)
        over = told is not None and (
            abs(now - told.rise.at) > KEPT or shown.high_at <= told.before + step(0) / 2
        )
        if told is None or over:
            self.risen.pop(key, None)
            return None
        return told.rise


def _key(service: str) -> str:
    return f"{SERVICE}{service}"


def _begun(shown: est.Shown | None, ticket: Ticket) -> est.Shown | None:
    """The range of a number drawn now, as it stood on the kiosk at this ticket's issue."""
    if shown is None or ticket.issued_at.timestamp() < shown.published:
        return None
    began = ticket.issued_at.timestamp()
    return est.Shown(began + shown.low_at, began + shown.high_at, began)


def published(
    one: est.Estimate,
    now: datetime,
    shown: tuple[float, float] | None = None,
    rise: Rise | None = None,
) -> PublishedEstimate:
    """An estimate as everybody reads it; `shown` is the range held, else its own."""
    low, high = shown or (one.shown_low, one.shown_high)
    return PublishedEstimate(
        as_of=now,
        low=one.low,
        likely=one.likely,
        high=one.high,
        shown_low=low,
        shown_high=high,
        basis=one.basis,
        reason=rise,
        model=est.MODEL,
        load=one.load,
        quantiles=one.quantiles,
        features=one.features,
    )
