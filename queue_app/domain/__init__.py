"""The rules of the queue: standard library only, no input or output, no clock.

Everything here is a function of values: `now` is always handed in. What happens to a queue
is recorded as facts (`events`); what a queue looks like is the fold of its facts (`ticket`,
`queue`); who is next is decided in one place (`discipline`).
"""
