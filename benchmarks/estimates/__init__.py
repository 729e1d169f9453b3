"""How right the waiting times are: simulated offices with a knowable optimum, and real logs."""
