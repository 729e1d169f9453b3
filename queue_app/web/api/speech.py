"""What the kiosk has spoken: it asks for words, and is given the address at which they are heard."""

from __future__ import annotations

from flask import Response

from queue_app.speech.kiosk import phrases
from queue_app.web import guards
from queue_app.web.api.docs import STAFF_PRESS, answers, blueprint
from queue_app.web.endpoint import Here, as_json, guarded
from queue_app.web.errors import Problem
from queue_app.web.schemas.answers import SpeechAnswer
from queue_app.web.schemas.requests import OfficePath, SpeechRequest

api = blueprint("speech", "Words as sound, for kiosks")


@api.post("/offices/<office>/speech", responses=answers(SpeechAnswer, *STAFF_PRESS))
@guarded(guards.kiosk)
def speak(path: OfficePath, body: SpeechRequest, here: Here) -> Response:
    """Words to be heard: the answer is the address of a sound file (WAV)

    Its sound is made meanwhile; nothing is committed, and the same words have the same address.
    409 `voice_unavailable` where no voice speaks the language.
    """
    studio = here.services.studio
    said = phrases(body.language, body.text)
    if not said:
        raise Problem(422, "invalid", "text: There is nothing in it to be spoken.")
    if not studio.speaks(body.language):
        raise Problem(
            409, "voice_unavailable", f"No voice is installed that speaks {body.language!r}."
        )
    studio.begin(said)
    return as_json({"url": studio.url(said)})
