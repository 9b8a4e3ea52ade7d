"""Maps that a reader may switch through, such as the attention of every head of a model."""

import base64
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Switch:
    """One map for each choice of the reader's, and what its rows and columns are called.

    `maps` has numbers from 0 to 1, shape (*choices, rows, columns). `choices` names its first axes, such as
    ("layer", "head"), each counted from 0, and `start` says which are shown first. The strongest cells are told in
    words; the first `aside` columns are left out there.
    """

    maps: np.ndarray
    choices: tuple
    rows: list
    columns: list
    start: tuple
    aside: int = 0

    def __post_init__(self):
        shape, named = np.shape(self.maps), len(self.choices)
        if not named or len(shape) != named + 2 or shape[named:] != (len(self.rows), len(self.columns)):
            raise ValueError(
                f"maps needs the shape (*choices, rows, columns) of {named} choices, {len(self.rows)} rows and "
                f"{len(self.columns)} columns, got {shape}; name each axis, row and column"
            )
        if not (np.min(self.maps) >= 0 and np.max(self.maps) <= 1 + 1e-6):
            raise ValueError(
                f"maps needs numbers from 0 to 1, got {np.min(self.maps)} to {np.max(self.maps)}; scale them"
            )
        if len(self.start) != named or not all(0 <= k < n for k, n in zip(self.start, shape, strict=False)):
            raise ValueError(f"start needs one place on each axis of {shape[:named]}, got {self.start}; count from 0")

    def packed(self):
        """Return all of it as JSON can hold it: each number as one byte, in percent.

        The first cells of all maps stand before all second ones: so it is smaller on its way than map by map.
        """
        percent = np.round(100 * np.clip(self.maps, 0, 1)).astype(np.uint8)
        cells = percent.reshape(-1, len(self.rows) * len(self.columns)).T
        return {
            "choices": [[str(name), count] for name, count in zip(self.choices, percent.shape, strict=False)],
            "start": [int(k) for k in self.start],
            "rows": [str(label) for label in self.rows],
            "columns": [str(label) for label in self.columns],
            "aside": int(self.aside),
            "maps": base64.b64encode(cells.tobytes()).decode(),
        }
