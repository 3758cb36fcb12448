"""The directory: which partners are known, and the exact keys that tell them apart.

A key is an id, a word of a person (`data.partners.aliases`), a domain or e-mail domain that one partner has, a name
that one partner has. Whatever decides less than that tells nobody: a false merge is worse than a miss.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from data.partners.names import CompanyName, company_host, company_name, registrable


class Way(StrEnum):
    """How a cell told its partner."""

    ID = "by id"
    ALIAS = "by a word said earlier"
    DOMAIN = "by domain"
    NAME = "by name"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Known:
    """A partner as a partners file names it.

    Parameters
    ----------
    partner_id
        As it is stored.
    name
        Empty when there is none.
    domain
        One address or several, with commas, semicolons or blanks between them.
    """

    partner_id: str
    name: str = ""
    domain: str = ""


@dataclass(frozen=True)
class Directory:
    """Who is known, and by which keys; frozen, so that a file is identified by one state of the store.

    Make it with `Directory.of`.

    Parameters
    ----------
    known
        Ids that tell themselves: those of partners and those of which a person has said something.
    names
        Id -> name, of partners that count under their own id.
    targets
        Merged id -> partner for which its rows count.
    keyed
        Whose names and domains are keys. What is made of them waits until a cell is none of the known ids.
    """

    known: frozenset[str]
    names: Mapping[str, str]
    targets: Mapping[str, str]
    keyed: tuple[Known, ...] = field(repr=False)

    @classmethod
    def of(cls, partners: Iterable[Known], aliases: Mapping[str, str] | None = None) -> Directory:
        """Put a directory together.

        Parameters
        ----------
        partners
            Every partner that partners files name, also those merged into others: their keys stay keys.
        aliases
            What a person has said: id -> partner, or the id itself when it is a partner of its own.
        """
        listed, aliases = {one.partner_id: one for one in partners}, aliases or {}
        said = {alias for alias in aliases if alias not in listed}
        targets = {alias: target for alias, target in aliases.items() if alias != target}
        own = {one.partner_id: one.name or one.partner_id for one in listed.values() if one.partner_id not in targets}
        own |= {target: target for target in sorted(set(targets.values()) - set(own))}
        known = frozenset(listed) | frozenset(aliases) | frozenset(own)
        keyed = (*listed.values(), *(Known(alias, alias) for alias in sorted(said)))
        return cls(known=known, names=own, targets=targets, keyed=keyed)

    @cached_property
    def hosts(self) -> Mapping[str, frozenset[str]]:
        """Host -> the ids that have it."""
        return _gathered((host, one.partner_id) for one in self.keyed for host in hosts_in(one.domain))

    @cached_property
    def domains(self) -> Mapping[str, frozenset[str]]:
        """Domain that somebody has registered -> the ids that have a host in it."""
        return _gathered((registrable(host), one) for host, ids in self.hosts.items() for one in ids)

    @cached_property
    def companies(self) -> Mapping[str, Mapping[str, CompanyName]]:
        """Key of a name -> the ids that have it, each with its name taken apart."""
        found: dict[str, dict[str, CompanyName]] = {}
        for one in self.keyed:
            if one.name.strip():
                name = company_name(one.name)
                found.setdefault(name.key, {})[one.partner_id] = name
        return found

    @cached_property
    def folded(self) -> Mapping[str, frozenset[str]]:
        """Id without case -> the ids that look so."""
        return _gathered((one.casefold(), one) for one in self.known)

    def find(self, word: str, *, are_ids: bool = False) -> tuple[str | None, Way]:
        """Return the id that a cell tells, and how; None when no exact key does.

        Parameters
        ----------
        word
            The cell, trimmed.
        are_ids
            The cell stands in a column of ids, where two that differ in case only are two.
        """
        if word in self.known:
            return word, Way.ALIAS if word in self.targets else Way.ID
        if not self.known or self._looks_like_an_id(word, are_ids=are_ids):
            return None, Way.UNKNOWN
        by_domain = self._by_domain(word)
        by_name = self._by_name(word)
        if by_domain and self._is_also_called(word, by_domain):
            return None, Way.UNKNOWN
        if by_domain or by_name:
            return by_domain or by_name, Way.DOMAIN if by_domain else Way.NAME
        return None, Way.UNKNOWN

    def target(self, partner_id: str) -> str:
        """Return the partner for which rows of an id count."""
        return self.targets.get(partner_id, partner_id)

    def twins(self, one: Known) -> set[str]:
        """Return partners that have the name of another one, but for its legal form, its domain, or its id."""
        ids = {*self.folded.get(one.partner_id.casefold(), ())}
        ids |= set(self.companies.get(company_name(one.name).key, ())) if one.name.strip() else set()
        for host in hosts_in(one.domain):
            ids |= self.domains.get(registrable(host), frozenset())
        return {self.target(other) for other in ids} - {one.partner_id}

    def _looks_like_an_id(self, word: str, *, are_ids: bool) -> bool:
        """Say whether a word differs from a known id in case only, where that id is not simply a name."""
        alike = self.folded.get(word.casefold(), ())
        return any(are_ids or not self._is_a_name(other) for other in alike)

    def _is_a_name(self, partner_id: str) -> bool:
        return partner_id in self.companies.get(company_name(partner_id).key, {})

    def _by_domain(self, word: str) -> str | None:
        host = company_host(word)
        if host is None:
            return None
        # A host of its own tells more than the domain that it shares.
        return self._one(self.hosts.get(host, ()) or self.domains.get(registrable(host), ()))

    def _is_also_called(self, word: str, partner_id: str) -> bool:
        """Say whether a word is the name of another partner than the one whose domain it is."""
        named = {self.target(one) for one in self.companies.get(company_name(word).key, ())}
        return bool(named - {self.target(partner_id)})

    def _by_name(self, word: str) -> str | None:
        name = company_name(word)
        alike = self.companies.get(name.key, {})
        # A legal form tells two companies of one name apart; without one, both may be meant.
        if whole := [other for other, its in alike.items() if name.forms and its == name]:
            return self._one(whole)
        return self._one(alike) if all(name.may_be(its) for its in alike.values()) else None

    def _one(self, ids: Collection[str]) -> str | None:
        """Return the one partner that some ids mean: the id itself, or their target when a person has joined them."""
        if len(ids) == 1:
            return next(iter(ids))
        meant = {self.target(one) for one in ids}
        return meant.pop() if len(meant) == 1 else None


def hosts_in(domain: str) -> list[str]:
    """Return the hosts of a company that a cell of the column `domain` names."""
    parts = domain.replace(",", " ").replace(";", " ").split()
    return [host for host in map(company_host, parts) if host]


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, one in pairs:
        found.setdefault(key, set()).add(one)
    return {key: frozenset(ids) for key, ids in found.items()}
