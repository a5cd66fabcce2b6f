"""The domain: reports, parts, sections, topics, schools, periods.

Rule: no I/O but the package's own data tables, no engine, no file formats. Everything here is a
frozen value or a pure function over text.
"""
