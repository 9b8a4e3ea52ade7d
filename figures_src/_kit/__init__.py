"""What a figure script may use: claims, colours, sizes and drawing helpers."""

from figures_src._kit.claim import Claim
from figures_src._kit.marks import (
    arrow,
    band,
    decision_line,
    label_line,
    log_axis,
    note,
    panels,
    plane,
    scatter_classes,
    show_image,
    tinted,
)
from figures_src._kit.switch import Switch
from figures_src._kit.theme import COLORS, SHAPES, colormap, is_slide

__all__ = [
    "COLORS",
    "SHAPES",
    "Claim",
    "Switch",
    "arrow",
    "band",
    "colormap",
    "decision_line",
    "is_slide",
    "label_line",
    "log_axis",
    "note",
    "panels",
    "plane",
    "scatter_classes",
    "show_image",
    "tinted",
]
