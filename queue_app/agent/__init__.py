"""The print agent: runs beside a kiosk, calls the server, and speaks to the printer for it.

Needs no database and opens no port. What a slip says and how it looks is decided by the server.
"""
