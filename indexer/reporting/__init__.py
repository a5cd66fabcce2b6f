"""What is made of many answers: coverage, trends, comparisons, exports, citations.

Rule: works on what an archive answers; no engine is named here.
"""
