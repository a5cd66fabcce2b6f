"""Scanned pages: from the picture of a page to its characters and their places.

Rule: only `engine.py` calls the recogniser, an extra that need not be installed, and only in a
worker (`ingest/recognise_pages.py`). Readers ask `Scans` for a page; what is not recognised yet is
wanted, and the file is read again once it is. `cache.py` keeps what was recognised. Nothing here
imports a reader.
"""
