"""What is remembered. `read()` and `write()` open a transaction; each noun has a module of functions that take one.

Nobody outside this room imports SQLAlchemy: rows come out as plain frozen dataclasses or dicts.
"""

from sqlalchemy.exc import IntegrityError as Conflict

from store.engine import Tx, read, write
from store.ids import new_id, now

__all__ = ["Conflict", "Tx", "new_id", "now", "read", "write"]
