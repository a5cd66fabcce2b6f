"""OFD (GB/T 33190), the national format for fixed pages: a zip of XML.

Rule: it only fills the raw pages of `page_layout`, which decides what they say.
"""

from indexer.ingest.readers.ofd.reader import read_ofd as read_ofd
