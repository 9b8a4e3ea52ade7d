"""Classical mathematics inside neural networks, on numpy alone.

The modules in reading order. Points and what parts them:

- `mathnets.data`: the data sets, one module each: digits, animals, toys, plays, words, Mars; and a language model.
- `mathnets.geometry`: points, lengths and angles, projections, principal components, hyperplanes.
- `mathnets.perceptron`: Rosenblatt's learning rule, and Widrow and Hoff's beside it.
- `mathnets.margins`: how far apart two classes are, and what that promises.
- `mathnets.kernels`: dot products in a higher space, computed without going there.
- `mathnets.kernel_perceptron`: the perceptron in that space.
- `mathnets.svm`: the widest margin, hard or soft, in the space of a kernel.
- `mathnets.logistic`: probabilities from a hyperplane.
- `mathnets.neighbors`: classify as the examples that lie closest.
- `mathnets.abstain`: knowing when not to answer.
- `mathnets.estimators`: what all these classifiers share.

Networks and how they learn:

- `mathnets.activations`, `mathnets.losses`, `mathnets.initializers`: what a network is made of.
- `mathnets.network`: multilayer perceptrons, backpropagation written out, many networks at once.
- `mathnets.convolution`: the same few weights at every place of an image.
- `mathnets.training`: the loop.
- `mathnets.gradients`: derivatives by numbers alone, to check the others by.
- `mathnets.autodiff`: a computation writes down its own graph, and the chain rule walks it back.
- `mathnets.optimizers`: rules that move parameters downhill, and schedules of their rate.
- `mathnets.counting`: numbers that count what is done to them: a cost is measured, not estimated.
- `mathnets.descent`: surfaces of a few variables, and the paths of many starts on them.
- `mathnets.adversarial`: the slopes of a loss by the inputs, and the nudge that hurts most.

Networks that read in context:

- `mathnets.attention`: which places of a sequence look at which, masks, positions, norms.
- `mathnets.transformer`: layers of it, trained to say which token comes next.
- `mathnets.induction`: heads that continue what they have seen once.

What training looks like from outside:

- `mathnets.landscape`: the loss along lines and on planes through the parameters, and the symmetries in such cuts.
- `mathnets.curvature`: Hessian-vector products, eigenvalues by Lanczos' method, sharpness.
- `mathnets.modes`: paths between trained networks, and the order of their hidden units.
- `mathnets.dimension`: what changes as the dimension grows.
- `mathnets.projections`: random directions that keep distances.
- `mathnets.least_squares`: more weights than examples, random features, double descent.
- `mathnets.learning`: how the error falls with the number of examples.

A language model that is real:

- `mathnets.gguf`: a file of weights in a few bits each, read with numpy.
- `mathnets.bpe`: text as numbers, by merging the most frequent pairs.
- `mathnets.language_model`: how probable each token is as the next one, and what the model looks at to say so.

Words:

- `mathnets.words`: vectors from the company that words keep, nearest words, analogies.
- `mathnets.superposition`: more features than dimensions.

What there was to find before:

- `mathnets.orbits`: where planets stand, four hypotheses about Mars, Newton's law step by step.
- `mathnets.fitting`: the parameters of a formula that come closest to what was measured.

And `mathnets.inputs`: what the functions accept, and what they say of anything else.

Importing `mathnets` imports none of them: take what you need.
"""

__version__ = "0.1.0"
