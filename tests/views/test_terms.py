"""Terms of the glossary are linked where they first stand in a text, and only there."""

import re

import pytest

from orgnet_views.glossary import GLOSSARY
from orgnet_views.terms import EVERYDAY, as_json, link_terms
from orgnet_views.texts import TEXTS

LINK = re.compile(r"\[([^\]]+)\]\(#glossary-(\w+)\)")


def linked(text: str) -> list[tuple[str, str]]:
    return LINK.findall(link_terms(text))


@pytest.mark.parametrize("key", sorted(set(GLOSSARY) - EVERYDAY))
def test_each_term_is_linked_at_its_first_place_alone(key):
    term = GLOSSARY[key].term
    text = f"Of {term}, and again of {term}."
    assert linked(text) == [(term, key)]
    assert LINK.sub(r"\1", link_terms(text)) == text


def test_plurals_and_capitals_are_the_same_term():
    assert linked("Self-replicators and SR steps") == [
        ("Self-replicators", "self_replicator"),
        ("SR steps", "sr_step"),
    ]


def test_parts_of_words_code_and_links_are_left_as_they_are():
    text = "microparticle `particle` [a particle](https://x.org/particle) https://x.org/particle"
    assert link_terms(text) == text


def test_what_a_text_links_itself_is_not_linked_again():
    text = "The [response](#glossary-response) is the effective response."
    assert link_terms(text) == text


def test_everyday_words_are_terms_that_are_not_linked():
    assert set(GLOSSARY) >= EVERYDAY
    assert linked("Copy this run, cut the others, look at one layer.") == []


def test_every_link_in_what_views_say_of_themselves_leads_to_a_term():
    keys = {key for of in TEXTS.values() for _, key in LINK.findall(f"{of}")}
    assert len(keys) > 8 and keys <= set(as_json())
    assert TEXTS["glossary"]["leak"]["definition"] == GLOSSARY["leak"].definition
