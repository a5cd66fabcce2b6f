"""Web pages: the report's text without the page around it, and the page's title, date and address.

Rule: imports lxml and the other readers' shared modules; nothing outside `reader` and `mhtml` is
used by other packages.
"""
