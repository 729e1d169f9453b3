"""What a database complains of is said to operators, and never the values it is about."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from queue_app.cli.logs import JsonLines, TextLines
from queue_app.storage.tables import tickets
from queue_app.use_cases.ports import Conflict
from tests.storage.people import Process


def logged(formatter: logging.Formatter, failure: Exception) -> str:
    """A failure as it stands in the log."""
    found = (type(failure), failure, failure.__traceback__)
    record = logging.makeLogRecord({"msg": "failed", "exc_info": found})
    return formatter.format(record)


@pytest.mark.parametrize("formatter", [JsonLines(), TextLines()])
def test_a_conflict_names_no_value(process: Process, formatter: logging.Formatter) -> None:
    process.draw()
    with process.database.reading() as connection:
        (token,) = connection.execute(select(tickets.c.token)).scalars()
    again = "INSERT INTO tickets (id, office, day, series, number, service, language, token, open)"
    values = " SELECT 'other', office, day, series, 'Z999', service, language, :token, open"
    with pytest.raises(Conflict) as conflict, process.database.writing() as connection:
        connection.execute(text(f"{again}{values} FROM tickets"), {"token": token})
    assert "token" in str(conflict.value)
    assert token not in str(conflict.value)
    line = logged(formatter, conflict.value)
    assert "Traceback" in line
    assert token not in line


def test_a_mistake_of_ours_names_no_value(process: Process) -> None:
    with (
        pytest.raises(DBAPIError) as mistake,
        process.database.engine.connect() as connection,
    ):
        connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "anna-s-token"})
    assert "anna-s-token" not in str(mistake.value)
