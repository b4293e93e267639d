"""Arithmetic as people type it into a number: `2*512`, `1024/3`, `50%`, and nothing else."""

from __future__ import annotations

import ast
import math
import operator
import re
import unicodedata
from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from graphstudio.errors import BadValue

Number = int | float

translate = QCoreApplication.translate

_LONGEST = 200  # characters: enough for any sum, too little to hurt
_LARGEST_BASE = 10**6
_LARGEST_EXPONENT = 64

_BINARY: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
# Times, middle dot, division, minus and dash, as other programs write them.
_SIGNS: Mapping[str, str] = {
    "\u00d7": "*",
    "\u00b7": "*",
    "\u00f7": "/",
    "\u2212": "-",
    "\u2013": "-",
}
_RELATIVE = re.compile(r"([*/]|[+-](?==))=?(?!\1)")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")


def evaluate(text: str, current: Number | None = None) -> Number:
    """Work out what was typed.

    Knows + - * / // % ** and brackets, and a percent sign at the end. What begins with `*`, `/`,
    `+=` or `-=` goes on from the present value, as in `*2`; digits and signs of other scripts'
    keyboards are understood.

    Args:
        text: What was typed.
        current: What a beginning `*`, `/`, `+=` or `-=` applies to; None refuses them.

    Raises:
        BadValue: It is no arithmetic, or has no result; the message says why.
    """
    tidy = unicodedata.normalize("NFKC", text).strip()
    for sign, plain in _SIGNS.items():
        tidy = tidy.replace(sign, plain)
    if not tidy:
        raise BadValue(translate("Values", "type a number"))
    if len(tidy) > _LONGEST:
        raise BadValue(translate("Values", "that is too long for a number"))
    number = literal(tidy)
    if number is not None:
        return number
    if _DECIMAL_COMMA.fullmatch(tidy):
        raise BadValue(translate("Values", "decimals are written with a point, as in 0.5"))
    relative = _RELATIVE.match(tidy)
    if relative is not None and current is not None:
        tidy = f"({current}){relative[1]}({tidy[relative.end() :]})"
    return _result(tidy)


def literal(text: str) -> Number | None:
    """Read a plain number such as 7, 007, -0.5 or 1e3; None for everything else."""
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return None if _is_endless(number) else number
    return None


def _result(text: str) -> Number:
    share = text.endswith("%")
    try:
        tree = ast.parse(text.removesuffix("%").strip(), mode="eval")
        number = _value(tree.body)
        number = number / 100 if share else number
    except SyntaxError:
        raise BadValue(
            translate("Values", "“{text}” is no number and no arithmetic such as 2*512").format(
                text=text
            )
        ) from None
    except ZeroDivisionError:
        raise BadValue(translate("Values", "nothing can be divided by zero")) from None
    except OverflowError:
        raise BadValue(translate("Values", "the result is too large")) from None
    if _is_endless(number):
        raise BadValue(translate("Values", "the result is too large"))
    return number


def _value(tree: ast.expr) -> Number:
    match tree:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left), _value(right))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _BINARY:
            return _BINARY[type(sign)](_value(left), _value(right))
        case _:
            shown = ast.unparse(tree)
            raise BadValue(
                translate(
                    "Values", "“{text}” is no arithmetic: use numbers, + - * / and brackets"
                ).format(text=shown)
            )


def _is_endless(number: Number) -> bool:
    return isinstance(number, float) and not math.isfinite(number)


def _power(base: Number, exponent: Number) -> Number:
    # Without these bounds, 9**9**9 would keep the window busy for minutes.
    if abs(base) > _LARGEST_BASE or abs(exponent) > _LARGEST_EXPONENT:
        raise BadValue(translate("Values", "the power is too large"))
    result = base**exponent
    if isinstance(result, complex):
        raise BadValue(translate("Values", "a negative number has no such root"))
    return result
