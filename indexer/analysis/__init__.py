"""Text analysis: normalisation, tokens, matching of literals, pinyin, user dictionaries.

Rule: index, query, snippets and oracle all use these functions, so that "the same text" means the
same everywhere. Nothing of reports or engines is imported.
"""
