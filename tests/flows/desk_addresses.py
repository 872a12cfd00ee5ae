"""Every address that the newsroom's side answers, made from the patterns themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.urls import URLResolver, get_resolver

_PLACE = re.compile(r"%\((\w+)\)s")


def templates(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Addresses of all named and unnamed views, with `%(name)s` where a value belongs."""
    resolver = resolver or get_resolver()
    for possibilities, *_rest in resolver.reverse_dict.values():
        for template, _parameters in possibilities:
            yield "/" + prefix + template
    for inner_prefix, inner in resolver.namespace_dict.values():
        yield from templates(inner, prefix + inner_prefix)


def desk_addresses(values: Mapping[str, object], default: object) -> list[str]:
    """Addresses under /desk/ with `values` by parameter name put in, `default` where no value is named."""

    def put_in(found: re.Match[str]) -> str:
        return str(values.get(found[1], default))

    found = {_PLACE.sub(put_in, template) for template in templates() if template.startswith("/desk/")}
    return sorted(found)
