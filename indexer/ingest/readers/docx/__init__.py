"""Word documents: packed (.docx) and in one XML file, read from the XML itself.

Rule: parts of a document are given by name, wherever they are kept; nothing is fetched and no
picture is loaded.
"""
