"""A city's load on the real processes: how fast, at what cost, and whether everything was true."""
