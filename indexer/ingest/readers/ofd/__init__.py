"""OFD (GB/T 33190), the national format for fixed pages: a zip of XML."""

from indexer.ingest.readers.ofd.reader import read_ofd as read_ofd
