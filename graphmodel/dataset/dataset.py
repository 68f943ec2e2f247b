"""A dataset: organisations, footprints, memberships, and who neighbours whom."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from graphmodel.dataset.frames import fields_of_frames
from graphmodel.dataset.notes import EVIDENCE_GRADES, NOTES, further_columns, key_columns
from graphmodel.dataset.schema import empty_table
from graphmodel.errors import OptionError
from graphmodel.files.findings import hint, listed, quoted
from graphmodel.files.guard import guarded, handing
from graphmodel.files.safe_text import shown_text
from graphmodel.files.tables import joined
from graphmodel.shown import ShownDataset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from narwhals.typing import IntoFrame

    from graphmodel.dataset.boundaries import Boundary
    from graphmodel.dataset.targets import Target
    from graphmodel.errors import Problem

Sets: TypeAlias = str | tuple[str, str]
"""Two footprint sets: a pair of names, or both in one text, as in ``"icb,police"``."""


@guarded
@handing(*NOTES)
@dataclass(frozen=True, eq=False, init=False)
class Dataset(ShownDataset):
    """Organisations and the footprints they belong to, validated and in canonical order.

    Made by :func:`graphmodel.read_dataset`, or of frames by :meth:`from_frames`, whose arguments
    the constructor takes too.

    Attributes
    ----------
    name, title
        Short name (that of the folder or file) and title.
    organisations
        One row an organisation, ordered by code: ``organisation``, ``name``, ``kind``, ``type``,
        ``population`` (people; NaN where unknown), ``latitude``, ``longitude`` (degrees, WGS 84;
        NaN where unknown), ``region``, ``aliases`` (other names, a semicolon between them), then
        the owner's further columns as text.
    footprints
        One row a footprint, ordered by set and code: ``footprint_set``, ``footprint``, ``name``,
        ``aliases`` as of organisations.
    memberships
        One row a membership, ordered by organisation, set and footprint: ``organisation``,
        ``footprint_set``, ``footprint``, ``share`` (blanks resolved to equal shares),
        ``evidence``, ``as_of``, ``source``.
    neighbours
        One row an unordered pair, the smaller code first: ``organisation``, ``neighbour``,
        ``border_km`` (kilometres; NaN where unknown), ``kind`` (``land`` or ``water``).
    compare
        The two footprint sets compared unless the user names others.
    blocks
        Kinds of organisation that carry people and of which the ground is made.
    weighted
        False where no organisation carries people, so that every block counts as one member.
    lead, target
        What is asked of the own pair unless the user says otherwise: the set that does not change
        (or ``joint``), and what the other one should come to. None where the data does not say.
    fixed
        Footprint sets that no plan may redraw, unless the user says that it is meant.
    labels
        Words for the sets, kinds and people, for example ``{"ldr": "LDR"}``.
    caveats
        Sentences that belong beside every result.
    sources, licenses
        As in the data package: mappings with ``title`` and ``path``, ``name``.
    boundaries
        Outlines for the map, where there are any.
    flows
        Where the people of partners live, as far as it is known: ``organisation`` (the partner),
        ``block``, ``share`` (of its people), ordered by both codes.
    portions
        Blocks that are counted in several sets at once: ``organisation``, ``people``, ``evidence``,
        ``suppressed``, then a column for each of these sets, with codes of footprints, blank where
        the block is not counted in it. Where a block is counted in both of two sets these are its
        overlap.
    towns
        Towns and lands that the map names, for orientation: ``name``, ``longitude``, ``latitude``,
        ``rank`` (1 for the largest towns, 0 for a land beside the ground).
    warnings
        What is legal but odd, found on reading.

    Examples
    --------
    >>> gm.read_dataset("england-2016").move({"99M": {"ldr": "LDR75"}}, name="what-if").compare
    ('stp', 'ldr')
    """

    name: str
    title: str
    organisations: pd.DataFrame
    footprints: pd.DataFrame
    memberships: pd.DataFrame
    neighbours: pd.DataFrame
    compare: tuple[str, str]
    blocks: tuple[str, ...]
    weighted: bool = field(default=True, init=False)
    lead: str | None = None
    target: Target | None = None
    fixed: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    licenses: tuple[Mapping[str, Any], ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    flows: pd.DataFrame = field(default_factory=partial(empty_table, "flows"))
    portions: pd.DataFrame = field(default_factory=partial(empty_table, "portions"))
    towns: pd.DataFrame = field(default_factory=partial(empty_table, "towns"))
    warnings: tuple[Problem, ...] = field(default=(), init=False)

    def __init__(self, *frames: Any, **said: Any) -> None:  # noqa: ANN401 - as from_frames
        # Nothing makes a dataset that has not been checked: not even dataclasses.replace.
        self.__dict__.update(Dataset.from_frames(*frames, **said).__dict__)

    @classmethod
    def from_frames(  # noqa: PLR0913 - as many as a dataset has parts
        cls,
        organisations: IntoFrame,
        memberships: IntoFrame,
        footprints: IntoFrame | None = None,
        *,
        name: str,
        title: str | None = None,
        compare: Sets | None = None,
        blocks: str | Sequence[str] | None = None,
        neighbours: IntoFrame | None = None,
        flows: IntoFrame | None = None,
        portions: IntoFrame | None = None,
        towns: IntoFrame | None = None,
        lead: str | None = None,
        target: Target | None = None,
        fixed: str | Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
        caveats: Sequence[str] = (),
        sources: Sequence[Mapping[str, Any]] = (),
        licenses: Sequence[Mapping[str, Any]] = (),
        boundaries: object = (),
    ) -> Dataset:
        """Make a dataset of frames: of pandas, or of any library that narwhals reads.

        They are checked as files are, and stay as they are. Columns are those of the attributes,
        in any order; what may be blank in a file may be missing or left out. Numbers count to 15
        digits, as in a workbook. ``compare`` and ``blocks`` may be left out where there is only one
        choice.

        Parameters
        ----------
        organisations, memberships, footprints, neighbours, flows, portions, towns
            The tables. Without footprints, they are those of which there are members, each with its
            code for a name; the other four may be left out.
        name
            A short name for the dataset.
        title, compare, blocks, lead, target, fixed, labels, caveats, sources, licenses
            What is said of it, as in the attributes; the title is the name unless it is given.
            Several sets or kinds may stand in one text, as in ``"icb,police"``.
        boundaries
            Outlines for the map: a GeoJSON mapping, or anything with a ``__geo_interface__``.

        Raises
        ------
        DataError
            When the frames are not sound: with all problems at once, rows counted from 1.
        OptionError
            When an argument is of the wrong kind.

        Examples
        --------
        >>> own = gm.read_dataset("england-2016")
        >>> frames = own.organisations, own.memberships
        >>> gm.Dataset.from_frames(*frames, name="mine", compare="stp,ldr", blocks=own.blocks).name
        'mine'
        """
        frames = {
            "organisations": organisations,
            "footprints": footprints,
            "memberships": memberships,
            "neighbours": neighbours,
            "flows": flows,
            "portions": portions,
            "towns": towns,
        }
        said = {
            "name": name,
            "title": title,
            "compare": compare,
            "blocks": blocks,
            "lead": lead,
            "target": target,
            "fixed": fixed,
            "labels": labels,
            "caveats": caveats,
            "sources": sources,
            "licenses": licenses,
        }
        return unchecked(**fields_of_frames(frames, said, boundaries))

    def replace(self, **changes: Any) -> Dataset:  # noqa: ANN401 - as from_frames
        """Return the dataset with some parts replaced, and checked as a whole.

        Parameters
        ----------
        **changes
            The parts, as in :meth:`from_frames`.

        Raises
        ------
        DataError
            When the parts are not sound together: with all problems, rows counted from 1.
        OptionError
            When there is no such part.
        """
        own = {part.name: getattr(self, part.name) for part in fields(self) if part.init}
        for name in changes:
            if name not in own:
                raise OptionError(f"a dataset has no part {quoted(name)}{hint(name, own)}")
        return Dataset.from_frames(**(own | changes))

    def move(
        self,
        places: Mapping[str, Mapping[str, str | Mapping[str, float]]],
        *,
        name: str,
        evidence: str = "inferred",
    ) -> Dataset:
        """Return the dataset as it would be with some organisations in other footprints.

        The first of its caveats says so, and the source of each new membership. The portions of a
        block that is moved in one of their sets are left out.

        Parameters
        ----------
        places
            For each organisation, by set: the footprint that it is to belong to instead, or several
            with the shares of its people, as in ``{"99M": {"ldr": {"LDR74": 0.4, "LDR75": 0.6}}}``.
        name
            A short name for what is supposed.
        evidence
            The grade of evidence for the new memberships.

        Raises
        ------
        OptionError
            When there is no such organisation, set, footprint or grade.
        DataError
            When shares do not add up to 1.
        """
        known = set(self.organisations["organisation"])
        rows = []
        for code, sets in places.items():
            if code not in known:
                raise OptionError(f"there is no organisation {quoted(code)}{hint(code, known)}")
            for footprint_set, place in sets.items():
                self.sets_named((footprint_set,))
                shares = {place: 1.0} if isinstance(place, str) else place
                rows += [(code, footprint_set, one, share) for one, share in shares.items()]
        if not rows:
            raise OptionError("`places` names no organisation and set to move")
        frame = self.footprints
        for _, footprint_set, code, _ in rows:
            codes = frame["footprint"][frame["footprint_set"] == footprint_set].tolist()
            if code not in codes:
                what = f"the set {footprint_set!r} has no footprint {quoted(code)}"
                raise OptionError(what + hint(code, codes))
        if evidence not in EVIDENCE_GRADES:
            raise OptionError(f"`evidence` is one of {listed(EVIDENCE_GRADES)}, not {evidence!r}")
        there = joined(self.memberships, "organisation", "footprint_set")
        new = pd.DataFrame(rows, columns=["organisation", "footprint_set", "footprint", "share"])
        new = new.assign(evidence=evidence, as_of="", source=f"supposed in {name}")
        kept = self.memberships[~there.isin(joined(new, "organisation", "footprint_set"))]
        told = (f"{code} in the {self.label(key)} {place}" for code, key, place, _ in rows)
        # What was counted of a block no longer holds once it is somewhere else.
        moved = new.loc[new["footprint_set"].isin(self.portions.columns), "organisation"]
        return self.replace(
            memberships=pd.concat([kept, new]),
            portions=self.portions[~self.portions["organisation"].isin(moved)],
            name=name,
            title=f"{self.title}, supposing {name}",
            caveats=(f"Supposed, not fact ({name}): {listed(told)}.", *self.caveats),
        )

    def __repr__(self) -> str:
        sets = self.footprints["footprint_set"].value_counts()
        counts = ", ".join(f"{sets[name]} {name}" for name in self.footprint_sets)
        return shown_text(
            f"<Dataset {self.name!r}: {len(self.organisations)} organisations,"
            f" {len(self.memberships)} memberships; footprints: {counts}>"
        )

    @cached_property
    def footprint_sets(self) -> tuple[str, ...]:
        """The names of the footprint sets, in order of appearance by code."""
        return tuple(self.footprints["footprint_set"].unique())

    @property
    def people(self) -> pd.Series[float]:
        """People of each block (members where nobody is counted), by code of organisation."""
        return self._people.copy(deep=False)

    @cached_property
    def _people(self) -> pd.Series[float]:
        rows = self.organisations[self.organisations["kind"].isin(self.blocks)]
        counts = rows["population"].to_numpy(float) if self.weighted else np.ones(len(rows))
        people = pd.Series(counts, index=pd.Index(rows["organisation"], name="organisation"))
        return people.sort_index()

    @property
    def partners(self) -> pd.DataFrame:
        """Rows of ``organisations`` that are no blocks: they do not move."""
        return self._partners.copy(deep=False)

    @cached_property
    def _partners(self) -> pd.DataFrame:
        rows = self.organisations[~self.organisations["kind"].isin(self.blocks)]
        return rows.reset_index(drop=True)

    @cached_property
    def sha256(self) -> str:
        """Digest of what decides a plan: a plan is for just these contents.

        That is the SHA-256 of a JSON text without spaces, of three sorted lists: block and people;
        set and footprint; block, set, footprint and share. Where there are portions, of a fourth:
        block, people, and set and footprint in turns by order of set. People and shares are
        written as Python writes floating-point numbers, whole ones with ``.0``.
        """
        rows = self.memberships[self.memberships["organisation"].isin(self.people.index)]
        decided = (
            self.people.astype(float).reset_index(),
            self.footprints[["footprint_set", "footprint"]],
            rows[["organisation", "footprint_set", "footprint", "share"]],
        )
        lists = [sorted(frame.itertuples(index=False, name=None)) for frame in decided]
        if len(self.portions):
            lists.append(sorted(self._counted()))
        text = json.dumps(lists, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _counted(self) -> Iterator[tuple[Any, ...]]:
        """Yield portions without their evidence, and without sets in which they are not."""
        sets = further_columns("portions", self.portions)
        columns = ["organisation", "people", *sets]
        for one, people, *codes in self.portions[columns].itertuples(index=False, name=None):
            places = ((name, code) for name, code in zip(sets, codes, strict=True) if code)
            yield one, float(people), *chain.from_iterable(places)

    @cached_property
    def sha256_all(self) -> str:
        """Digest of everything in the tables: folder, zip and workbook of the same data agree.

        Which kinds are blocks goes into it as well.
        """
        digest = hashlib.sha256(f"{sorted(self.blocks)} {self.weighted}\n".encode())
        for table, note in NOTES.items():
            frame: pd.DataFrame = getattr(self, table)
            if table in {"portions", "towns"} and frame.empty:
                continue  # data that are older than these tables keep their digest
            if "aliases" in frame and not frame["aliases"].any():
                frame = frame.drop(columns="aliases")  # as do those older than this column
            frame = frame.sort_values(key_columns(table, frame), kind="stable")
            frame = frame[[*note.key, *sorted(set(frame.columns) - set(note.key))]]
            digest.update(f"{table}\n".encode())
            digest.update(frame.to_csv(index=False, lineterminator="\n").encode())
        return digest.hexdigest()

    def label(self, word: str) -> str:
        """Return the word that readers know a set or kind by: ``ldr`` gives ``LDR``."""
        return self.labels.get(word, word.replace("_", " "))

    @property
    def people_label(self) -> str:
        """What is counted: ``registered patients``, ``people``, or ``members``."""
        return self.labels.get("people", "people" if self.weighted else "members")

    def sets_named(self, sets: str | Sequence[str] | None = None) -> tuple[str, ...]:
        """Return footprint sets, named one by one or as ``"icb,police"``; by default the own pair.

        Raises
        ------
        OptionError
            When a set is unknown.
        """
        if isinstance(sets, str):
            sets = [name.strip() for name in sets.split(",")]
        chosen = tuple(sets or self.compare)
        for name in chosen:
            if name not in self.footprint_sets:
                known = ", ".join(self.footprint_sets)
                raise OptionError(f"{self.name} has no footprint set {name!r}; it has {known}")
        return chosen

    def pair(self, sets: Sets | None = None) -> tuple[str, str]:
        """Return the two footprint sets to compare, by default the dataset's own pair.

        Raises
        ------
        OptionError
            When a set is unknown, or there are not two different ones.
        """
        chosen = self.sets_named(sets)
        if len(chosen) != 2:  # noqa: PLR2004 - a pair
            raise OptionError(
                f"`sets` takes two footprint sets, as in {','.join(self.compare)},"
                f" not {','.join(chosen)!r}"
            )
        first, second = chosen
        if first == second:
            raise OptionError(f"two different footprint sets are needed, not {first!r} twice")
        return first, second


def unchecked(**parts: Any) -> Dataset:  # noqa: ANN401 - parts of a dataset
    """Return a dataset of parts that are known to be sound."""
    dataset = object.__new__(Dataset)
    for part in fields(Dataset):
        default = part.default if part.default_factory is MISSING else part.default_factory()
        dataset.__dict__[part.name] = parts.pop(part.name, default)
    if parts:
        raise TypeError(f"a dataset has no {', '.join(parts)}")
    return dataset


def derived(dataset: Dataset, **changes: Any) -> Dataset:  # noqa: ANN401 - parts of a dataset
    """Return a dataset with some parts changed, as the caller knows to fit."""
    return unchecked(
        **{part.name: dataset.__dict__[part.name] for part in fields(Dataset)} | changes
    )


def blocks_label(dataset: Dataset) -> str:
    """Return the word for a block: the label of its kind, where all are of one kind."""
    return dataset.label(dataset.blocks[0]) if len(dataset.blocks) == 1 else "organisation"
