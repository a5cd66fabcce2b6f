"""What is made of many answers: coverage, trends, comparisons, exports, citations.

Law: works on what an archive answers; no engine is named here.
"""
