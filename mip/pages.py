"""Which pages a list has."""


def last_page(count: int, size: int) -> int:
    """There is always one."""
    return max(1, -(-count // size))


def nearest(number: int, count: int, size: int) -> int:
    """The page that exists, for one that was asked for: the list may have become shorter meanwhile."""
    return min(max(1, number), last_page(count, size))
