"""What was learned of an office by the evening of a day: the profile with which it is replayed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from queue_app.domain.office import Office
from queue_app.estimation.learning import Learner
from queue_app.estimation.observations import Observation
from queue_app.estimation.reading import service_infos
from queue_app.estimation.service_times import Profile


def evening_profile(observed: Iterable[Observation], office: Office, day: date) -> Profile:
    """The day itself counts as today, earlier ones by their age; later ones were not known."""
    learner = Learner(service_infos(office))
    until = day.toordinal()
    for seen in observed:
        if seen.day <= until:
            learner.add(seen)
    return learner.profile(until)
