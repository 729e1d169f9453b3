"""From fact to screen: which channels there are, and the relay that keeps them at the truth.

Nothing here knows HTTP, cookies or Socket.IO: the web floor hands in how to emit.
"""
