from graphstudio.graph.docstrings import read_docstring

TEXT = """Do a thing
    in two lines.

    More about it.

    - a list: with a colon

    Args:
        first: What comes first,
            on two lines.
        second (int): Second.

        *rest: Others: many.

    Returns:
        bright: The bright part.
        count: How many.

    Raises:
        ValueError: Sometimes.
    """


def test_a_docstring_is_taken_apart() -> None:
    found = read_docstring(TEXT)

    assert found.summary == "Do a thing in two lines."
    assert found.help == ("Do a thing\nin two lines.\n\nMore about it.\n\n- a list: with a colon")
    assert found.arguments == {
        "first": "What comes first, on two lines.",
        "second": "Second.",
        "rest": "Others: many.",
    }
    assert found.results == {"bright": "The bright part.", "count": "How many."}


def test_what_is_returned_may_be_one_text() -> None:
    found = read_docstring("Do.\n\nReturns:\n    The picture, twice\n    as large.\n")

    assert found.returns == "The picture, twice as large."
    assert found.results == {}


def test_text_after_a_section_is_help_again() -> None:
    found = read_docstring("Do.\n\nArgs:\n    a: One.\n\nMore help.")

    assert found.help == "Do.\n\nMore help."


def test_no_docstring_is_empty() -> None:
    found = read_docstring(None)

    assert (found.summary, found.help, found.arguments, found.returns) == ("", "", {}, "")
