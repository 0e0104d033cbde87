"""A run goes into an archive and comes back bit for bit; whatever else is in one is refused."""

import io
import json
import shlex
import stat
import struct
import sys
from contextlib import closing
from dataclasses import replace
from math import inf, nan
from tempfile import TemporaryDirectory
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
import pyarrow as pa
import pytest
from archives import FIRST, LIMIT, contents, packed, with_files
from helpers import addition, bits, strict_json
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv
from pyarrow import parquet as pq
from safetensors.numpy import load, save

from orgnet_core.cli import parser
from orgnet_core.cli.train import config_of
from orgnet_core.config import RunConfig, parse_config
from orgnet_core.errors import NotRecordedError
from orgnet_core.fixpoints import Kind
from orgnet_core.presets import PRESETS
from orgnet_core.runs.archive.read import ArchiveError, import_run, read_archive
from orgnet_core.runs.archive.readme import command_of
from orgnet_core.runs.archive.unpack import short
from orgnet_core.runs.archive.write import archived, write_archive
from orgnet_core.runs.origin import Origin
from orgnet_core.runs.store import Store
from orgnet_core.runs.store.annotations import annotation_of, rename
from orgnet_core.snapshot import Snapshot
from orgnet_core.training import train
from orgnet_core.version import __version__

CONFIG = addition(epochs=1)
NO_NAME = "settings are not allowed: A name must be one line of at most 80"
odd = st.floats(width=32) | st.sampled_from([nan, inf, -inf, -0.0, 1e-45])


def recorded(store: Store, run: str, config: RunConfig, snapshots, preset="addition") -> None:
    store.add_run(run, Origin(preset, config), "finished", snapshots[0])
    for snapshot in snapshots[1:]:
        store.add_snapshot(run, snapshot)


def everything(store: Store, run: str) -> list:
    """All that the store holds of a run beside its id, numbers as bytes."""
    record, steps = store.run(run), store.snapshots(run)
    weights = [
        (step, array.dtype, array.shape, array.tobytes())
        for step, array in store.particle_weights(run, 0, 10**9)
    ]
    about = (record.preset, record.config, record.state, record.message, record.created)
    about += (record.versions,)
    return [about, annotation_of(store, run), weights, [bits(step, without=()) for step in steps]]


@pytest.fixture(scope="module")
def snapshots():
    return list(train(CONFIG))


@pytest.fixture
def run(store, snapshots):
    recorded(store, "ab12", CONFIG, snapshots)
    return "ab12"


@pytest.fixture
def archive(store, run) -> bytes:
    return archived(store, run)


def test_the_same_run_comes_back_under_a_new_id_if_its_own_is_taken(store, run, tmp_path):
    rename(store, run, "first of all")
    store.set_state(run, "diverged", "It grew too fast: 1e9.")
    packed = archived(store, run)
    again = import_run(store, io.BytesIO(packed), LIMIT)
    assert again != run and everything(store, again) == everything(store, run)
    with closing(Store(tmp_path / "elsewhere")) as other:
        assert import_run(other, io.BytesIO(packed), LIMIT) == run
        assert everything(other, run) == everything(store, run)
        assert archived(other, run) == packed, "the same run gives the same bytes"


@st.composite
def small_runs(draw) -> tuple[RunConfig, list[Snapshot]]:
    """A run of any numbers at all, at any steps, with particle weights at some of them."""
    dtype = draw(st.sampled_from(["float32", "float64"]))
    config = addition(epochs=2, hidden="1", particle_hidden=1, dtype=dtype)
    seed = draw(st.integers(0, 999))
    made = []
    for step in sorted(draw(st.sets(st.integers(1, 40), max_size=4)) | {0}):
        rng, few = np.random.default_rng(seed + step), draw(st.lists(odd, min_size=3, max_size=3))
        with np.errstate(all="ignore"):  # beyond float32 is infinite there
            arrays = {
                name: (rng.normal(size=(3, 3) if name == "leaks" else 3) * few).astype(dtype)
                for name, kind in Snapshot.__annotations__.items()
                if kind is np.ndarray
            }
        numbers = {
            name: draw(odd)
            for name, kind in Snapshot.__annotations__.items()
            if kind is float and name not in ("epoch", "seconds")
        }
        weights = rng.normal(size=(7, 3)).astype(dtype) if draw(st.booleans()) else None
        arrays |= {"kind": rng.integers(0, 5, 3, np.uint8), "particle_weights": weights}
        about = {"epoch": step / 20, "seconds": draw(st.floats(0, 1e9))}
        method = draw(st.sampled_from(["leave-one-out", "first-order"]))
        made.append(Snapshot(step=step, contribution_method=method, **about, **numbers, **arrays))
    return config, made


@settings(max_examples=25)
@given(small_runs(), st.text("abz <&>*$[]()`", max_size=20), st.text(max_size=40))
def test_any_run_comes_back_bit_for_bit(run, name, message):
    config, made = run
    with TemporaryDirectory() as folder, closing(Store(folder)) as store:
        recorded(store, "a", config, made, preset=None)
        rename(store, "a", name)
        message = short(" ".join(message.split()))  # as every sentence of ours is
        store.set_state("a", "stopped", message)
        again = import_run(store, io.BytesIO(archived(store, "a")), LIMIT)
        assert everything(store, again) == everything(store, "a")


@pytest.mark.parametrize("state", ["ready", "running", "paused"])
def test_what_grew_elsewhere_does_not_grow_here(store, run, state):
    store.set_state(run, state)
    assert store.run(import_run(store, io.BytesIO(archived(store, run)), LIMIT)).state == (
        "interrupted"
    )


def test_the_tables_hold_the_numbers_of_the_run(store, run, snapshots, archive):
    files = contents(archive)
    last = snapshots[-1]
    for table in (
        csv.read_csv(io.BytesIO(files["metrics.csv"])),
        pq.read_table(io.BytesIO(files["metrics.parquet"])),
    ):
        assert table["metric"].to_pylist() == [snapshot.metric for snapshot in snapshots]
        assert table["step"].to_pylist() == [snapshot.step for snapshot in snapshots]
        assert table["self_replicator"].to_pylist()[-1] == last.kinds["self_replicator"]
        middle = table["replication_loss_q50"].to_pylist()[-1]
        assert middle == pytest.approx(np.median(last.replication_loss), rel=1e-6)
    float32 = csv.ConvertOptions(column_types={"weight": pa.float32()})
    particles = csv.read_csv(io.BytesIO(files["particles.csv"]), convert_options=float32)
    assert np.array_equal(particles["weight"].to_numpy(), last.weight)
    assert particles["kind"].to_pylist() == [Kind(kind).name.lower() for kind in last.kind]
    places = [particles[name].to_pylist() for name in ("layer", "cell", "edge")]
    expected = [(0, c, e) for c in range(3) for e in range(2)]
    expected += [(1, c, e) for c in range(3) for e in range(3)] + [(2, 0, e) for e in range(3)]
    assert list(zip(*places, strict=True)) == expected
    weights = load(files["weights.safetensors"])["particle_weights"]
    assert np.array_equal(weights, last.particle_weights)
    cut = load(files["cut.safetensors"])["self_replicator"]
    assert np.array_equal(cut, last.kind == Kind.SELF_REPLICATOR)
    assert parse_config(files["config.json"].decode()) == CONFIG
    strict_json(files["run.json"])


def test_the_readme_names_seed_versions_and_a_command_that_grows_the_same(archive):
    text = contents(archive)["README.txt"].decode()
    version = sys.version.split()[0]
    assert f"Seed {CONFIG.seed}. Grown by version {__version__} of Organism Lab.\n" in text
    assert f"Exported by version {__version__}, with Python {version}, torch " in text
    assert "train addition --seed 1 --set phases.0.epochs=1\n" in text


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"seed": 9, "hidden": "4", "dtype": "float64"},
        {"hidden": "", "momentum": 0, "replication_momentum": "restarted"},
    ],
)
def test_the_command_gives_the_config(preset, changes):
    config = PRESETS[preset].config.changed(changes)
    *program, command = command_of(preset, config).split(" ", 3)
    assert program == ["python", "-m", "orgnet_core"]
    options = parser().parse_args(shlex.split(command))
    assert options.preset == preset and config_of(options) == config


def test_what_no_command_can_say_is_said_in_python(store, snapshots):
    two = parse_config(CONFIG.model_dump() | {"phases": [{"epochs": 1}, {"epochs": 2}]})
    assert command_of("addition", two) is None and command_of(None, CONFIG) is None
    recorded(store, "ab", two, snapshots, preset=None)
    text = contents(archived(store, "ab"))["README.txt"].decode()
    assert 'train(parse_config(open("config.json").read()))' in text


def test_an_archive_from_before_versions_were_recorded_is_of_an_earlier_one(archive, tmp_path):
    about = json.loads(contents(archive)["run.json"])
    assert about.pop("versions") == [__version__]
    older = with_files(about=json.dumps(about))(archive)
    with closing(Store(tmp_path / "elsewhere")) as other:
        assert other.run(import_run(other, io.BytesIO(older), LIMIT)).versions == ("earlier",)


def test_there_is_nothing_to_export_of_an_unknown_run(store):
    with pytest.raises(NotRecordedError, match="There is no run 'nobody'"):
        write_archive(store, "nobody", io.BytesIO())


# Whatever is not such an archive


def with_json(name: str, /, **changed):
    def change(archive: bytes) -> bytes:
        values = json.loads(contents(archive)[name]) | changed
        return with_files(**{name: json.dumps(values)})(archive)

    return change


def with_arrays(scalars: dict | None = None, /, **changed):
    """The first snapshot with other arrays, or without those that are None."""

    def change(archive: bytes) -> bytes:
        content = contents(archive)[FIRST]
        header = json.loads(content[8 : 8 + struct.unpack("<Q", content[:8])[0]])
        told = json.loads(header["__metadata__"]["scalars"]) | (scalars or {})
        arrays = load(content) | changed
        arrays = {name: array for name, array in arrays.items() if array is not None}
        return with_files(first=save(arrays, {"scalars": json.dumps(told)}))(archive)

    return change


def with_header(text: bytes, size: int | None = None):
    """A first snapshot of nothing but a header, which may lie about its size."""
    return with_files(first=struct.pack("<Q", len(text) if size is None else size) + text)


def with_entry(name: str, **attributes):
    """One more file, with anything an entry in an archive can say of it."""

    def change(archive: bytes) -> bytes:
        info = ZipInfo(name)
        for attribute, value in attributes.items():
            setattr(info, attribute, value)
        buffer = io.BytesIO(archive)
        with ZipFile(buffer, "a") as out:
            out.writestr(info, b"/etc/passwd", ZIP_STORED)
        return buffer.getvalue()

    return change


def as_link(archive: bytes) -> bytes:
    files = contents(archive)
    del files["README.txt"]
    attributes = {"create_system": 3, "external_attr": (stat.S_IFLNK | 0o777) << 16}
    return with_entry("README.txt", **attributes)(packed(files))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def twice(archive: bytes) -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return with_entry("run.json")(archive)


def patched(signature: bytes, offset: int, value: bytes):
    """Bytes overwritten at an offset from the first `signature`, in every entry that has it."""

    def change(archive: bytes) -> bytes:
        data, at = bytearray(archive), archive.find(signature)
        while at >= 0:
            data[at + offset : at + offset + len(value)] = value
            at = data.find(signature, at + 1)
        return bytes(data)

    return change


def lying_about_its_size(archive: bytes) -> bytes:
    """The settings claim ten bytes, and unpack to a hundred million."""
    buffer = io.BytesIO()
    files = contents(archive) | {"config.json": b" " * 50_000_000}
    data = bytearray(packed(files))
    entry = data.find(b"config.json", data.find(b"PK\1\2")) - 46
    data[entry + 24 : entry + 28] = struct.pack("<L", 10)
    buffer.write(data)
    return buffer.getvalue()


def shortened(archive: bytes) -> bytes:
    files = contents(archive)
    data = bytearray(packed(files, ZIP_STORED))
    at = data.find(files["config.json"])
    data[at] ^= 1
    return bytes(data)


many = "The archive holds two files of one name"
no_export = "which no exported run does"
HOSTILE = {
    "nothing": (lambda archive: b"", "no zip archive"),
    "text": (lambda archive: b"my diary " * 100, "no zip archive"),
    "half of it": (lambda archive: archive[: len(archive) // 2], "no zip archive"),
    "a list without files": (lambda archive: archive[-22:], "damaged"),
    "no file": (lambda archive: packed({}), "lacks config.json|several"),
    "a comment": (lambda archive: archive[:-2] + b"\5\0hello", "no zip archive as an export"),
    "a list of 65,535": (patched(b"PK\5\6", 8, b"\xff\xff\xff\xff"), "lists more than"),
    "a list of 4 GB": (patched(b"PK\5\6", 12, b"\xff\xff\xff\x7f"), "lists more than"),
    "too large": (lambda archive: archive + b"\0" * LIMIT, "larger than the 10 MB"),
    "a bomb": (with_files(**{"metrics.csv": b"\0" * 50_000_000}), "packed tighter"),
    "many small bombs": (
        with_files(**{f"snapshots/{i:08}.safetensors": b"\0" * 99_000 for i in range(1, 200)}),
        "unpacks to more than the 10 MB",
    ),
    "a lie about sizes": (lying_about_its_size, "damaged: (Bad CRC|File size)|not as large"),
    "a flipped bit": (shortened, "damaged: Bad CRC-32"),
    "encrypted": (patched(b"PK\1\2", 8, b"\1\0"), "is encrypted"),
    "another packing": (
        lambda archive: packed(contents(archive), ZIP_BZIP2),
        "packed in a way that no export uses",
    ),
    "an absolute path": (with_entry("/etc/cron.d/job"), no_export),
    "a way out": (with_entry("../../outside.txt"), no_export),
    "a way out below": (with_entry("snapshots/../../../x.safetensors"), no_export),
    "a way out of Windows": (with_entry("..\\..\\outside.txt"), no_export),
    "a drive": (with_entry("C:\\x.safetensors"), no_export),
    "a folder": (with_entry("snapshots/"), no_export),
    "a pickle": (with_entry("weights.pkl"), no_export),
    "code": (with_entry("__init__.py"), no_export),
    "another spelling": (with_entry("snapshots/1.safetensors"), no_export),
    "digits of another script": (with_entry("snapshots/0000000١.safetensors"), no_export),
    "a name that goes on": (with_entry("x.html\x1b[2J<script>alert(1)</script>"), no_export),
    "a link": (as_link, "README.txt is a link"),
    "two of a name": (twice, many),
    "several runs": (lambda archive: packed({"organism-a.zip": archive}), "unpack them"),
    "no settings": (with_files(config=None), "lacks config.json"),
    "no first step": (with_files(first=None), "lacks snapshots/00000000"),
    "settings that are none": (with_files(config="[1, 2]"), "must be an object of settings"),
    "settings that are no JSON": (with_files(config="{" * 90_000), "no valid JSON"),
    "settings that are no text": (with_files(config=b"\xff\xfe\0"), "is no text"),
    "an endless number": (with_files(config='{"seed": ' + "9" * 9000 + "}"), "no valid JSON"),
    "a huge organism": (with_json("config.json", hidden=[4096, 4096]), "at most 2,000,000"),
    "an unknown setting": (with_json("config.json", shell="rm"), "shell is no setting"),
    "a setting that never ends": (with_json("config.json", **{"x" * 9000: 1}), "xxx…"),
    "a setting for terminals": (with_json("config.json", **{"\x1b[2J\r\n": 1}), "no setting"),
    "settings too long": (with_files(config=b" " * 200_000), "packed tighter|too large"),
    "the settings of another run": (
        with_json("config.json", hidden=[2]),
        r"not (float32|uint8) \[(3, |27, )?6\]",
    ),
    "other batches": (with_json("config.json", batch_size=25), "speaks of another step"),
    "steps beyond the end": (
        with_files(**{"snapshots/00000021.safetensors": b""}),
        "a step 21 of a run of 20 steps",
    ),
    "another format": (with_json("run.json", format="pickle"), "format is not allowed"),
    "a later version": (with_json("run.json", version=2), "version is not allowed"),
    "an id that is a path": (with_json("run.json", run="../../x"), "run is not allowed"),
    "an id that is markup": (with_json("run.json", run="<script>"), "run is not allowed"),
    "an unknown preset": (with_json("run.json", preset="<b>"), "preset is not allowed"),
    "an unknown state": (with_json("run.json", state="owned"), "state is not allowed"),
    "no moment": (with_json("run.json", created="yesterday"), "created is not allowed"),
    "a moment of nowhere": (with_json("run.json", created="2026-01-01"), "created is not"),
    "a name of many lines": (with_json("run.json", name="a\nb"), NO_NAME),
    "a name without end": (with_json("run.json", name="a" * 81), NO_NAME),
    "a name that turns round": (with_json("run.json", name="a\u202egpj.exe"), "printable"),
    "half a letter": (with_files(about='{"name": "\\ud800"}'), "run.json"),
    "no versions": (with_json("run.json", versions=[]), "versions is not allowed"),
    "versions as text": (with_json("run.json", versions="1.0.0"), "versions is not allowed"),
    "many versions": (with_json("run.json", versions=["1.0.0"] * 21), "versions is not allowed"),
    "a long version": (with_json("run.json", versions=["1" * 31]), "versions.0 is not allowed"),
    "a version that is code": (
        with_json("run.json", versions=["1.0.0", "1\nimport os"]),
        "versions.1 is not allowed",
    ),
    "a version that ends a line": (
        with_json("run.json", versions=["1.0.0\n"]),
        "versions.0 is not allowed",
    ),
    "a version in other digits": (
        with_json("run.json", versions=["1.٣"]),
        "versions.0 is not allowed",
    ),
    "a version that is a number": (
        with_json("run.json", versions=[1.0]),
        "versions.0 is not allowed",
    ),
    "something besides": (with_json("run.json", owner="me"), "owner is not allowed"),
    "no snapshot": (with_files(first=b"\x80\4\x95pickle"), "is no snapshot"),
    "a header of 2⁶³ bytes": (with_header(b"{}", 2**63), "is no snapshot"),
    "a header too deep": (with_header(b"[" * 50_000), "is no snapshot"),
    "a header of nothing": (with_header(b"{}"), "is no snapshot"),
    "arrays outside": (
        with_header(b'{"kind":{"dtype":"U8","shape":[18],"data_offsets":[0,999999]}}'),
        "is no snapshot",
    ),
    "an array too few": (with_arrays(weight=None), "has not the arrays"),
    "an array too many": (with_arrays(more=np.zeros(18, np.float32)), "has not the arrays"),
    "another shape": (with_arrays(weight=np.zeros(17, np.float32)), r"float32 \[17\], not"),
    "another type": (with_arrays(weight=np.zeros(18)), r"weight as float64 \[18\], not float32"),
    "whole numbers": (with_arrays(copy=np.zeros(18, np.int64)), "copy as int64"),
    "kinds of no kind": (with_arrays(kind=np.full(18, 9, np.uint8)), "no known kind"),
    "weights of others": (
        with_arrays(particle_weights=np.zeros((40, 18), np.float32)),
        r"particle_weights as float32 \[40, 18\]",
    ),
    "a step of another": (with_arrays({"step": 3}), "another step"),
    "time before time": (with_arrays({"seconds": -1}), "seconds is not allowed"),
    "time that is none": (with_arrays({"seconds": "NaN"}), "seconds is not allowed"),
    "time without end": (with_arrays({"seconds": "Infinity"}), "seconds is not allowed"),
    "time beyond all times": (with_arrays({"seconds": 1e308}), "seconds is not allowed"),
    "a step in words": (with_arrays({"step": "0"}), "step is not allowed"),
    "an epoch that is none": (with_arrays({"epoch": "NaN"}), "epoch is not allowed"),
    "a score in words": (with_arrays({"metric": "good"}), "metric is not allowed"),
    "a method in markup": (
        with_arrays({"contribution_method": "<img src=x>"}),
        "contribution_method is not allowed",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_exported_run_is_refused_in_a_sentence_and_nothing_is_kept(
    store, run, archive, tmp_path, case
):
    change, words = HOSTILE[case]
    before = {path.name for path in tmp_path.rglob("*")}
    with pytest.raises(ArchiveError, match=words) as refused:
        import_run(store, io.BytesIO(change(archive)), LIMIT)
    sentence = str(refused.value)
    assert sentence.endswith(".") and len(sentence) < 300 and sentence.isprintable()
    assert [record.id for record in store.runs()] == [run]
    assert {path.name for path in tmp_path.rglob("*")} == before


def test_what_these_change_is_all_that_is_wrong_with_them(archive):
    """The same ways of making an archive make a good one where nothing is changed."""
    for same in (with_files(), with_json("run.json"), with_json("config.json"), with_arrays()):
        assert read_archive(io.BytesIO(same(archive)), LIMIT).record.id == "ab12"


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: b"PK\3\4" + tail))
def test_noise_is_refused(noise):
    with pytest.raises(ArchiveError):
        read_archive(io.BytesIO(noise), LIMIT)


def test_an_archive_of_before_errors_were_measured_opens_without_them():
    old = with_arrays(contribution_error=None)(_GOOD())
    first, second, *_ = read_archive(io.BytesIO(old), LIMIT).snapshots
    assert np.isnan(first.contribution_error).all()
    assert np.isfinite(second.contribution_error).all()


@settings(max_examples=200)
@given(data=st.data())
def test_a_damaged_archive_is_refused_or_means_the_same(data):
    """Any few bytes overwritten: never another exception, never other numbers."""
    archive = _GOOD()
    damaged = bytearray(archive)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_archive(io.BytesIO(bytes(damaged)), LIMIT)
    except ArchiveError:
        return
    good = read_archive(io.BytesIO(archive), LIMIT)
    assert found.record == good.record or found.record.id == good.record.id
    assert [bits(each, without=()) for each in found.snapshots] == [
        bits(each, without=()) for each in good.snapshots
    ]


_made: list[bytes] = []


def _GOOD() -> bytes:
    if not _made:
        with TemporaryDirectory() as folder, closing(Store(folder)) as store:
            steps = list(train(addition(epochs=1, hidden="", particle_hidden=1)))[:2]
            recorded(store, "a", addition(epochs=1, hidden="", particle_hidden=1), steps)
            _made.append(archived(store, "a"))
    return _made[0]


def test_steps_recorded_in_float32_by_a_float64_run_are_accepted(store, snapshots):
    recorded(store, "ab", CONFIG.changed({"dtype": "float64"}), snapshots)
    again = import_run(store, io.BytesIO(archived(store, "ab")), LIMIT)
    assert everything(store, again) == everything(store, "ab")


def test_a_run_without_particle_weights_comes_back_too(store, snapshots):
    recorded(store, "ab", CONFIG, [replace(step, particle_weights=None) for step in snapshots])
    packed_again = archived(store, "ab")
    assert load(contents(packed_again)["weights.safetensors"]) == {}
    again = import_run(store, io.BytesIO(packed_again), LIMIT)
    assert everything(store, again) == everything(store, "ab")
