"""The sound of signed words, for displays and kiosks; there is no list of them."""

from __future__ import annotations

from flask import Blueprint, Response

from queue_app.speech.studio import PATH, UnknownSpeech
from queue_app.speech.voice import Unspoken
from queue_app.web.errors import Problem
from queue_app.web.services import services

blueprint = Blueprint("speech_files", __name__)

FOREVER = "public, max-age=31536000, immutable"


@blueprint.get(f"{PATH}/<address>.wav")
def hear(address: str) -> Response:
    """The sound of an address; made now, if it was not before."""
    try:
        sound = services().studio.hear(address)
    except UnknownSpeech:
        raise Problem(404, "unknown_speech", "There is no such announcement.") from None
    except Unspoken:
        raise Problem(
            503, "voice_unavailable", "This cannot be spoken at present.",
            headers={"Retry-After": "30"},
        ) from None  # fmt: skip
    return Response(sound, content_type="audio/wav", headers={"Cache-Control": FOREVER})
