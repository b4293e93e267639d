"""The way to a missing model, as one command that nobody else can write."""

import pytest

from graphstudio.library.references import Origin, Reference
from graphstudio.library.starters import command_in
from graphstudio.session.models.wording import say_way_out


def test_what_a_workflow_says_of_its_models_becomes_no_command_of_its_own() -> None:
    for name in ("$(reboot)", "`reboot`", 'x" ; reboot "'):
        origin = Origin(repository="owner/fox", file=f"{name}.safetensors")

        said = say_way_out(Reference("fox", "lora", origin=origin))

        assert command_in(said) == ""
        assert "owner/fox on the Hugging Face hub" in said


@pytest.mark.parametrize(
    ("reference", "command"),
    [
        pytest.param(
            Reference("mine", "model", sha256="ab" * 32, origin=Origin(repository="owner/fox")),
            "graphstudio models get owner/fox --as mine",
            id="folder",
        ),
        pytest.param(
            Reference("fox", "unknown", origin=Origin("", "o/f", "", "a b/fox.safetensors")),
            'graphstudio models get "o/f:a b/fox.safetensors" --to MODELS',
            id="file without a home",
        ),
        pytest.param(
            Reference("fox.safetensors", "lora", origin=Origin("https://a.example/get/1?type=M")),
            'graphstudio models get "https://a.example/get/1?type=M" --as fox.safetensors '
            "--kind lora",
            id="address",
        ),
    ],
)
def test_the_way_out_is_one_command(reference: Reference, command: str) -> None:
    said = say_way_out(reference)

    assert command_in(said).split(" --to")[0] == command.split(" --to")[0]
    assert (" --to" in command_in(said)) == (" --to" in command)
