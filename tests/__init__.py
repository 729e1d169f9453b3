"""The tests mirror the floors of the house; what they share lives in tests.support."""
