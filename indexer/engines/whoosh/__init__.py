"""The embedded engine: a Whoosh index whose segments are numpy arrays.

Rule: the only room that knows Whoosh. Segments are immutable; a generation is a folder of them;
the rename of the manifest is the only commit. Every list is exact by itself or verified against
the stored normalised text.
"""
