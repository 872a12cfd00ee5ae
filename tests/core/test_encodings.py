"""What a client takes is told by weights, not by words alone."""

from __future__ import annotations

import pytest

from wireroom.core.encodings import unpacks_gzip

TAKEN = ["gzip", "GZIP", "br, gzip", "gzip;q=0.1", "deflate, gzip; q=1.000", "identity;q=0.5, gzip;q=0.5", "x-gzip"]
LEFT = ["", "br", "*", "gzip;q=0", "gzip;q=0.000", "gzip;q=nan", "gzip;q=-1", "gzip;q=x", "gzip;level=9", "gzipped"]


@pytest.mark.parametrize("accepted", TAKEN)
def test_gzip_is_sent_to_whoever_takes_it(accepted: str) -> None:
    assert unpacks_gzip(accepted)


@pytest.mark.parametrize("accepted", [*LEFT, "identity, gzip;q=0.5"])
def test_nothing_is_packed_for_whoever_would_rather_not(accepted: str) -> None:
    assert not unpacks_gzip(accepted)
