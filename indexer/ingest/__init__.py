"""From a file to a Report.

Rule: readers turn bytes into text and know nothing of reports; parse turns text into a Report and
knows nothing of bytes. A file that cannot be read raises UnreadableError and costs itself alone.
"""
