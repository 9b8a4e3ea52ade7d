"""What can be wrong with a figure or a page, said in one line: where, at which step, why, and what to do."""


class Fault(Exception):
    """A defect of one figure or page that stops the build, after all others were looked at."""

    def __init__(self, where, step, cause, cure=None):
        self.where, self.step, self.cause, self.cure = where, step, cause, cure
        super().__init__(where, step, cause, cure)

    def __str__(self):
        cure = f"\n    {self.cure}" if self.cure else ""
        return f"{self.where}: {self.step}: {self.cause}{cure}"
