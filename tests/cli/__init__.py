"""The commands of `queue-app`."""
