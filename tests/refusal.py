"""What every refusal of the library looks like: it says in one line what was needed, what came, and what to do."""

import re

import pytest

FORM = re.compile(r"(need|must be).*got.*; \w+")


def well_formed(message):
    """Tell whether a message is "needs X, got Y; do Z", in one line."""
    return FORM.search(message) is not None and "\n" not in message


def refused(kind, call, *fragments):
    """The call raises `kind`; its message holds the fragments and is well formed; return it."""
    with pytest.raises(kind) as caught:
        call()
    message = str(caught.value)
    for fragment in fragments:
        assert fragment in message, f"{fragment!r} is not in {message!r}"
    assert well_formed(message), message
    return message
