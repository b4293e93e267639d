"""Tooltips that can be read: Qt breaks lines in rich text only."""

from html import escape


def wrapped(text: str) -> str:
    """Give plain text the form in which a tooltip breaks its lines; "" stays "".

    Nothing in it is read as a tag: help may have a "<" in it.
    """
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""
