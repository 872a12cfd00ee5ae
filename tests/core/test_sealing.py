"""Secrets at rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.core.sealing import SealBroken, seal, unseal


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_under_the_same_key_only(text: str) -> None:
    sealed = seal(text, "key")
    assert unseal(sealed, "key") == text
    if text:
        with pytest.raises(SealBroken):
            unseal(sealed, "another key")


def test_a_seal_hides_the_text_and_shows_damage() -> None:
    sealed = seal("whsec_secret", "key")
    assert "secret" not in sealed
    with pytest.raises(SealBroken):
        unseal(sealed[:-4] + "AAAA", "key")
