"""Recorded actions told to other systems: written down with the action, sent after it, tried again for a day.

`events` says what may be told, `outbox` writes messages, `outbound` sends one safely, `delivering` works them off.
"""
