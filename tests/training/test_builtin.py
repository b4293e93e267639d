"""Training the built-in model from nothing, in its smallest form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from diffusers import StableDiffusionPipeline

from graphstudio.training import builtin
from graphstudio.training.builtin import TrainingSummary, refine_builtin, train_builtin
from graphstudio.training.controlnet import train_controlnet
from graphstudio.training.denoiser import DenoiserTask
from graphstudio.training.latent_batches import LatentSource
from graphstudio.training.measures.questions import ask
from graphstudio.training.measures.subject import load_subject
from graphstudio.training.preset import SMOKE
from graphstudio.training.recipe import VELOCITY
from graphstudio.training.schedule import Course
from graphstudio.training.trainer import TrainingProgress, train

pytestmark = [
    # Code of others: diffusers' schedulers give numpy a torch tensor the old way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


class Killed(Exception):
    """Stands for a kill in the middle of a run."""


def smoke(folder: Path, kill_at: tuple[str, int] | None = None) -> TrainingSummary:
    def report(progress: TrainingProgress) -> None:
        if (progress.stage, progress.step) == kill_at:
            raise Killed

    return train_builtin(
        folder / "model", preset=SMOKE, seed=3, work=folder / "work", report=report
    )


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> TrainingSummary:
    return smoke(tmp_path_factory.mktemp("smoke"))


@pytest.fixture
def trained(summary: TrainingSummary) -> Path:
    return summary.folder.parent


@pytest.fixture
def _no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what comes after all learning, and takes longer than all learning."""
    monkeypatch.setattr(builtin, "questions_for", lambda subject: ())
    monkeypatch.setattr(builtin, "draw_contact_sheet", lambda subject, out: None)


@pytest.mark.slow
def test_training_leaves_a_folder_that_loads(trained: Path) -> None:
    pipeline = StableDiffusionPipeline.from_pretrained(trained / "model", local_files_only=True)

    assert pipeline.unet.dtype == pipeline.text_encoder.dtype == torch.float32
    assert (trained / "model" / "contact-sheet.png").exists()
    assert (trained / "model" / "loss-curves.png").exists()
    assert "Apache-2.0" in (trained / "model" / "README.md").read_text(encoding="utf-8")
    assert all(
        path.stat().st_mode & 0o777 == 0o644
        for path in (trained / "model").rglob("*")
        if path.is_file()
    )


@pytest.mark.slow
@pytest.mark.usefixtures("_no_figures")
@pytest.mark.parametrize(
    "kill_at",
    [
        pytest.param(("autoencoder", 3), id="autoencoder"),
        pytest.param(("text", 2), id="text"),
        pytest.param(("denoiser", 5), id="denoiser"),
    ],
)
def test_a_killed_training_ends_with_the_same_weights(
    trained: Path, tmp_path: Path, kill_at: tuple[str, int]
) -> None:
    with pytest.raises(Killed):
        smoke(tmp_path, kill_at)
    smoke(tmp_path)

    for weights in (trained / "model").rglob("*.safetensors"):
        again = tmp_path / "model" / weights.relative_to(trained / "model")
        assert again.read_bytes() == weights.read_bytes(), weights.name


@pytest.mark.slow
def test_a_summary_shows_every_setting(summary: TrainingSummary) -> None:
    table = summary.table

    assert "ddim, 2 steps, CFG 5" in table
    assert "dpm++ 2m, 1 steps, CFG 5" in table
    for title in ("Autoencoder", "Landscapes", "Image to image", "Inpainting", "Time"):
        assert f"### {title}" in table


@pytest.mark.slow
def test_the_card_holds_the_figures_with_their_commands(trained: Path) -> None:
    card = (trained / "model" / "README.md").read_text(encoding="utf-8")

    assert "### Shapes" in card
    assert f"graphstudio train measure {trained / 'model'} --ask shapes" in card
    assert card.index("## Figures") < card.index("### Shapes") < card.index("## Limits")


@pytest.mark.slow
@pytest.mark.usefixtures("_no_figures")
def test_a_finished_model_learns_on(trained: Path, tmp_path: Path) -> None:
    refine_builtin(
        trained / "model",
        tmp_path / "better",
        preset=SMOKE,
        seed=4,
        work=tmp_path / "work",
        report=lambda _: None,
    )

    before, after = (
        {path.parent.name: path.read_bytes() for path in folder.rglob("*.safetensors")}
        for folder in (trained / "model", tmp_path / "better")
    )
    assert before["unet"] != after["unet"]
    assert before["vae"] == after["vae"]
    assert before["text_encoder"] == after["text_encoder"]
    assert "denoiser, further" in (tmp_path / "better" / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_controlnet_is_trained_measured_and_the_same_after_a_kill(
    trained: Path, tmp_path: Path
) -> None:
    def train_it(name: str, kill_at: int | None = None) -> Path:
        def report(progress: TrainingProgress) -> None:
            if progress.step == kill_at:
                raise Killed

        return train_controlnet(
            trained / "model",
            tmp_path / name,
            preset=SMOKE,
            seed=3,
            work=tmp_path / f"{name}-work",
            report=report,
        )

    with pytest.raises(Killed):
        train_it("killed", kill_at=3)
    killed, whole = train_it("killed"), train_it("whole")

    name = "diffusion_pytorch_model.safetensors"
    assert (killed / name).read_bytes() == (whole / name).read_bytes()
    assert (whole / "contact-sheet.png").exists()
    subject = load_subject(trained / "model", prompts=10, steps=2, controlnet=whole)
    assert "with it" in ask(subject, "edges").markdown()


@pytest.mark.slow
def test_the_denoising_loss_falls(trained: Path, tmp_path: Path) -> None:
    source = LatentSource(
        trained / "work" / "latents.pt",
        trained / "work" / "text_encoder",
        seed=0,
        batch=8,
        recipe=VELOCITY,
    )
    task = DenoiserTask(replace(SMOKE.unet_sizes, channels=(32, 32)), source)
    course = Course(steps=80, batch=8, rate=3e-3, warmup=5)

    losses = train("denoiser", task, course, tmp_path / "state.pt", lambda _: None).losses

    assert sum(losses[-10:]) < 0.75 * sum(losses[:10])
