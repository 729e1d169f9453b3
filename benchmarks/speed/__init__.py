"""How much a ticket and a call cost, and how fast a call is on the displays, beside a bare floor."""
