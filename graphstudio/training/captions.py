"""Captions in plain and varied English: one description can be said in many ways.

What a caption leaves out has a fixed meaning, so that prompts which leave it out get it: no
background is white, no size is medium, no place of a single shape is the middle, and an element
that is not named is not there.
"""

from __future__ import annotations

from random import Random

from graphstudio.training.scenes import (
    Description,
    Landscape,
    Light,
    PlacedShape,
    ShapePicture,
    Thing,
)

_SIZE_WORDS = {
    "small": ("small", "small", "little", "tiny"),
    "medium": ("", "", "", "", "medium"),
    "big": ("big", "big", "large", "huge"),
}
_KIND_WORDS = {
    "circle": ("circle", "circle", "circle", "disc"),
    "square": ("square", "square", "square", "box"),
    "triangle": ("triangle",),
    "star": ("star",),
    "heart": ("heart",),
    "diamond": ("diamond",),
}
_OPENERS = (
    "",
    "",
    "",
    "",
    "",
    "a picture of ",
    "a drawing of ",
    "an image of ",
    "an illustration of ",
)


def caption(description: Description, random: Random) -> str:
    """Say what a description shows, in one of many ways."""
    if isinstance(description, Landscape):
        return _landscape(description, random)
    text = random.choice(_OPENERS) + _shapes(description, random)
    return _background(text, description.background, random)


def _shapes(picture: ShapePicture, random: Random) -> str:
    if picture.place is not None:
        return _single(picture.shapes[0], picture.place, random)
    first, second = (_named(shape, random) for shape in picture.shapes)
    assert picture.relation is not None
    relation: str = picture.relation
    # The same picture, told from the other shape.
    if random.random() < 0.4:
        first, second = second, first
        relation = {"left": "right", "right": "left", "above": "below", "below": "above"}[relation]
    return _related(first, relation, second, random)


def _related(first: str, relation: str, second: str, random: Random) -> str:
    if relation in ("left", "right"):
        other = "right" if relation == "left" else "left"
        ways = [
            f"{first} to the {relation} of {second}",
            f"{first} {relation} of {second}",
            f"{first} on the {relation} and {second} on the {other}",
        ]
        if relation == "left":
            ways += [f"{first} and {second}", f"{first} next to {second}"]
        return random.choice(ways)
    below = "below", "under", "beneath"
    above = "above", "over", "on top of"
    word = random.choice(above if relation == "above" else below)
    edge, other = ("top", "bottom") if relation == "above" else ("bottom", "top")
    return random.choice(
        (
            f"{first} {word} {second}",
            f"{first} {word} {second}",
            f"{first} at the {edge} and {second} at the {other}",
        )
    )


def _single(shape: PlacedShape, place: tuple[str, str], random: Random) -> str:
    row, column = place
    name = _named(shape, random)
    if row == column == "center":
        if random.random() < 0.65:
            return name
        return f"{name} {random.choice(('in the center', 'in the middle', 'at the center'))}"
    if row == "center":
        words = random.choice((f"on the {column}", f"on the {column} side", f"at the {column}"))
    elif column == "center":
        words = random.choice((f"at the {row}", f"at the {row}", f"in the {row} center"))
    else:
        words = random.choice((f"in the {row} {column}", f"in the {row} {column} corner"))
    return f"{name} {words}"


def _named(shape: PlacedShape, random: Random) -> str:
    colour = random.choice(("gray", "grey")) if shape.colour == "gray" else shape.colour
    words = (random.choice(_SIZE_WORDS[shape.size]), colour)
    adjectives = " ".join(word for word in words if word)
    kind = random.choice(_KIND_WORDS[shape.kind])
    article = "an" if adjectives[0] in "aeiou" else "a"
    return f"{article} {adjectives} {kind}"


def _background(text: str, colour: str, random: Random) -> str:
    if colour == "white" and random.random() < 0.45:
        return text
    ways = [
        f"{text} on a {colour} background",
        f"{text} on a {colour} background",
        f"{text}, {colour} background",
        f"{text} on {colour}",
        f"{text} with a {colour} background",
    ]
    # "in the top left of a blue background" is how people say it when a place is named.
    if " in the " in text:
        ways.append(f"{text} of a {colour} background")
    said = random.choice(ways)
    return said.replace("a orange", "an orange")


def _landscape(scene: Landscape, random: Random) -> str:
    things = [_thing(thing, random) for thing in scene.things]
    random.shuffle(things)
    sky = _sky(scene, random)
    ground, mountains = _ground(scene, random)
    time = _time(scene, random)
    if not things and mountains and random.random() < 0.5:
        # "snowy mountains at night with a moon"
        name = "snowy mountains" if scene.ground == "snow" else "mountains"
        parts = [name if scene.ground != "sea" else "mountains by the sea"]
        rest = ([time] if time else []) + ([f"with {_listed(sky)}"] if sky else [])
        random.shuffle(rest)
        return random.choice(("", "", "a landscape with ")) + " ".join(parts + rest)
    if mountains:
        sky.append(random.choice(("mountains", "mountains behind", "mountains in the background")))
    if not things:
        opening = random.choice((ground, f"a landscape with {ground}", f"{ground} landscape"))
    else:
        opening = random.choice(_OPENERS) + _listed(things)
        opening = f"{opening} {_on(scene, ground, random)}".rstrip()
    return _finished(opening, time, sky, random)


def _finished(opening: str, time: str, sky: list[str], random: Random) -> str:
    random.shuffle(sky)
    # "under a big sun": the first thing of the sky may join the sentence, if it is a light.
    if sky and (" sun" in sky[0] or " moon" in sky[0]) and random.random() < 0.5:
        opening += f" under {sky.pop(0)}"
    elif sky and random.random() < 0.5:
        opening += f" with {_listed(sky)}"
        sky = []
    if time and random.random() < 0.6:
        opening, time = f"{opening} {time}", ""
    return ", ".join([opening, *([time] if time else []), *sky])


def _sky(scene: Landscape, random: Random) -> list[str]:
    sky = []
    if scene.light is not None:
        sky.append(_light(scene.light, "moon" if scene.time == "night" else "sun", random))
    if len(scene.clouds) == 1:
        sky.append(random.choice(("a cloud", "a cloud", "one cloud")))
    elif scene.clouds:
        sky.append(random.choice(("clouds", "two clouds", "some clouds")))
    return sky


def _light(light: Light, name: str, random: Random) -> str:
    words = f"a big {name}" if light.is_big else f"a {name}"
    if random.random() < 0.5:
        return words
    return (
        words
        + {"left": " on the left", "right": " on the right", "middle": " in the middle"}[light.side]
    )


def _ground(scene: Landscape, random: Random) -> tuple[str, bool]:
    names = {
        "meadow": ("a green meadow", "a meadow", "green hills", "hills"),
        "snow": ("a snowy landscape", "snow", "snowy hills", "a snowy field"),
        "sea": ("the sea", "the sea", "the ocean", "the water"),
    }
    return random.choice(names[scene.ground]), bool(scene.peaks)


def _on(scene: Landscape, ground: str, random: Random) -> str:
    if scene.ground == "snow":
        return random.choice(("in the snow", "in the snow", "in a snowy landscape", "in winter"))
    if scene.ground == "sea":
        return f"on {ground}"
    # Meadow is what a landscape stands on when nothing else is said.
    return "" if random.random() < 0.4 else f"on {ground}"


def _time(scene: Landscape, random: Random) -> str:
    ways = {
        "day": ("", "", "", "by day", "in the daytime", "during the day", "on a sunny day"),
        "sunset": ("at sunset", "at sunset", "in the evening"),
        "night": ("at night", "at night", "at night", "under a night sky"),
    }
    said = random.choice(ways[scene.time])
    return "by day" if said == "on a sunny day" and scene.light is None else said


def _thing(thing: Thing, random: Random) -> str:
    size = random.choice(("small ", "little ")) if thing.is_small else ""
    names = {
        "house": (f"{thing.colour} house",),
        "tree": ("tree", "tree", "round tree"),
        "pine": ("pine tree", "fir tree", "pine"),
        "boat": (
            f"boat with a {thing.colour} sail",
            f"{thing.colour} boat",
            f"{thing.colour} sailboat",
        ),
    }
    name = f"{size}{random.choice(names[thing.kind])}"
    # Colour unsaid now and then: "a house" must mean something too.
    if thing.colour and random.random() < 0.25:
        name = f"{size}{'boat' if thing.kind == 'boat' else 'house'}"
    words = f"{'an' if name[0] in 'aeiou' else 'a'} {name}".replace("a orange", "an orange")
    if random.random() < 0.35:
        return words
    return (
        words
        + {"left": " on the left", "right": " on the right", "middle": " in the middle"}[thing.side]
    )


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
