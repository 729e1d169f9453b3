"""A queue and waiting-time system for the service counters of a citizens' office."""

__version__ = "0.1.0"
