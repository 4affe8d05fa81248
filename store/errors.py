"""What can be wrong with a store: each one clear sentence that names the file (or address) and what to do."""

from __future__ import annotations

# ruff: noqa: N818  (a caller writes `except StoreLocked`: the names say what is wrong)


class StoreError(Exception):
    """The store cannot do what it was asked to; the message is for the person who asked."""


class StoreMissing(StoreError):
    """There is no store at this address."""


class NotAStore(StoreError):
    """The file is empty, no database, damaged, or the database of another program."""


class StoreLocked(StoreError):
    """Another process held the store for longer than we were willing to wait."""


class PassAtWork(StoreLocked):
    """Another process makes a pass over the store; this one is left out."""


class StoreSlow(StoreError):
    """A question takes longer than the one who asks may wait."""


class StoreUnwritable(StoreError):
    """The file or its folder cannot be written, or the disk is full."""


class StoreUnreachable(StoreError):
    """The database server does not answer, or its driver is not installed."""


class SchemaNewer(StoreError):
    """A newer version of the program made this store."""


class SchemaOlder(StoreError):
    """An older version of the program made this store, and it has not been migrated yet."""


class NoSuchRow(StoreError):
    """A number names a task, capture or run that the store does not hold."""


class NotStorable(StoreError):
    """A text holds characters that no database keeps."""


class NotEmpty(StoreError):
    """A copy would go where something else is already."""


class CopyDiffers(StoreError):
    """What was copied is not what was there."""
