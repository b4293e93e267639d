"""Nodes that give many things one by one, and nodes that take all of them."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

from graphstudio.api import File, Foreseen, Image, Known, Range, Stream, Text, node
from graphstudio.diffusion.picture_lists import (
    Order,
    file_stem,
    list_pictures,
    picture_stream,
    stamp_of,
    stem_stream,
)
from graphstudio.errors import BadValue

Folder = Annotated[Path, File("folder", is_read=False)]
Pattern = Annotated[str, Text(placeholder="*.png")]
First = Annotated[int, Range(1, 10_000_000)]
Last = Annotated[int, Range(0, 10_000_000)]
Lines = Annotated[str, Text(is_multiline=True, placeholder="One text on each line")]
TextFile = Annotated[Path, File()]
Whole = Annotated[int, Range(0, 2**64 - 1)]
Distance = Annotated[int, Range(1, 1_000_000)]
Decimal = Annotated[float, Range(-1_000_000, 1_000_000, step=0.1)]
Gap = Annotated[float, Range(0.0001, 1_000_000, step=0.1)]

_MOST = 10_000_000


class EachImage(NamedTuple):
    """A picture and what its file is called."""

    image: Stream[Image]
    name: Stream[str]


class EachText(NamedTuple):
    """A text and a file's name made of it."""

    text: Stream[str]
    name: Stream[str]


_CHOOSING = frozenset({"folder", "pattern", "order", "subfolders", "first", "last"})


def _files(values: dict[str, Any]) -> list[Path]:  # Any: knob values
    return list_pictures(
        Path(values["folder"]),
        pattern=values["pattern"],
        order=values["order"],
        is_deep=values["subfolders"],
        first=values["first"],
        last=values["last"],
    )


def _stamps(**values: Any) -> str:  # Any: knob values
    """Say what is in the folder now, without reading a picture."""
    return stamp_of(_files(values))


def _count_images(known: Known) -> Foreseen:
    if not known.values.keys() >= _CHOOSING:
        return Foreseen()
    return _foreseen(len(_files(dict(known.values))), "image", "name")


@node(
    "image.each",
    title="Each Image in Folder",
    category="image / batch",
    fingerprint=_stamps,
    foresee=_count_images,
    keywords=("load folder", "directory", "batch", "list", "loop", "iterate", "stream", "many"),
)
def each_image(
    folder: Folder = Path(),
    pattern: Pattern = "*",
    order: Order = "name",
    subfolders: bool = False,
    first: First = 1,
    last: Last = 0,
) -> EachImage:
    """Send the pictures of a folder through the graph, one by one.

    What follows works once for each picture, so a thousand take no more memory than one. A file
    that cannot be read is told, and the others go on. A run that was stopped goes on where it
    was. Change one file, and only that one runs again.

    Args:
        folder: Where the pictures are. A relative name is looked for beside the workflow.
        pattern: Which names are taken: `*.png` are all PNG files, `cat*` what begins with "cat".
        order: By name as people sort, or by the time of the last change.
        subfolders: Look into the folders in it, too.
        first: The first picture that is taken, from 1.
        last: The last picture that is taken. 0 is the last there is.

    Returns:
        image: The picture.
        name: Its file's name without the ending. Wire it to the name of Save Image.
    """
    files = list_pictures(
        folder, pattern=pattern, order=order, is_deep=subfolders, first=first, last=last
    )
    return EachImage(picture_stream(files), stem_stream(files))


def _count_texts(known: Known) -> Foreseen:
    if "text" not in known.values or "file" not in known.values:
        return Foreseen()
    lines = _lines(known.values["text"], Path(known.values["file"]))
    return _foreseen(len(lines), "text", "name")


@node(
    "text.each",
    title="Each Line of Text",
    category="prompt",
    foresee=_count_texts,
    keywords=("prompts", "list", "loop", "iterate", "stream", "many", "batch", "from file"),
)
def each_line(text: Lines = "", file: TextFile = Path()) -> EachText:
    """Send the lines of a text through the graph, one by one: a picture for each prompt.

    What follows works once for each line. Empty lines are left out.

    Args:
        text: One text on each line.
        file: A text file with more of them, in UTF-8. They come after the lines above.

    Returns:
        text: The line.
        name: Its first words, as a file's name can begin. Wire it to the name of Save Image.
    """
    lines = _lines(text, file)
    return EachText(Stream.of(lines), Stream.of([file_stem(one) for one in lines], lines))


def _count_numbers(known: Known) -> Foreseen:
    given = known.values
    if not {"first", "last", "step"} <= given.keys():
        return Foreseen()
    return _foreseen(_count(given["first"], given["last"], given["step"]), "value")


@node(
    "value.each",
    title="Each Whole Number",
    foresee=_count_numbers,
    keywords=("seeds", "range", "list", "loop", "iterate", "stream", "count", "for"),
)
def each_number(first: Whole = 1, last: Whole = 4, step: Distance = 1) -> Stream[int]:
    """Send whole numbers through the graph, one by one: a picture for each seed.

    What follows works once for each number.

    Args:
        first: The first number.
        last: The last number; it is left out where the steps pass it by.
        step: From one number to the next.
    """
    return Stream.of(range(first, first + step * _count(first, last, step), step))


@node(
    "value.each_decimal",
    title="Each Number",
    foresee=_count_numbers,
    keywords=("range", "float", "sweep", "list", "loop", "iterate", "stream", "strength"),
)
def each_decimal(first: Decimal = 0.0, last: Decimal = 1.0, step: Gap = 0.25) -> Stream[float]:
    """Send numbers through the graph, one by one: a picture for each strength.

    What follows works once for each number.

    Args:
        first: The first number.
        last: The last number; it is left out where the steps pass it by.
        step: From one number to the next.
    """
    count = _count(first, last, step)
    return Stream.of([round(first + at * step, 9) for at in range(count)])


@node(
    "image.collect",
    title="Collect Images",
    category="image / batch",
    keywords=("join", "gather", "list", "batch", "stream", "all"),
)
def collect_images(images: list[Image]) -> Image:
    """Put all pictures that come one by one into one batch, for a Contact Sheet, say.

    It waits for the last one, and all of them are in memory together.

    Args:
        images: The pictures, all of one size.
    """
    from graphstudio.diffusion.batches import join_all

    return join_all(images)


@node(
    "text.collect",
    title="Collect Texts",
    category="prompt",
    keywords=("join", "gather", "list", "lines", "stream", "all", "labels"),
)
def collect_texts(texts: list[str], separator: str = "\n") -> str:
    """Put all texts that come one by one into one, such as the labels of a Contact Sheet.

    Args:
        texts: The texts.
        separator: What stands between them; a new line when nothing is changed.
    """
    return separator.join(texts)


def _lines(text: str, file: Path) -> list[str]:
    read = ""
    if file != Path():
        try:
            read = file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is no UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
            raise BadValue(f"{file} cannot be read as text: {reason}. Choose another.") from error
    lines = [line.strip() for line in (*text.splitlines(), *read.splitlines())]
    lines = [line for line in lines if line]
    if not lines:
        raise BadValue("There is no line of text. Write some, or choose a file with some.")
    return lines


def _count(first: float, last: float, step: float) -> int:
    count = int((last - first) / step + 1e-9) + 1 if last >= first else 0
    if not 0 < count <= _MOST:
        many = "more than can be gone through" if count else "none"
        raise BadValue(f"From {first} to {last} in steps of {step} there are {many}.")
    return count


def _foreseen(count: int, *outputs: str) -> Foreseen:
    return Foreseen({name: {"items": count} for name in outputs})
