"""The waiting-room screen: one page and its own scripts; what it shows comes from the public
interface.

The page is put together by whoever runs this blueprint: `extensions["pages"].display(office,
request)` answers the template's values, or a response of its own (no such office, no credential).
"""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

blueprint = Blueprint(
    "displays",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/displays/static",
)


@blueprint.get("/display/<office>")
def show(office: str) -> ResponseReturnValue:
    """The screen of an office, or of one waiting area (`?display=` or `?area=`)."""
    answer = current_app.extensions["pages"].display(office, request)
    if not isinstance(answer, dict):
        return answer  # type: ignore[no-any-return]
    return render_template("displays/page.html", **{"theme": "dark", **answer})
