"""OFD (GB/T 33190), the national format for fixed pages: a zip of XML.

Rule: like any reader it takes bytes and limits and gives text; no program and no font is asked.
"""

from indexer.ingest.readers.ofd.reader import read_ofd as read_ofd
