"""Programs that measure: speed, and how right the estimates are. Run by `make bench`."""
