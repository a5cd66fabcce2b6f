"""Layout analysis of fixed pages, as PDF and OFD have them: characters at positions, ruling lines
and pictures become paragraphs and table rows, in reading order.

Rule: nothing here knows a file format; the readers of PDF and OFD fill a `RawPage` for each page.
"""
