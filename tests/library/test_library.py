import os
from contextlib import closing
from pathlib import Path

import pytest

from graphstudio.errors import BadValue, ModelMissing
from graphstudio.library.index import index_file
from graphstudio.library.library import Library, open_library
from graphstudio.library.marks import NO_MARKS, Marks
from graphstudio.library.queries import Query
from graphstudio.library.references import Reference
from graphstudio.library.walking import Walk
from tests.library.weights import CHECKPOINT, write_weights


def test_a_scan_finds_models_and_the_next_one_reads_nothing(library: Library, models: Path) -> None:
    file = write_weights(models / "loras" / "fox.safetensors")

    first, second = library.scan(), library.scan()

    found = library.entry(file)
    assert found is not None
    assert (found.kind, found.family, found.precision) == ("lora", "sd1", "float16")
    assert first.read == first.models == 4  # the built-in ones too
    assert (second.read, second.models) == (0, 4)


def test_only_what_changed_is_read_again(library: Library, models: Path) -> None:
    file = write_weights(models / "loras" / "fox.safetensors")
    write_weights(models / "loras" / "owl.safetensors")
    library.scan()

    write_weights(file, CHECKPOINT)
    report = library.scan()

    assert report.read == 1
    entry = library.entry(file)
    assert entry is not None
    assert (entry.kind, entry.family) == ("checkpoint", "sdxl")


def test_a_model_that_is_gone_is_forgotten(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()

    file.unlink()
    report = library.scan()

    assert report.removed == 1
    assert library.entry(file) is None


def test_names_are_found_with_and_without_their_ending(library: Library, models: Path) -> None:
    file = write_weights(models / "loras" / "fox.v2.safetensors")
    library.scan()

    found = [library.named(name) for name in ("fox.v2.safetensors", "fox.v2", "fox")]

    assert [[one.path for one in each] for each in found] == [[file], [file], []]
    assert library.named("fox.v2", kinds=("vae",)) == []


def test_a_query_takes_words_kinds_families_and_tags(library: Library, models: Path) -> None:
    fox = write_weights(models / "red fox.safetensors")
    owl = write_weights(models / "red owl.safetensors", CHECKPOINT)
    library.scan()
    library.mark(owl, Marks(tags=("bird",), note="big eyes"))

    def ask(**wanted: object) -> set[Path]:
        found = library.entries(Query(folder=models, **wanted))  # type: ignore[arg-type]
        return {one.path for one in found}

    assert ask() == {fox, owl}
    assert ask(text="RED fo") == {fox}
    assert ask(text="eyes") == {owl}
    assert ask(kinds=("lora",)) == {fox}
    assert ask(families=("sdxl",)) == {owl}
    assert ask(tags=("bird",)) == {owl}
    assert ask(only_problems=True) == set()


def test_marks_follow_a_renamed_file_even_before_its_hash_is_known(
    library: Library, models: Path
) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    library.mark(file, Marks(note="mine", is_favourite=True))

    renamed = file.rename(models / "loved.safetensors")
    report = library.scan()

    assert (report.moved, report.removed) == (1, 0)
    assert library.marks(renamed) == Marks(note="mine", is_favourite=True)
    assert library.marks(file) == NO_MARKS


def test_marks_follow_the_content_to_a_copy(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    library.mark(file, Marks(note="mine"))
    library.hashed(file)

    copy = write_weights(models / "copy.safetensors")
    library.scan()
    library.hashed(copy)
    file.unlink()
    library.scan()

    assert library.marks(copy) == Marks(note="mine")


def test_marks_do_not_stay_for_another_file_of_the_same_name(
    library: Library, models: Path
) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    library.hashed(file)
    library.mark(file, Marks(note="mine"))

    write_weights(file, CHECKPOINT)
    library.scan()
    library.hashed(file)

    assert library.marks(file) == NO_MARKS


def test_a_renamed_model_is_found_by_its_content(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    digest = library.hashed(file)
    reference = Reference("fox.safetensors", "lora", size_bytes=file.stat().st_size, sha256=digest)

    copy = write_weights(models / "loras" / "renamed.safetensors")
    file.unlink()
    library.scan()

    assert library.with_content(digest) == []
    assert [one.path for one in library.search_content(reference)] == [copy]
    assert [one.path for one in library.with_content(digest)] == [copy]


def test_a_renamed_file_keeps_its_hash(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    digest = library.hashed(file)

    renamed = file.rename(models / "owl.safetensors")
    library.scan()

    assert [one.path for one in library.with_content(digest)] == [renamed]


def test_duplicates_are_told_by_content_and_links_are_none(library: Library, models: Path) -> None:
    one = write_weights(models / "fox.safetensors")
    two = write_weights(models / "loras" / "same.safetensors")
    write_weights(models / "other.safetensors", filling=b"\1")
    (models / "link.safetensors").symlink_to(one)
    library.scan()

    (group,) = library.duplicates()

    real = {os.path.realpath(each.path) for each in group}
    assert real == {str(one.resolve()), str(two.resolve())}


def test_what_is_discarded_lies_in_the_trash(library: Library, models: Path) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()

    moved = library.discard(file)

    assert not file.exists()
    assert moved.is_file()
    assert library.entry(file) is None
    with pytest.raises(ModelMissing, match="not there any more"):
        library.discard(file)


def test_what_ships_with_the_program_cannot_be_discarded(library: Library) -> None:
    library.scan()
    (pencil,) = library.named("pencil")

    with pytest.raises(BadValue, match="ships with GraphStudio"):
        library.discard(pencil.path)


def test_a_folder_is_added_scanned_and_removed(library: Library, tmp_path: Path) -> None:
    file = write_weights(tmp_path / "more" / "fox.safetensors")

    library.add_folder(tmp_path / "more")
    library.scan()
    found = library.entry(file)
    library.remove_folder(tmp_path / "more")

    assert found is not None
    assert library.entry(file) is None
    assert file.is_file()


def test_what_one_library_scans_another_one_knows(library: Library, models: Path) -> None:
    other = open_library()
    assert other.entries() == []
    file = write_weights(models / "fox.safetensors")

    library.scan()

    assert other.entry(file) is not None
    other.close()


def test_a_scan_does_not_wait_for_the_other_end_of_a_pipe(library: Library, models: Path) -> None:
    os.mkfifo(models / "pipe.safetensors")

    found = [Path(one.path) for one in Walk().candidates(str(models))]

    assert found == []


def test_a_file_that_is_written_over_loses_its_hash_though_its_time_is_set_back(
    library: Library, models: Path
) -> None:
    file = write_weights(models / "fox.safetensors")
    library.scan()
    old, facts = library.hashed(file), file.stat()

    write_weights(file, filling=b"\1")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    library.scan()

    assert library.with_content(old) == []


def test_an_index_that_is_damaged_inside_is_made_again(library: Library, models: Path) -> None:
    for number in range(60):
        write_weights(models / f"{number}.safetensors")
    library.scan()
    library.close()
    file = index_file()
    content = bytearray(file.read_bytes())
    content[4096:-4096] = b"\xa5" * (len(content) - 8192)
    file.write_bytes(content)

    with closing(open_library()) as again:
        again.scan()

        assert len(again.entries()) == 63
        assert "index of models was damaged" in again.notices[0]
