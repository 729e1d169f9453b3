"""From the file and the environment to the validated configuration; what is wrong is one line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from queue_app.config.house import Config
from queue_app.config.office import OfficeConfig
from queue_app.config.values import Section

ENVIRONMENT_PREFIX = "QUEUE_APP_"


class ConfigError(Exception):
    """The configuration cannot be used; the message is one line with the key's path.

    `all` has a line for everything that was found wrong, the message first.
    """

    def __init__(self, message: str, *more: str) -> None:
        """The first line, and those of what else is wrong."""
        super().__init__(message)
        self.all = (message, *more)


def load(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read and validate a configuration file with the environment on top.

    Relative SQLite paths are resolved from the file's folder. Raises ConfigError, one line with
    the path of the key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error})") from None
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}") from None
    named = _overlay(values, os.environ if environment is None else environment)
    config = parse(Config, values, str(path), named)
    return _resolved(config, path.resolve().parent)


def load_office(path: Path) -> OfficeConfig:
    """Read the one office of an `office import` file: bare, or as [[offices]]."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: {error}") from None
    offices = values.get("offices")
    if offices is not None:
        if not isinstance(offices, list) or len(offices) != 1:
            raise ConfigError(f"{path}: offices: exactly one office is imported at a time")
        values = offices[0]
    return parse(OfficeConfig, values, str(path))


S = TypeVar("S", bound=Section)
_PATH = re.compile(r"[a-z0-9_.-]+: ")
_ID = re.compile(r"[a-z0-9_-]{1,64}")


def parse(model: type[S], values: object, source: str, named: Mapping[str, str] | None = None) -> S:
    """Validate values; raises ConfigError with source, path of the key and what is wrong.

    `named` gives keys that came from elsewhere than the source, with the name they have there.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = (
            each for one in error.errors() for each in _lines(one, values, source, named or {})
        )
        raise ConfigError(*dict.fromkeys(found)) from None


def _lines(
    error: ErrorDetails, values: object, source: str, named: Mapping[str, str]
) -> Iterator[str]:
    """What is wrong at one place: several lines when rules of a whole part found several."""
    where = _path(error["loc"], values)
    for said in error["msg"].removeprefix("Value error, ").splitlines():
        what = "there is no such key" if error["type"] == "extra_forbidden" else said
        if where in named:
            yield f"{named[where]}: {what}"
            continue
        # What is wrong with a part as a whole may go on with the path.
        joint = "." if _PATH.match(what) else ": "
        yield f"{source}: {where + joint if where else ''}{what}"


def _path(parts: Sequence[int | str], values: object) -> str:
    """offices.lindenhof.name rather than offices.0.name, where that entry has an id."""
    found: list[str] = []
    for part in parts:
        inner: object = None
        name: object = part if isinstance(part, str) else None
        if isinstance(values, list) and isinstance(part, int) and part < len(values):
            inner = values[part]
            name = inner.get("id") if isinstance(inner, dict) else None
        elif isinstance(values, dict):
            inner = values.get(part)
        found.append(name if isinstance(name, str) and _ID.fullmatch(name) else str(part))
        values = inner
    return ".".join(found)


def _overlay(values: dict[str, Any], environment: Mapping[str, str]) -> dict[str, str]:
    """Scalar keys outside `offices` from the environment: QUEUE_APP_SERVER__PORT, or …_FILE.

    Gives the paths of those keys with the names they have there.
    """
    named: dict[str, str] = {}
    sections = {name for name in Config.model_fields if name != "offices"}
    for name, text in environment.items():
        if not name.startswith(ENVIRONMENT_PREFIX) or "__" not in name:
            continue
        section, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
        if section not in sections:
            raise ConfigError(f"{name}: there is no section [{section}]")
        known = Config.model_fields[section].annotation
        fields = (
            known.model_fields if isinstance(known, type) and issubclass(known, Section) else {}
        )
        value = text
        if key not in fields and key.endswith("_file") and key.removesuffix("_file") in fields:
            key = key.removesuffix("_file")
            value = _secret(name, Path(text))
        if key not in fields:
            raise ConfigError(f"{name}: there is no key {section}.{key}")
        values.setdefault(section, {})
        if isinstance(values[section], dict):
            values[section][key] = value
            named[f"{section}.{key}"] = name
    return named


def _secret(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name}: {file} cannot be read ({error})") from None


def _resolved(config: Config, folder: Path) -> Config:
    config = config.lying_in(folder)
    url = config.database.url
    if not url.startswith("sqlite:///"):
        return config
    file = Path(url.removeprefix("sqlite:///"))
    absolute = file if file.is_absolute() else folder / file
    database = config.database.model_copy(update={"url": f"sqlite:///{absolute}"})
    return config.model_copy(update={"database": database})
