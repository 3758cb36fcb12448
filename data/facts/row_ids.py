"""Row ids as sorted hashes beside each file of facts: they tell which earlier files an import concerns.

Two files of millions of ids are compared by their hashes, mapped into memory; rows are looked at only where
hashes meet, and there the ids themselves decide. A hash says where to look, never what is the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.facts.files import FactFiles, Words

Flags = npt.NDArray[np.bool_]

ROWS_AT_ONCE: Final = 1 << 18
"""How many rows of a file are looked at together."""

HASHES_AT_ONCE: Final = 1 << 20
"""How many hashes are held or sorted together."""

NO_HASH: Final = np.uint64(0)
"""Stands for a missing text; the hash of a text is never this number."""

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_SHIFT: Final = np.uint64(32)
_WIDTH: Final = 8


def hash_texts(texts: pa.Array) -> Words:
    """Return a hash of 64 bits for each text, the same on every machine; `NO_HASH` for a missing one.

    Examples
    --------
    >>> import pyarrow as pa
    >>> one, other, again, nothing = hash_texts(pa.array(["a", "b", "a", None]))
    >>> bool(one == again), bool(one == other), int(nothing)
    (True, False, 0)
    """
    if pa.types.is_null(texts.type):
        return np.zeros(len(texts), dtype="uint64")
    if pa.types.is_dictionary(texts.type):
        codes = texts.indices.fill_null(0).to_numpy(zero_copy_only=False)
        words = hash_texts(texts.dictionary) if len(texts.dictionary) else np.zeros(1, dtype="uint64")
        found: Words = np.where(texts.is_valid().to_numpy(zero_copy_only=False), words[codes], NO_HASH)
        return found
    hashes = _hash_bytes(texts.cast(pa.large_string()))
    if texts.null_count:
        hashes[texts.is_null().to_numpy(zero_copy_only=False)] = NO_HASH
    return hashes


def mix(hashes: Words, values: Words) -> Words:
    """Stir values into hashes, one by one."""
    mixed: Words = (hashes ^ values) * _MULTIPLIER
    mixed ^= mixed >> _SHIFT
    mixed *= _MULTIPLIER
    mixed ^= mixed >> np.uint64(29)
    return mixed


def write_ids(files: FactFiles, table: str, facts_path: str) -> str | None:
    """Write the sorted hashes of a file's row ids beside it.

    Returns
    -------
    str or None
        Path below the root; None when no row has an id, which costs no look at the rows.
    """
    if not _may_have_ids(files.open(facts_path)):
        return None
    with tempfile.TemporaryFile() as spilled:
        ends = list(_spill_runs(files, facts_path, spilled))
        return files.write_words(f"{table}/ids", _merged(spilled, ends), "ids") if ends else None


def shared(one: Words, other: Words) -> Words:
    """Return the hashes that two sorted arrays have in common, sorted."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    found = [block[are_in(block, many)] for block in _blocks(few)] if len(many) else []
    return np.concatenate(found) if found else np.empty(0, dtype="uint64")


def are_in(hashes: Words, among: Words) -> Flags:
    """Say for each hash whether a sorted array holds it."""
    if not len(among):
        return np.zeros(len(hashes), dtype=bool)
    found: Flags = among[np.minimum(np.searchsorted(among, hashes), len(among) - 1)] == hashes
    return found


def rows_with_ids_of(files: FactFiles, earlier: str, later: str, common: Words) -> Flags:
    """Say for each row of an earlier file of facts whether a later one holds its id.

    Parameters
    ----------
    files
        Where both lie.
    earlier, later
        Their paths.
    common
        Hashes that both hold, sorted (`shared`).
    """
    rows = files.open(earlier).metadata.num_rows
    hidden = np.zeros(rows, dtype=bool)
    for some in _blocks(common):
        names = [ids for _, ids in _ids_with(files, later, some)]
        known = pa.concat_arrays(names) if names else pa.array([], pa.large_string())
        for at, ids in _ids_with(files, earlier, some):
            hidden[at[pc.is_in(ids, value_set=known).to_numpy(zero_copy_only=False)]] = True
    return hidden


def _ids_with(files: FactFiles, path: str, hashes: Words) -> Iterator[tuple[npt.NDArray[np.int64], pa.Array]]:
    """Give the places and the ids of the rows whose hash is among some, block by block."""
    start = 0
    for ids in _id_blocks(files.open(path)):
        at = np.flatnonzero(are_in(hash_texts(ids), hashes))
        if len(at):
            yield at + start, ids.take(pa.array(at)).cast(pa.large_string())
        start += len(ids)


def _id_blocks(file: pq.ParquetFile) -> Iterator[pa.Array]:
    for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=["_row_id"]):
        yield batch.column(0)


def _may_have_ids(file: pq.ParquetFile) -> bool:
    column = file.schema_arrow.names.index("_row_id")
    if pa.types.is_null(file.schema_arrow.field(column).type):
        return False
    groups = (file.metadata.row_group(at).column(column) for at in range(file.metadata.num_row_groups))
    return any(
        group.statistics is None or not group.statistics.has_null_count
        or group.statistics.null_count < group.num_values
        for group in groups
    )  # fmt: skip


def _spill_runs(files: FactFiles, path: str, spilled: IO[bytes]) -> Iterator[int]:
    """Write sorted runs of hashes one after the other; give the place where each ends."""
    held: list[Words] = []
    end = count = 0
    for ids in _id_blocks(files.open(path)):
        hashes = hash_texts(ids)
        held.append(hashes[hashes != NO_HASH])
        count += len(held[-1])
        if count >= HASHES_AT_ONCE:
            end += _spill(held, spilled)
            held, count = [], 0
            yield end
    if count:
        yield end + _spill(held, spilled)


def _spill(held: Sequence[Words], spilled: IO[bytes]) -> int:
    run = np.sort(np.concatenate(held)).astype("<u8", copy=False)
    spilled.write(run.tobytes())
    spilled.flush()
    return len(run)


def _merged(spilled: IO[bytes], ends: Sequence[int]) -> Iterator[Words]:
    """Give the hashes of sorted runs in one order: range by range, so that few are held at a time."""
    whole = np.memmap(spilled, dtype="<u8", mode="r")
    runs = [whole[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    # Hashes lie evenly, so equal ranges hold about as many each.
    bounds = np.linspace(0, 2.0**64, len(runs) + 1)[1:-1].astype("uint64")
    cuts = [[0, *np.searchsorted(run, bounds), len(run)] for run in runs]
    for at in range(len(runs)):
        yield np.sort(np.concatenate([run[cut[at] : cut[at + 1]] for run, cut in zip(runs, cuts, strict=True)]))


def _blocks(hashes: Words) -> Iterator[Words]:
    for start in range(0, len(hashes), HASHES_AT_ONCE):
        yield np.asarray(hashes[start : start + HASHES_AT_ONCE])


def _hash_bytes(texts: pa.Array) -> Words:
    offsets = np.frombuffer(texts.buffers()[1], dtype="int64")[texts.offset : texts.offset + len(texts) + 1]
    data = texts.buffers()[2]
    text = np.zeros((data.size if data else 0) + _WIDTH, dtype="uint8")
    text[: len(text) - _WIDTH] = np.frombuffer(data, dtype="uint8") if data else 0
    # Every place of the text as the start of eight bytes.
    eight: Words = np.ndarray((len(text) - _WIDTH + 1,), dtype="<u8", buffer=text.data, strides=(1,))
    start, length = offsets[:-1], np.diff(offsets)
    hashes = mix(np.full(len(texts), _MULTIPLIER), length.astype("uint64"))
    at = np.flatnonzero(length > 0)
    done = 0
    while len(at):
        left = np.minimum(length[at] - done, _WIDTH).astype("uint64")
        kept = np.uint64(0xFFFFFFFFFFFFFFFF) >> (np.uint64(64) - left * np.uint64(8))
        hashes[at] = mix(hashes[at], eight[start[at] + done] & kept)
        done += _WIDTH
        at = at[length[at] > done]
    hashes[hashes == NO_HASH] = _MULTIPLIER
    return hashes
