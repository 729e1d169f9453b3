"""SQL lives here and nowhere else: tables, transactions, the fact log, accounts, reading."""
