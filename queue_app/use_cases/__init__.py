"""Who presses what: one function a button, one transaction a function.

Load the queue under its lock, settle what the clock has made due, let the domain decide, save,
commit. Nothing is printed, pushed or sent from here: that comes after the commit.
"""
