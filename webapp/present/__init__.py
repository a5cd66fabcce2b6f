"""From an answer to what a template prints.

Rule: functions from values to values. `webapp.requests` makes the links; templates only print, and
make no decisions.
"""
