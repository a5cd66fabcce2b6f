"""The oracle: a plain scan in memory, slow and obviously right.

It says what a search means. Every other engine is held against it by tests/engines, in sets,
counts, order and scores; where the two differ, this package is read first. `meaning.py` says
which parts a query finds, `order.py` in which order.

Rule: nothing here is clever; no index, no cache, no numpy.
"""

from indexer.engines.oracle.engine import OracleEngine

__all__ = ["OracleEngine"]
