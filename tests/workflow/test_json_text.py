import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.errors import NotAWorkflow
from graphstudio.workflow.json_text import load_object

CUT_OFF = "the file ends in the middle, so it was cut off. Open a backup."

MISTAKES = [
    pytest.param('{"a": 1', "line 1, column 8: " + CUT_OFF, id="no closing brace"),
    pytest.param('{"a": "x', "line 1, column 7: " + CUT_OFF, id="ends inside a text"),
    pytest.param('{"a": "x\n', "line 1, column 9: " + CUT_OFF, id="ends inside a line"),
    pytest.param(
        '{"a": 1,\n}',
        "line 2, column 1: there is a comma after the last entry. Remove the comma.",
        id="comma before a brace",
    ),
    pytest.param(
        '{"a": [1, ]}',
        "line 1, column 11: there is a comma after the last entry. Remove the comma.",
        id="comma before a bracket",
    ),
    pytest.param(
        '{"a": 1\n  "b": 2}',
        'line 2, column 3: a comma is missing before `"b": 2}`.',
        id="no comma",
    ),
    pytest.param(
        '{"a" 1}',
        "line 1, column 6: a colon is missing between the key and its value, before `1}`.",
        id="no colon",
    ),
    pytest.param(
        "{'a': 1}",
        'line 1, column 2: texts and keys stand in plain double quotes ("). Replace the quotes.',
        id="single quotes",
    ),
    pytest.param(
        '{"a": “x”}',
        'line 1, column 7: texts and keys stand in plain double quotes ("). Replace the quotes.',
        id="typographic quotes",
    ),
    pytest.param(
        "{a: 1}",
        "line 1, column 2: a key in double quotes should stand here, not `a: 1}`.",
        id="no quotes",
    ),
    pytest.param(
        '{"a": fox}',
        'line 1, column 7: "fox" is no value. Texts stand in double quotes.',
        id="bare word",
    ),
    pytest.param(
        '{"a": .5}', "line 1, column 7: a value should stand here, not `.5}`.", id="bare point"
    ),
    pytest.param(
        '{"a": True}',
        "line 1, column 7: JSON writes true, not True. Replace it.",
        id="python word",
    ),
    pytest.param(
        '{"a": 1} // done',
        'line 1, column 10: JSON has no comments. Remove it, or put it into "description".',
        id="comment",
    ),
    pytest.param(
        '{"a": 1}\n{"b": 2}',
        "line 2, column 1: something follows after the workflow's end. "
        "Remove it, or open a backup.",
        id="two objects",
    ),
    pytest.param(
        '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> other\n}',
        "line 2, column 1: two versions were merged here and not sorted out. "
        "Resolve the conflict, or undo it.",
        id="merge conflict",
    ),
    pytest.param(
        '{"a": "one\ntwo"}',
        "line 1, column 11: a text goes on over the line. "
        r"Close it with a double quote, or write \n.",
        id="line break in a text",
    ),
    pytest.param(
        '{"a": "one\ttwo"}',
        r"line 1, column 11: a tab stands bare in a text. Write a tab as \t; remove others.",
        id="tab in a text",
    ),
    pytest.param(
        r'{"a": "C:\models"}',
        r"line 1, column 10: a backslash stands alone. "
        r"Write it doubled (\\); in file names, / works too.",
        id="backslash",
    ),
    pytest.param(
        r'{"a": "C:\users"}',
        r"line 1, column 11: \u takes four digits, as in \u00e9. "
        r"In file names, write / instead of \.",
        id="backslash u",
    ),
    pytest.param(
        '{"a": "NaN", "b": NaN}',
        "line 1, column 19: NaN is no number that JSON knows. "
        "Put a number in its place, or remove the entry.",
        id="NaN",
    ),
    pytest.param(
        '{"a": [1,\n -Infinity]}',
        "line 2, column 2: -Infinity is no number that JSON knows. "
        "Put a number in its place, or remove the entry.",
        id="Infinity",
    ),
]

NO_JSON: list[Any] = [
    pytest.param(
        "",
        "the file is empty (0 bytes). Whatever wrote it did not finish; open a backup.",
        id="empty",
    ),
    pytest.param(
        " \n ",
        "the file holds nothing but blanks. Whatever wrote it did not finish; open a backup.",
        id="blank",
    ),
    pytest.param(
        bytes(4096),
        "the file holds nothing but zero bytes. Whatever wrote it did not finish; open a backup.",
        id="zeros",
    ),
    pytest.param(
        "[" * 5_000_000,
        "it is nested hundreds of levels deep, which no workflow is. "
        "Choose another file, or open a backup.",
        id="nested lists",
    ),
    pytest.param(
        '{"a":' * 1_000_000,
        "it is nested hundreds of levels deep, which no workflow is. "
        "Choose another file, or open a backup.",
        id="nested objects",
    ),
    pytest.param(
        "[1, 2]",
        'it holds a list, and a workflow is one object in { } with "format" and "nodes". '
        "Choose another file.",
        id="list",
    ),
    pytest.param(
        "null",
        'it holds null, and a workflow is one object in { } with "format" and "nodes". '
        "Choose another file.",
        id="null",
    ),
    pytest.param(
        "format: 1\nnodes: {}",
        "this is not JSON, so it is no workflow. Choose another file.",
        id="yaml",
    ),
    pytest.param(
        "<!DOCTYPE html>\n<title>404</title>",
        "this is a web page, not the file it shows; download the file itself "
        '(on GitHub: the "Raw" or "Download" button).',
        id="web page",
    ),
    pytest.param(
        "a fox\nNegative prompt: dogs\nSteps: 20, Sampler: Euler a, CFG scale: 7",
        "this is generation parameters of the AUTOMATIC1111 web UI or a relative of it; "
        "opening it is not supported yet. Build it anew from GraphStudio nodes.",
        id="A1111 text",
    ),
    pytest.param(
        '{"a": 1}'.encode("utf-16"), "the text is UTF-16. Save it again as UTF-8.", id="UTF-16"
    ),
    pytest.param(
        b"\x80\x02}q\0.", "this is a binary file, not a workflow. Choose another file.", id="binary"
    ),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_in_json_is_explained_with_its_line_and_column(text: str, message: str) -> None:
    with pytest.raises(NotAWorkflow) as caught:
        load_object(text, "fox.json")

    assert str(caught.value) == f"fox.json, {message}"


@pytest.mark.parametrize(("source", "message"), NO_JSON)
def test_what_is_no_json_is_called_by_its_name(source: str | bytes, message: str) -> None:
    with pytest.raises(NotAWorkflow) as caught:
        load_object(source, "fox.json")

    assert str(caught.value) == f"fox.json: {message}"


def test_a_byte_that_is_no_utf_8_is_named_with_its_line() -> None:
    with pytest.raises(NotAWorkflow) as caught:
        load_object('{"a":\n"Füchse"}'.encode("latin-1"), "fox.json")

    assert str(caught.value) == (
        "fox.json, line 2: the byte 0xfc is no UTF-8 text. "
        "Save the file as UTF-8, or open a backup."
    )


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert load_object(b'\xef\xbb\xbf{"a": 1}', "fox.json") == ({"a": 1}, [])


def test_a_key_that_occurs_twice_is_reported_with_both_values() -> None:
    data, problems = load_object('{"a": [{"b": 1, "c": 2, "b": {"d": 3}}]}', "fox.json")

    assert data == {"a": [{"b": {"d": 3}, "c": 2}]}
    assert [str(one) for one in problems] == [
        (
            'a[0].b: this key is there twice: 1 and {"d": 3}. '
            "The last one is used; rename or remove the other."
        )
    ]


def test_keys_that_occur_more_often_are_counted() -> None:
    data, problems = load_object('{"a": 1, "a": 2, "a": 3}', "fox.json")

    assert data == {"a": 3}
    assert "this key is there 3 times" in problems[0].message


def test_half_a_character_is_replaced_and_reported() -> None:
    data, problems = load_object(r'{"a": "x\ud800", "b": "\ud83e\udd8a"}', "fox.json")

    assert data == {"a": "x\ufffd", "b": "🦊"}
    assert [str(one) for one in problems] == [
        'a: a broken character became "\ufffd"; type it again.'
    ]


def test_a_nul_in_a_text_is_replaced_and_reported() -> None:
    data, problems = load_object(r'{"a": "x\u0000y"}', "fox.json")

    assert data == {"a": "x\ufffdy"}
    assert [one.place for one in problems] == ["a"]


def test_a_number_with_more_digits_than_python_reads_is_left_to_its_knob() -> None:
    data, problems = load_object('{"a": ' + "9" * 5000 + "}", "fox.json")

    assert data == {"a": float("inf")}
    assert problems == []


@given(st.binary() | st.text())
def test_nothing_but_not_a_workflow_comes_out_of_any_input(source: str | bytes) -> None:
    try:
        data, _ = load_object(source, "fox.json")
    except NotAWorkflow as error:
        assert re.match(r"fox\.json(, line \d+)?(, column \d+)?: ", str(error))  # noqa: PT017
    else:
        assert isinstance(data, dict)


@given(st.text(st.sampled_from('{}[]":,\\ \n\tu1eN/a-'), max_size=40))
def test_any_broken_json_is_explained(text: str) -> None:
    try:
        load_object("{" + text, "fox.json")
    except NotAWorkflow as error:
        assert str(error).endswith(".")  # noqa: PT017


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON), st.integers(0, 200))
def test_whole_json_is_read_and_its_start_is_explained(data: dict[str, Any], length: int) -> None:
    text = json.dumps(data)
    if "\\u0000" not in text and "\\ud" not in text:
        assert load_object(text, "fox.json") == (data, [])
    if length < len(text):
        with pytest.raises(NotAWorkflow):
            load_object(text[:length], "fox.json")
