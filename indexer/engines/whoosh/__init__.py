"""The embedded engine: a Whoosh index whose segments are numpy arrays.

Segments are immutable, a generation is a folder of segments, and the rename of the commit file is
the only commit. Literals are answered from postings, or verified against the stored texts.
Rule: the only package that imports Whoosh; reading needs none of it.
"""
