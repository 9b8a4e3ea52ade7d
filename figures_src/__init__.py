"""The figures: one script each in a chapter's folder; names that begin with _ are the machinery that builds them."""
