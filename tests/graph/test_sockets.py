import pytest

from graphstudio.graph.sockets import (
    ANY,
    SocketType,
    bind,
    describe,
    is_open,
    join,
    refusal,
    substitute,
)

INT = SocketType("int", "plain")
FLOAT = SocketType("float", "plain")
STR = SocketType("str", "plain")
BOOL = SocketType("bool", "plain")
IMAGE = SocketType("Image", "object")
LATENT = SocketType("Latent", "object")
T = SocketType("T", "variable")
VAE = SocketType("Vae", "object")


def listed(item: SocketType) -> SocketType:
    return SocketType(f"list[{item.name}]", "object", item=item)


def model(net: SocketType) -> SocketType:
    return SocketType(f"Model[{net.name}]", "object", arguments=(net,))


def choice(*values: str) -> SocketType:
    return SocketType("str", "choice", choices=values)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(IMAGE, IMAGE, id="same class"),
        pytest.param(INT, FLOAT, id="whole number into number"),
        pytest.param(IMAGE, listed(IMAGE), id="one into list"),
        pytest.param(INT, listed(FLOAT), id="one whole number into list of numbers"),
        pytest.param(listed(INT), listed(FLOAT), id="list into list"),
        pytest.param(ANY, IMAGE, id="anything into a class"),
        pytest.param(IMAGE, ANY, id="a class into anything"),
        pytest.param(listed(IMAGE), ANY, id="a list into anything"),
        pytest.param(choice("a", "b"), STR, id="choice into text"),
        pytest.param(STR, choice("a", "b"), id="text into choice"),
        pytest.param(choice("a", "b"), choice("b", "c"), id="choices that overlap"),
        pytest.param(model(VAE), model(VAE), id="same generic"),
        pytest.param(model(VAE), model(ANY), id="generic of anything"),
        pytest.param(SocketType("Model", "object"), model(VAE), id="bare generic"),
        pytest.param(model(VAE), model(T), id="generic of a variable"),
    ],
)
def test_a_wire_that_makes_sense_is_taken(source: SocketType, target: SocketType) -> None:
    assert refusal(source, target) is None


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        pytest.param(IMAGE, LATENT, "Image does not fit where Latent is wanted", id="classes"),
        pytest.param(BOOL, INT, "a yes or no does not fit where a whole number", id="bool"),
        pytest.param(FLOAT, INT, "a number does not fit where a whole number", id="float to int"),
        pytest.param(STR, FLOAT, "a text does not fit where a number is wanted", id="text"),
        pytest.param(listed(IMAGE), IMAGE, "a list of Image does not fit where one", id="list"),
        pytest.param(LATENT, listed(IMAGE), "where a list of Image is wanted", id="into list"),
        pytest.param(choice("a"), choice("b", "c"), "(a) is among b, c", id="no common choice"),
        pytest.param(model(VAE), model(LATENT), "Model[Vae] does not fit", id="generics"),
        pytest.param(model(VAE), VAE, "Model[Vae] does not fit where Vae", id="generic to class"),
        pytest.param(IMAGE, STR, "Image does not fit where a text is wanted", id="class to text"),
        pytest.param(INT, IMAGE, "a whole number does not fit where Image", id="number to class"),
    ],
)
def test_a_wire_that_makes_no_sense_is_refused_in_words(
    source: SocketType, target: SocketType, words: str
) -> None:
    assert words in (refusal(source, target) or "")


def test_a_long_choice_is_described_in_short() -> None:
    assert describe(choice(*"abcdefgh")) == "one of a, b, c, d, e, f, …"


def test_a_list_of_plain_values_is_described_without_a_second_article() -> None:
    assert describe(listed(INT)) == "a list of whole number"


@pytest.mark.parametrize("type_", [T, listed(T), model(T), model(listed(T))])
def test_a_type_with_a_variable_in_it_is_open(type_: SocketType) -> None:
    assert is_open(type_)
    assert not is_open(substitute(type_, {"T": VAE}))


@pytest.mark.parametrize(
    ("pattern", "actual", "bound"),
    [
        pytest.param(T, IMAGE, {"T": IMAGE}, id="bare"),
        pytest.param(listed(T), listed(IMAGE), {"T": IMAGE}, id="list"),
        pytest.param(listed(T), IMAGE, {"T": IMAGE}, id="wrapped into a list"),
        pytest.param(model(T), model(VAE), {"T": VAE}, id="generic"),
        pytest.param(T, ANY, {}, id="anything says nothing"),
        pytest.param(T, T, {}, id="a variable says nothing"),
        pytest.param(T, choice("a"), {"T": STR}, id="a choice is its plain type"),
        pytest.param(T, listed(choice("a")), {"T": listed(STR)}, id="list of choices"),
    ],
)
def test_a_variable_is_bound_to_what_comes_in(
    pattern: SocketType, actual: SocketType, bound: dict[str, SocketType]
) -> None:
    assert bind(pattern, actual) == bound


def test_substituting_names_the_whole_type_anew() -> None:
    assert substitute(model(listed(T)), {"T": IMAGE}) == model(listed(IMAGE))


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        pytest.param(INT, FLOAT, FLOAT, id="whole numbers are numbers"),
        pytest.param(IMAGE, IMAGE, IMAGE, id="the same"),
        pytest.param(ANY, IMAGE, IMAGE, id="anything gives way"),
        pytest.param(model(ANY), model(VAE), model(VAE), id="anything in brackets gives way"),
        pytest.param(listed(INT), listed(FLOAT), listed(FLOAT), id="lists"),
        pytest.param(SocketType("Model", "object"), model(VAE), model(VAE), id="bare generic"),
        pytest.param(IMAGE, LATENT, None, id="two classes"),
        pytest.param(IMAGE, listed(IMAGE), None, id="one and a list"),
        pytest.param(model(VAE), model(LATENT), None, id="two generics"),
        pytest.param(BOOL, INT, None, id="yes or no is no number"),
    ],
)
def test_two_types_join_to_what_both_are(
    first: SocketType, second: SocketType, both: SocketType | None
) -> None:
    assert join(first, second) == both
    assert join(second, first) == both
