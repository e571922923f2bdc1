"""What a start leaves behind, until the end."""

import gc


def settle() -> None:
    """Once, when everything is made: modules, classes and forms are not looked through for garbage any more. Each time
    they were, everybody waited for a sixth of a second (https://docs.python.org/3/library/gc.html#gc.freeze)."""
    gc.collect()
    gc.freeze()
