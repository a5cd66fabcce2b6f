"""The pages and the JSON over an Archive.

Law: no Whoosh, no parsing of reports; a URL becomes a SearchRequest, an answer becomes a page.
"""
