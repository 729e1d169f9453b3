"""Passwords of invented people: the same hash as everywhere, at the least work it allows.

A hash tells how it was made, so the real server compares these quickly, too.
"""

from argon2 import PasswordHasher

LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
