"""Word documents, zipped (.docx) or in one XML file, read from the XML itself.

Rule: the readers get the parts of a document by name, wherever they are stored; nothing is fetched
and no picture is loaded.
"""
