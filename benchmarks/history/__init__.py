"""Years of past figures: how long it takes to read a month, a year, and a city's year."""
