"""Reporting over many reports: coverage, trends, comparison, export, citations.

Rule: uses search and `IndexReader` only; imports no engine.
"""
