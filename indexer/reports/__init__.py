"""What things are: reports, parts, sections, topics, schools, periods.

Law: no I/O but the room's own data tables, no engine, no file formats. Everything here is a
frozen value or a pure function over text.
"""
