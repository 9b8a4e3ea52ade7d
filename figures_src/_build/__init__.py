"""The figure builder: from scripts to a tree of files that any site generator can take.

In the order in which a build runs: `discover` finds the scripts and checks their contract, `keys` says what each
depends on, `pool` runs `worker` for each in a process of its own (under `guards`, storing in `store`, drawing with
`render`, `movie` and `quick`), and `assemble` puts figures, pages (`pages`, `embed`, `cite`, `meta`), archives (`bundle`), decks
of slides (`deck`, written by `powerpoint`) and manifests together. `release` freezes figures, and `register` knows which
were. `command` is what one types; `needs` says what is not installed, `staging` swaps whole sites, `same` builds two and
compares them, and `tex` and `blocks` are what the pages' Markdown needs.
"""
