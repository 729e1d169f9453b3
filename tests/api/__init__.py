"""The API as programs and browsers meet it: the whole program on a real database, without a socket."""
