"""Archives of reports: zip, tar, gzip and bzip2 by themselves, 7z and RAR by an installed program.

Rule: an archive is a mapping of names to bytes. Names in it are never used as paths, nothing in it
is run, and what it unpacks to is counted while it is unpacked.
"""
