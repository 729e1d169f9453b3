"""Servers, browsers and readers that tests share; nothing here knows the program's code."""
