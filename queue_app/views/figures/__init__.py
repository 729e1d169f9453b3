"""Past figures from packed days: filters, rows, what charts are drawn from, what is protected.

answer(offices, packed, asked, …) -> the Statistics of the interface, as JSON values
check(asked, offices, …) raises Unanswerable: why a question has no answer
"""

from queue_app.views.figures.answer import answer
from queue_app.views.figures.asked import Asked, By
from queue_app.views.figures.questions import Unanswerable, check

__all__ = ["Asked", "By", "Unanswerable", "answer", "check"]
