"""The data sets, one module each; each reads its own pack beside it, and nothing is ever downloaded.

- `mathnets.data.digits`: handwritten digits of MNIST, 20 x 20 pixels: ten digits, and all fours and nines.
- `mathnets.data.animals`: silhouettes of cats, dogs and horses.
- `mathnets.data.toys`: points in the plane, made by a formula.
- `mathnets.data.shakespeare`: eight plays, and characters as whole numbers.
- `mathnets.data.glove`: vectors of 10,000 words, and pairs for analogies.
- `mathnets.data.mars`: Tycho's oppositions of Mars, and the elements of six orbits.
- `mathnets.data.smollm`: SmolLM2-135M, a language model; its file, of 98 MB, is in a package of its own.

Beside each module lie its packs (`<module>.npz` or `<module>_<part>.npz`, or csv or txt.xz: a pack belongs to the
module whose name its file name starts with) and a note `<module>.md` that tells source, licence, caveats and how the
packs are cut again. Importing `mathnets.data` imports none of them.
"""
