"""Show that a check can fail: run it once more with one thing in it wrong, and demand that it does."""

import functools
import importlib
import inspect

import pytest


def fails_if(name, mutation):
    """Return a decorator that runs a test as it is, and again with `name` replaced, where an assertion must fail.

    What `name` stands for is handed to `mutation`, which returns what replaces it: one of the test's parameters; a
    name in the test's module; or, if it has a dot, what it is the path of, such as "mathnets.margins.radius".
    """

    def decorate(test):
        @functools.wraps(test)
        def run(*, mutated, **arguments):
            if not mutated:
                test(**arguments)
                return
            with pytest.MonkeyPatch.context() as patch:
                if name in arguments:
                    arguments[name] = mutation(arguments[name])
                elif "." in name:
                    patch.setattr(name, mutation(_at(name)))
                else:
                    patch.setitem(test.__globals__, name, mutation(test.__globals__[name]))
                with pytest.raises(AssertionError):
                    test(**arguments)

        signature = inspect.signature(test)
        mutated = inspect.Parameter("mutated", inspect.Parameter.KEYWORD_ONLY)
        run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), mutated])
        return pytest.mark.parametrize("mutated", [False, True], ids=["", "mutated"])(run)

    return decorate


def times(factor):
    """Return the mutation of a function whose result is multiplied by `factor`."""
    return lambda function: lambda *args, **kwargs: factor * function(*args, **kwargs)


def _at(path):
    """Return what a dotted path, of a module and names in it, stands for."""
    parts = path.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        return functools.reduce(getattr, parts[cut:], found)
    raise ValueError(f"path needs to begin with a module, got {path!r}; write it in full")
