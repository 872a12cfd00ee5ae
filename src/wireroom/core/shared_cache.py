"""Django's cache on Valkey or Redis, with memory in its place while the server is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from wireroom.core.valkey import ABSENCE, options


def _or_memory(name: str) -> Callable[..., Any]:
    """The method `name` of the shared cache, or of this process's own if the server does not answer."""

    def method(self: SharedCache, *arguments: Any, **named: Any) -> Any:
        from redis.exceptions import RedisError

        if not ABSENCE.lasts:
            try:
                answer = getattr(super(SharedCache, self), name)(*arguments, **named)
            except RedisError as error:
                ABSENCE.begin(error)
            else:
                ABSENCE.end()
                return answer
        return getattr(self.memory, name)(*arguments, **named)

    return method


class SharedCache(RedisCache):
    """What is only an aid is a miss when the server goes away; what is counted is counted by each process then."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": options()})
        self.memory = LocMemCache("while-the-server-is-away", {"KEY_PREFIX": self.key_prefix})

    add = _or_memory("add")
    get = _or_memory("get")
    set = _or_memory("set")
    touch = _or_memory("touch")
    delete = _or_memory("delete")
    get_many = _or_memory("get_many")
    set_many = _or_memory("set_many")
    delete_many = _or_memory("delete_many")
    has_key = _or_memory("has_key")
    incr = _or_memory("incr")
    clear = _or_memory("clear")
