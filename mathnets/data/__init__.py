"""The data sets, one module each; each reads its own pack beside it, and nothing is ever downloaded.

- `mathnets.data.digits`: handwritten digits of MNIST, 20 x 20 pixels: ten digits, and all fours and nines.
- `mathnets.data.smollm`: SmolLM2-135M, a language model; its file, of 98 MB, is in a package of its own.

Beside each module lie its packs (`<module>.npz` or `<module>_<part>.npz`: a pack belongs to the module whose
name its file name starts with) and a note `<module>.md` that tells source, licence, caveats and how the packs
are cut again. Importing `mathnets.data` imports none of them.
"""
