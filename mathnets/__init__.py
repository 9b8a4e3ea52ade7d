"""Classical mathematics inside neural networks, on numpy alone.

The modules in reading order:

- `mathnets.data`: the data sets, one module each (`digits`).
- `mathnets.geometry`: points, distances, projections, hyperplanes.
- `mathnets.perceptron`: Rosenblatt's learning rule, and Widrow and Hoff's beside it.
- `mathnets.margins`: how far apart two classes are, and what that promises.
- `mathnets.landscape`: the loss along lines and on planes through the parameters, and the symmetries in such cuts.
- `mathnets.curvature`: Hessian-vector products, eigenvalues by Lanczos' method, sharpness.
- `mathnets.modes`: paths between trained networks, and the order of their hidden units.

Importing `mathnets` imports none of them: take what you need.
"""

__version__ = "0.1.0"
