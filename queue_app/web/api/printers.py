"""The kiosks' printers: what the kiosk wants on paper, and what the agent beside it has done.

Everything is a PUT: said twice it is the same, and a lost answer is asked for again.
See docs/decisions/0007-the-print-agent-calls.md.
"""

from __future__ import annotations

from flask import Response

from queue_app import views
from queue_app.domain.errors import Unknown
from queue_app.realtime.messages import Channel
from queue_app.storage.printers import PRINTING, Job
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_READ, answers, blueprint
from queue_app.web.api.public import shown
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.headers import carries_token
from queue_app.web.schemas.answers import PrinterAnswer, PrintersAnswer, PrintJob, PrintOrders
from queue_app.web.schemas.requests import (
    OfficePath,
    PrinterPath,
    PrinterReport,
    PrintJobPath,
    PrintProgress,
    PrintRequest,
)

api = blueprint("printers", "Printers of the kiosks, for kiosks and their agents")

PUT = (400, *STAFF_READ, 413, 415, 422)


class UnknownJob(Unknown):
    """Nobody asked for this ticket's slip."""

    code = "unknown_job"


@api.get("/offices/<office>/printers", responses=answers(PrintersAnswer, *STAFF_READ))
@guarded(guards.kiosk)
def printers(path: OfficePath, here: Here) -> Response:
    """The printers of an office and how they are"""
    found = here.services.printers.of(here.office)
    return as_json({"printers": views.printers(found)})


@api.get("/offices/<office>/printers/<printer>", responses=answers(PrinterAnswer, *STAFF_READ))
@guarded(guards.kiosk)
def printer(path: PrinterPath, here: Here) -> Response:
    """One printer; `silent` when its agent does not report, or was never heard of"""
    channel = Channel("", "printer", here.office, path.printer)
    return as_json(shown(here, channel))


@api.put("/offices/<office>/printers/<printer>", responses=answers(PrintOrders, *PUT))
@guarded(guards.kiosk)
def report(path: PrinterPath, body: PrinterReport, here: Here) -> Response:
    """An agent says how its printer is, and is given what to print

    The answer is held until there is something, at most for `wait` seconds.
    """
    carries_token()
    known = here.services.printers
    if known.report(here.office, path.printer, body.state):
        here.services.relay.announce(here.office)
    orders = here.services.bell.wait(
        _printer(here, path.printer), lambda: known.orders(here.office, path.printer), body.wait
    )
    return as_json(
        {
            "jobs": [
                {"ticket": one.ticket, "slip": f"/api/v1/tickets/{one.token}/slip.escpos"}
                for one in orders
            ]
        }
    )


@api.put("/offices/<office>/printers/<printer>/jobs/<ticket>", responses=answers(PrintJob, *PUT))
@guarded(guards.kiosk)
def ask(path: PrintJobPath, body: PrintRequest, here: Here) -> Response:
    """Ask for a ticket's slip, once, and learn what has become of it

    The answer is held until the slip is printed or has failed, at most for `wait` seconds.
    """
    here.services.reader.ticket(here.office, path.ticket)
    job = here.services.printers.ask(here.office, path.printer, path.ticket)
    here.services.bell.ring(_printer(here, path.printer))
    if not job.is_over:
        job = _awaited(here, path.ticket, body.wait)
    return as_json(views.print_job(job))


@api.put(
    "/offices/<office>/printers/<printer>/jobs/<ticket>/progress",
    responses=answers(PrintJob, *PUT),
)
@guarded(guards.kiosk)
def progress(path: PrintJobPath, body: PrintProgress, here: Here) -> Response:
    """An agent claims a job before it prints (`printing`), and says what came of it

    An answer whose state is not `printing` forbids to print: the job was given up, or somebody
    else has it.
    """
    known = here.services.printers
    if body.state == PRINTING:
        job = known.claim(here.office, path.ticket, body.claim)
    else:
        job = known.settle(here.office, path.ticket, body.claim, body.state, body.reason)
        here.services.bell.ring(_job(here, path.ticket))
    return as_json(views.print_job(_known(job)))


def _awaited(here: Here, ticket: str, seconds: float) -> Job:
    last: list[Job] = []

    def over() -> bool:
        last[:] = [_known(here.services.printers.job(here.office, ticket))]
        return last[0].is_over

    here.services.bell.wait(_job(here, ticket), over, seconds)
    return last[0]


def _known(job: Job | None) -> Job:
    if job is None:
        raise UnknownJob("This ticket's slip was not asked for.")
    return job


def _printer(here: Here, printer: str) -> tuple[str, ...]:
    return "printer", here.office, printer


def _job(here: Here, ticket: str) -> tuple[str, ...]:
    return "job", here.office, ticket
