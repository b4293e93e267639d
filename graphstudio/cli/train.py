"""`graphstudio train`: the built-in model, its ControlNet, a LoRA; and what a model is worth."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from graphstudio.cli import train_lora
from graphstudio.cli.training_progress import quieten_libraries, show_progress
from graphstudio.errors import BadValue

if TYPE_CHECKING:
    import argparse

    from graphstudio.training.preset import Preset

_PROMPTS = 200
_PRESETS = "cpu, gpu, or smoke: a quick trial that learns nothing"


def add_train(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and what can be trained."""
    train = commands.add_parser("train", help="train a model, or measure one")
    kinds = train.add_subparsers(dest="kind", metavar="what", required=True)
    builtin = kinds.add_parser("builtin", help="the model that ships with the program")
    builtin.add_argument(
        "--start", type=Path, metavar="DIR", help="a finished model that is to learn on"
    )
    _add_common(builtin)
    builtin.add_argument(
        "--prediction", metavar="WHAT", help="what the U-Net gives: v_prediction (default), epsilon"
    )
    builtin.add_argument(
        "--noise-schedule",
        metavar="NAME",
        help="scaled_linear (default), linear, squaredcos_cap_v2",
    )
    builtin.set_defaults(begin=_train_builtin)
    controlnet = kinds.add_parser("controlnet", help="a ControlNet for edges of the built-in model")
    controlnet.add_argument(
        "--base", type=Path, metavar="DIR", help="the model it is for (the one that ships)"
    )
    _add_common(controlnet)
    controlnet.set_defaults(begin=_train_controlnet)
    train_lora.add(kinds)
    measure = kinds.add_parser("measure", help="say in figures what a built-in model is worth")
    measure.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="the model (the one that ships)"
    )
    measure.add_argument(
        "--ask",
        action="append",
        metavar="QUESTION",
        help="only this question; may be given many times (all that can be asked)",
    )
    measure.add_argument("--controlnet", type=Path, metavar="DIR", help="for the question edges")
    measure.add_argument("--lora", type=Path, metavar="FILE", help="for the question lora")
    measure.add_argument(
        "--prompts", type=int, default=_PROMPTS, help="of each large question (200)"
    )
    measure.add_argument("--seed", type=int, default=0, help="of prompts and noise")
    measure.add_argument(
        "--write", action="store_true", help="put the tables into the model's card"
    )
    measure.set_defaults(begin=_measure)


def train(chosen: argparse.Namespace) -> int:
    """Train what was chosen, showing progress; a killed training goes on from its work folder.

    Raises:
        BadValue: A preset, folder or number cannot be used.
    """
    quieten_libraries()
    code: int = chosen.begin(chosen)
    return code


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--preset", default="cpu", help=_PRESETS)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="for the model")
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="for checkpoints, to go on from (OUT-work)"
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same model")
    parser.add_argument(
        "--processes", type=int, default=1, help="that share the work on a processor (1)"
    )


def _train_builtin(chosen: argparse.Namespace) -> int:
    from graphstudio.training.builtin import refine_builtin, train_builtin

    begin = partial(refine_builtin, chosen.start) if chosen.start else train_builtin
    summary = begin(
        chosen.out,
        preset=_with_recipe(_preset(chosen), chosen),
        seed=chosen.seed,
        work=_work(chosen),
        report=show_progress,
        processes=_processes(chosen),
    )
    print(summary.table)
    print(summary.folder)
    return 0


def _train_controlnet(chosen: argparse.Namespace) -> int:
    from graphstudio.paths import builtin_model
    from graphstudio.training.controlnet import train_controlnet

    folder = train_controlnet(
        chosen.base or builtin_model(),
        chosen.out,
        preset=_preset(chosen),
        seed=chosen.seed,
        work=_work(chosen),
        report=show_progress,
        processes=_processes(chosen),
    )
    print(folder)
    return 0


def _measure(chosen: argparse.Namespace) -> int:
    from graphstudio.paths import builtin_edges, builtin_lora, builtin_model
    from graphstudio.training.measures.figures import write_figures
    from graphstudio.training.measures.questions import ask, questions_for
    from graphstudio.training.measures.subject import load_subject

    is_shipped = chosen.folder is None
    subject = load_subject(
        chosen.folder or builtin_model(),
        prompts=chosen.prompts,
        seed=chosen.seed,
        controlnet=chosen.controlnet or (builtin_edges() if is_shipped else None),
        lora=chosen.lora or (builtin_lora() if is_shipped else None),
    )
    names = chosen.ask or questions_for(subject)
    for name in names:
        table = ask(subject, name)
        print(table.markdown(), end="\n\n", flush=True)
        if chosen.write:
            write_figures(chosen.folder or builtin_model(), {name: table}, _command(chosen))
    return 0


def _command(chosen: argparse.Namespace) -> str:
    """Repeat what was typed, without defaults and questions."""
    given = (
        ("", chosen.folder),
        ("--controlnet", chosen.controlnet),
        ("--lora", chosen.lora),
        ("--prompts", chosen.prompts if chosen.prompts != _PROMPTS else None),
        ("--seed", chosen.seed or None),
    )
    words = [f"{name} {value}".strip() for name, value in given if value is not None]
    return " ".join(["graphstudio train measure", *words])


def _preset(chosen: argparse.Namespace) -> Preset:
    from graphstudio.training.preset import PRESETS

    if chosen.preset not in PRESETS:
        raise BadValue(f"--preset {chosen.preset}: choose one of {', '.join(PRESETS)}.")
    return PRESETS[chosen.preset]


def _with_recipe(preset: Preset, chosen: argparse.Namespace) -> Preset:
    from graphstudio.training.losses import NoiseSchedule, Prediction

    recipe = preset.recipe
    for option, field, names in (
        ("--prediction", "prediction", get_args(Prediction)),
        ("--noise-schedule", "schedule", get_args(NoiseSchedule)),
    ):
        value = getattr(chosen, option.removeprefix("--").replace("-", "_"))
        if value is None:
            continue
        if chosen.start:
            raise BadValue(f"{option}: a model that learns on keeps its own. Leave it out.")
        if value not in names:
            raise BadValue(f"{option} {value}: choose one of {', '.join(names)}.")
        recipe = replace(recipe, **{field: value})
    return replace(preset, recipe=recipe)


def _processes(chosen: argparse.Namespace) -> int:
    if chosen.processes < 1:
        raise BadValue(f"--processes {chosen.processes}: at least one has to do the work.")
    count: int = chosen.processes
    return count


def _work(chosen: argparse.Namespace) -> Path:
    folder: Path = chosen.work or chosen.out.parent / f"{chosen.out.name}-work"
    return folder
