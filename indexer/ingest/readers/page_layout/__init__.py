"""Pages as formats with a fixed layout give them (PDF, OFD): characters at positions, ruling lines,
pictures. Here they become paragraphs and rows of tables, in the order of reading.

Rule: nothing here knows a format; the readers of PDF and OFD fill a `RawPage` for each page.
"""
