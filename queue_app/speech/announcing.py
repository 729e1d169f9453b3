"""What displays say of a call: the addresses of its announcements, made ready as they are given."""

from __future__ import annotations

from dataclasses import dataclass

from queue_app.domain.office import Office
from queue_app.speech.studio import Studio
from queue_app.speech.voice import Phrase, voice_of
from queue_app.speech.wording import Announcement, Wording


@dataclass(frozen=True)
class Announcements:
    """A studio, and the words for it."""

    studio: Studio
    wording: Wording

    def of(self, office: Office, number: str, counter: str, language: str) -> list[dict[str, str]]:
        """For the board: `{language, url, short}`, the office's language first, then the ticket's.

        Empty where nobody speaks them. The sound is made meanwhile: nobody waits for it here.
        """
        found = self._spoken(office, number, counter, language)
        self.studio.begin(dict.fromkeys(phrase for one in found for phrase in one.full))
        return [
            {
                "language": one.language,
                "url": self.studio.url(one.full),
                "short": self.studio.url(one.short),
            }
            for one in found
        ]

    def _spoken(
        self, office: Office, number: str, counter: str, language: str
    ) -> list[Announcement]:
        found: list[Announcement] = []
        for one in languages(office, language):
            if not self.studio.speaks(one):
                continue
            announcement = self.wording.announcement(office, number, counter, one)
            if not any(_sounds_like(announcement, other) for other in found):
                found.append(announcement)
        return found


def languages(office: Office, language: str) -> list[str]:
    """In which languages a call is said: the office's first, and the ticket's if it is offered."""
    first = office.languages[0]
    return [first, language] if language != first and language in office.languages else [first]


def _sounds_like(one: Announcement, other: Announcement) -> bool:
    """Whether two announcements are the same words of the same voice (easy German may be)."""
    return _heard(one.full) == _heard(other.full)


def _heard(phrases: tuple[Phrase, ...]) -> list[tuple[str, str]]:
    return [(voice_of(one.language), one.words) for one in phrases]
