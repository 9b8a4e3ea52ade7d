"""The library's sources become references."""

from figures_src._build.docstrings import linked


def test_keys_under_source_become_links():
    """Known keys are named as the chapters name them and lead to the list of references; the rest stays."""
    text = "Do.\n\nArgs:\n    rosenblatt1958: no.\n\nSource:\n    rosenblatt1958, nobody1234\n"
    assert linked(text).endswith("Source:\n    [Rosenblatt 1958](../references.md#ref-rosenblatt1958), nobody1234\n")
    assert "    rosenblatt1958: no." in linked(text)


def test_indented_sections_and_several_lines():
    """A method's docstring is indented, and its sources may go over two lines."""
    text = "    Do.\n\n    Source:\n        rosenblatt1958,\n        mnist\n\n    More rosenblatt1958."
    assert linked(text).count("](../references.md#ref-") == 2
    assert linked(text).endswith("More rosenblatt1958.")
