"""Editors of one value each, the same ones on the canvas and in the inspector."""

from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.fields.making import make_field

__all__ = ["Field", "make_field"]
