"""Processes of our own: fresh interpreters that take tasks and give answers over their pipes.

Rule: a leaf. What is done in them is said by those who start them; nothing outlives these.
"""
