"""CITATION.cff is a citation file by the rules of the Citation File Format 1.2.0, and cites this version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from simulator import __version__

CITATION = yaml.safe_load((Path(__file__).parents[2] / "CITATION.cff").read_text(encoding="utf-8"))
REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = REQUIRED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url",
    "preferred-citation", "references", "repository", "repository-artifact", "repository-code",
    "type", "url", "version",
}  # fmt: skip
"""Keys of the format: citation-file-format 1.2.0, schema guide."""


def test_it_cites_this_version() -> None:
    assert CITATION["version"] == __version__


def test_it_has_the_keys_of_the_format_and_no_others() -> None:
    assert set(CITATION) >= REQUIRED
    assert set(CITATION) <= ALLOWED
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] in ("software", "dataset")


@pytest.mark.parametrize("author", CITATION["authors"])
def test_an_author_is_a_person_or_an_entity(author: dict[str, str]) -> None:
    entity = {"name"} <= set(author)
    person = bool({"family-names", "given-names", "alias"} & set(author))
    assert entity != person
    assert all(isinstance(value, str) and value for value in author.values())


def test_texts_are_texts_and_dates_are_dates() -> None:
    assert all(
        isinstance(CITATION[key], str) and CITATION[key].strip() for key in ("message", "title", "abstract")
    )
    assert CITATION["keywords"]
    assert len(set(CITATION["keywords"])) == len(CITATION["keywords"])
    assert isinstance(CITATION.get("date-released", date.min), date)
