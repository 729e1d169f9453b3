"""The print agent against the real server and a printer that can run out of paper."""
