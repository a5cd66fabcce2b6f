"""The oracle: a plain scan in memory, slow and obviously right.

It defines what a search means: tests/engines compare every other engine with it in sets, counts,
order and scores. Where two differ, `semantics.py` is to be read first.

Rule: nothing clever; no index, no cache, no numpy.
"""

from indexer.engines.oracle.engine import OracleEngine

__all__ = ["OracleEngine"]
