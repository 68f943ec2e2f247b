"""Hosts: which footprint takes in the people of an overlap that is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmodel.ties import Ties

if TYPE_CHECKING:
    from graphmodel.dataset import Dataset
    from graphmodel.overlap import Overlap

__all__ = ["HostChoice"]


class HostChoice:
    """Chooses which follower of a lead footprint takes in the people of an undone overlap.

    Parameters
    ----------
    dataset, overlap
        What the plan is for.
    follower_set
        The set in which people change footprint.
    """

    def __init__(self, dataset: Dataset, overlap: Overlap, follower_set: str) -> None:
        self._ties = Ties(dataset)
        self._set = follower_set
        leading, following = ("a", "b") if overlap.compare[1] == follower_set else ("b", "a")
        groups = overlap.portions.groupby([leading, following])
        self._blocks = groups["organisation"].agg(frozenset).to_dict()
        self._people = groups["people"].sum().to_dict()

    def __call__(self, leader: str, follower: str, hosts: list[str]) -> str:
        """Return the host with the longest border, most shared partners, most people.

        Border and people are those of the host's part in the lead footprint, since that is what
        the newcomers join.
        """
        moving = self._blocks[leader, follower]
        partners = self._ties.partners(self._set, follower)

        def rank(host: str) -> tuple[float, int, int, float, str]:
            kilometres, links = self._ties.border(moving, self._blocks[leader, host])
            shared = len(partners & self._ties.partners(self._set, host))
            return (-kilometres, -links, -shared, -self._people[leader, host], host)

        return min(hosts, key=rank)
