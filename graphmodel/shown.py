"""What results can do by rooms that come after theirs, and what kinds of things a table shows.

What is shown of a result, and in which tables, is the business of later rooms, and results are made
in earlier ones. A later room is therefore asked for by name, here and nowhere else, when somebody
asks for what it makes; here its types are named too, so that what comes of it is known.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, get_args

from graphmodel.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes

    from graphmodel.drawing.geo import Features
    from graphmodel.steps.suggestion import Suggestions

Kind: TypeAlias = Literal[
    "label",
    "text",
    "long",
    "prose",
    "code",
    "people",
    "count",
    "change",
    "share",
    "decimal",
    "figure",
    "flag",
]
"""What a column holds: a label never to be wrapped, text, long text, sentences, a code, people, a
count, a difference, a share, a number with decimals, yes or no; or a figure, which is what the
row's ``form`` says (one of these)."""

AssessmentTable: TypeAlias = Literal["footprints", "measures"]
"""The tables of an assessment."""

PlanTable: TypeAlias = Literal[
    "steps",
    "step_footprints",
    "step_organisations",
    "step_partners",
    "assignment",
    "footprints",
    "partners",
    "partner_footprints",
    "measures",
]
"""The tables of a plan."""

AppraisalTable: TypeAlias = Literal["options", "scores", "robustness"]
"""The tables of an appraisal of options."""

FrontierTable: TypeAlias = Literal["points", "alternatives"]
"""The tables of a frontier."""

ComparisonTable: TypeAlias = Literal["steps", "figures", "partners", "memberships"]
"""The tables of two plans compared."""

DatasetTable: TypeAlias = Literal[
    "organisations", "footprints", "memberships", "neighbours", "flows", "portions", "towns"
]
"""The tables of a dataset, and of two compared."""

RebasedTable: TypeAlias = Literal["misfits", PlanTable]
"""The tables of a plan brought over: what no longer fits, and those of the plan."""

TrackingTable: TypeAlias = Literal["steps", "totals", "beside", "unforeseen"]
"""The tables of a plan held against what happened."""


def _later(module: str) -> Any:  # noqa: ANN401 - a module
    return import_module(f"graphmodel.{module}")


class Shown:
    """A result that a notebook shows as the terminal does.

    Attributes
    ----------
    TABLES
        Names of its tables, as ``to_frame`` takes them; none where there is but one.
    """

    __slots__ = ()

    TABLES: ClassVar[tuple[str, ...]] = ()

    def _repr_html_(self) -> str:
        view = _later("show.views").view_of(self)
        return str(_later("show.notebook").html_of(view))


def check_table(result: Shown, table: str) -> None:
    """Refuse a table that a result has not.

    Raises
    ------
    OptionError
        When it is so.
    """
    if table not in result.TABLES:
        known = ", ".join(result.TABLES) or "nothing, since there is but one table"
        raise OptionError(f"`table` takes {known}, not {table!r}")


class Drawn(Shown):
    """A result that can be drawn."""

    __slots__ = ()

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the result, and return the axes it is drawn on.

        A plan is drawn on its ground, outlines or points: dark what changes, with an arrow for
        each step that bears its rank; without coordinates as bands between the footprints of both
        sets. An assessment is drawn on its ground, dark what cuts across, or as a matrix. A
        frontier is drawn with both its costs: people whose footprint changes, and below, on axes
        of its own, people in footprints absorbed.

        Parameters
        ----------
        ax
            Axes of matplotlib to draw on. By default new ones are made, in a figure (``.figure``)
            of which pyplot does not know; a notebook shows it where it is the value of a cell.

        Raises
        ------
        OptionError
            When ``ax`` is something else, or a frontier has no joint footprints.

        Examples
        --------
        >>> axes = gm.propose("england-2016").plot()
        >>> axes.figure.savefig("plan.png")
        """
        axes: Axes = _later("drawing.plots").plot_of(self, ax)
        return axes


class ShownDataset(Shown):
    """A dataset, as far as it is told by later rooms."""

    __slots__ = ()

    def to_geo(self, footprint_set: str | None = None) -> Features:
        """Return organisations, or the footprints of a set, as features of a map.

        Any program that reads ``__geo_interface__`` takes them:
        ``geopandas.GeoDataFrame.from_features(dataset.to_geo(), crs="EPSG:4326")``. Organisations
        have their outline or else their point, and under the name of each set the footprint they
        are in, that of the largest share; footprints have their outline, or that of their blocks
        together, or else the points of these. A block is drawn where most of its people are.

        Parameters
        ----------
        footprint_set
            The set whose footprints are wanted; by default organisations.

        Raises
        ------
        OptionError
            When there is no such set.

        Examples
        --------
        >>> places = gm.read_dataset("england-2016").to_geo("stp")
        >>> len(places), next(iter(places))["properties"]["name"]
        (44, 'Northumberland, Tyne and Wear')
        """
        found: Features = _later("drawing.geo").dataset_features(self, footprint_set)
        return found


class ShownAssessment(Drawn):
    """An assessment, as far as it is told by later rooms."""

    __slots__ = ()

    TABLES = get_args(AssessmentTable)

    def to_frame(self, table: AssessmentTable = "footprints") -> pd.DataFrame:
        """Return a table of the assessment, with names beside codes and numbers as computed.

        What each column means is said in ``docs/vocabulary.md``.

        Parameters
        ----------
        table
            ``footprints``: one row a footprint of either set; ``measures``: every figure, one row
            each, with its key in JSON (nested keys joined by dots), meaning and unit.

        Raises
        ------
        OptionError
            When there is no such table.

        Examples
        --------
        >>> gm.assess("england-2026").to_frame("measures")[["measure", "value"]].head(2)
                  measure       value
        0          people  56490108.0
        1  people_covered  40280157.0
        """
        check_table(self, table)
        found: pd.DataFrame = _later("show.tables").assessment_table(self, table)
        return found

    def to_geo(self) -> Features:
        """Return the footprints of both sets as features of a map, see :meth:`Dataset.to_geo`.

        Their properties are the columns of ``rows``.

        Examples
        --------
        >>> len(gm.assess("england-2026").to_geo())
        58
        """
        found: Features = _later("drawing.geo").assessment_features(self)
        return found


class ShownPlan(Drawn):
    """A plan, as far as it is told by later rooms."""

    __slots__ = ()

    TABLES = get_args(PlanTable)

    def suggestions(self) -> Suggestions:
        """Return the steps of the plan, ranked, with who is affected and why.

        See :class:`graphmodel.Suggestion`. Together the steps move everybody the plan moves, once.

        Examples
        --------
        >>> step = gm.propose("england-2016").suggestions()[0]
        >>> step.action, step.into
        ('merge', 'LDR15')
        """
        found: Suggestions = _later("steps.suggestion").suggestions(self)
        return found

    def to_frame(self, table: PlanTable = "steps") -> pd.DataFrame:
        """Return a table of the plan, with names beside codes and numbers as computed.

        What each column means is said in ``docs/vocabulary.md``.

        Parameters
        ----------
        table
            ``steps``: one row a step, by rank; ``step_footprints``, ``step_organisations`` and
            ``step_partners``: whom each step concerns, one row each; ``assignment``: one row a
            portion of every block, where it is and where it will be; ``footprints``: one row a
            footprint of today or a new one, now and ``_after``; ``partners``: with how many
            footprints each deals; ``partner_footprints``: with which; ``measures``: every figure
            of the two sets, before and after.

        Raises
        ------
        OptionError
            When there is no such table.

        Examples
        --------
        >>> rows = gm.propose("england-2016", lead="stp").to_frame("assignment")
        >>> int(rows[rows["ldr_changes"]]["people"].sum())
        1819451
        """
        check_table(self, table)
        found: pd.DataFrame = _later("show.tables").plan_table(self, table)
        return found

    def costs(self) -> dict[str, Any]:
        """Return what the plan is for and what it costs, as one row: of several, rows of a frame.

        What each key means is said in ``docs/vocabulary.md``.

        Examples
        --------
        >>> plan = gm.propose("england-2016", lead="stp")
        >>> plan.costs()["footprints_merged"]
        40
        """
        found: dict[str, Any] = _later("plans.costs").plan_costs(self)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the plan, its cost and its suggestions as JSON-ready values, as files carry it.

        ``successors`` and ``assignment`` define the plan; the rest can be recomputed from them and
        the dataset, apart from ``lower_bound``, ``optimal`` and ``support``.
        """
        found: dict[str, Any] = _later("planfiles.planfile").plan_to_dict(self)
        return found

    def write(self, path: str | Path) -> None:
        """Write the plan to a file, whole or not at all, as :func:`graphmodel.write_output` does.

        Parameters
        ----------
        path
            The file, whose ending says in which form: ``.json`` for ``plan.json``.

        Raises
        ------
        OptionError
            When the ending is unknown, or the folder does not exist.
        OSError
            When it cannot be written.

        Examples
        --------
        >>> plan = gm.propose("england-2016")
        >>> plan.write("plan.json")
        >>> gm.read_plan("plan.json").people_moved == plan.people_moved
        True
        """
        _later("show.export").write_output(self, path)

    def to_geo(self, *, after: bool = True) -> Features:
        """Return the footprints of both sets as features of a map, see :meth:`Dataset.to_geo`.

        Their properties are those of an assessment, and ``new``; or ``successor`` and
        ``successor_name`` of those of today.

        Parameters
        ----------
        after
            Whether the footprints that the plan leads to are wanted, or those of today.

        Examples
        --------
        >>> len(gm.propose("england-2016", lead="stp").to_geo())
        88
        """
        found: Features = _later("drawing.geo").plan_features(self, after=after)
        return found
