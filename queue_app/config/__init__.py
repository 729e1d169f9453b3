"""config.toml and the environment -> one validated, frozen object; unknown keys are errors.

The `[[offices]]` part is also the format in which the database keeps an office and in which
`office import` and `office export` speak.
"""

from queue_app.config.house import Config
from queue_app.config.office import (
    CounterConfig,
    DisplayConfig,
    KioskConfig,
    OfficeConfig,
    PriorityClass,
    Rules,
    ServiceConfig,
    ServiceGroup,
    check_unique_ids,
)
from queue_app.config.reading import ENVIRONMENT_PREFIX, ConfigError, load, load_office, parse
from queue_app.config.values import Section, parse_closure, parse_span

__all__ = [
    "ENVIRONMENT_PREFIX",
    "Config",
    "ConfigError",
    "CounterConfig",
    "DisplayConfig",
    "KioskConfig",
    "OfficeConfig",
    "PriorityClass",
    "Rules",
    "Section",
    "ServiceConfig",
    "ServiceGroup",
    "check_unique_ids",
    "load",
    "load_office",
    "parse",
    "parse_closure",
    "parse_span",
]
