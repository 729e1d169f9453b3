"""How right the waiting times are: simulated offices with a knowable optimum, and real logs."""

import os

# Threads of the linear algebra only get into each other's way on matrices of this size.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
