"""The ticket terminal: one page and its own scripts; what it shows comes from the public interface.

The page is put together by whoever runs this blueprint: `extensions["pages"].kiosk(office)`
answers the template's values, or a response of its own (no such office, no credential).
"""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint(
    "kiosk",
    __name__,
    url_prefix="/kiosk",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


@blueprint.get("/<office>")
def show(office: str) -> ResponseReturnValue:
    """The terminal of an office."""
    answer = current_app.extensions["pages"].kiosk(office)
    if not isinstance(answer, dict):
        return answer  # type: ignore[no-any-return]
    return render_template("kiosk/kiosk.html", **answer)
