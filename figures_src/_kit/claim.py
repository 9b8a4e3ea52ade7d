"""A caption's assertions, each with the number that it rests on."""

from dataclasses import dataclass

import numpy as np

VERDICTS = ("yes", "partly", "no")


@dataclass(frozen=True)
class Claim:
    """One sentence that a figure states, and the evidence.

    `holds` judges our own sentence: when it is false the build fails. `measured` is a number, or an array over
    seeds, whose median and range are published. With a published number (`expected`, `source`) the claim also
    stands in the replication ledger. `source` begins with the paper's key in docs/references.bib, then says where in
    it, and "recalled" unless that was read. `verdict` says whether the number was met:

    - "yes" needs |median(measured) - expected| <= tolerance;
    - "partly" and "no" need it outside, and a `why`.

    A verdict that no longer fits fails the build, so that an honest *no* cannot go stale.
    """

    text: str
    holds: bool
    measured: float | np.ndarray
    expected: float | None = None
    tolerance: float | None = None
    source: str | None = None
    verdict: str | None = None
    why: str | None = None

    def __post_init__(self):
        if not self.text.strip().endswith((".", "?", "!")):
            raise ValueError(f"a claim needs a full sentence, got {self.text!r}; end it with a full stop")
        if not isinstance(self.holds, bool | np.bool_):
            raise ValueError(f"{self.text!r}: holds needs True or False, got {self.holds!r}; compare first")
        object.__setattr__(self, "holds", bool(self.holds))
        published = (self.expected, self.tolerance, self.source, self.verdict)
        if any(v is not None for v in published) and any(v is None for v in published):
            raise ValueError(
                f"{self.text!r}: a published number needs expected, tolerance, source and verdict; "
                "give all four or none"
            )
        if self.tolerance is not None and not self.tolerance >= 0:
            raise ValueError(f"{self.text!r}: tolerance needs to be 0 or more, got {self.tolerance!r}")
        if self.verdict is not None and self.verdict not in VERDICTS:
            raise ValueError(f"{self.text!r}: verdict needs one of {', '.join(VERDICTS)}, got {self.verdict!r}")
        if self.verdict in ("partly", "no") and not self.why:
            raise ValueError(
                f"{self.text!r}: verdict {self.verdict!r} needs a why; say what differs and what explains it"
            )

    @property
    def median(self):
        """The published value: the median over seeds, or the number itself."""
        return float(np.median(self.measured))

    @property
    def low_high(self):
        """Smallest and greatest value over seeds."""
        return float(np.min(self.measured)), float(np.max(self.measured))

    def fault(self):
        """Return what is wrong with this claim today, or None when it stands."""
        if not np.size(self.measured):
            return "nothing was measured"
        if not np.all(np.isfinite(self.measured)):
            return f"the number that it rests on is not finite: {self.measured}"
        if not self.holds:
            return f"it does not hold (measured {self.median:.6g})"
        if self.verdict is not None:
            near = abs(self.median - self.expected) <= self.tolerance
            if near != (self.verdict == "yes"):
                side = "within" if near else "outside"
                return (
                    f"its verdict {self.verdict!r} no longer fits: measured {self.median:.6g} is {side} "
                    f"{self.expected:g} ± {self.tolerance:g} ({self.source}); change the verdict or find the cause"
                )
        return None
