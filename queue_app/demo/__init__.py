"""A simulated office for demonstrations: invented citizens and counters press the real buttons."""
