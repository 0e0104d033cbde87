"""Who may steer a run: the visitors who began it or were given its key.

A visitor is known by a token that only their browser has; what is kept is a digest of it.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe

NOBODY = "nobody"  # in place of a visitor's digest, which is hexadecimal


@dataclass(frozen=True)
class Access:
    """`key` makes steerers of those who know it; `steerers` are digests of visitors' tokens."""

    key: str
    steerers: tuple[str, ...]

    @classmethod
    def of(cls, visitor: str) -> "Access":
        """Of a run that this visitor begins."""
        return cls(token_urlsafe(16), (owner_digest(visitor),))

    @classmethod
    def of_nobody(cls) -> "Access":
        """Of a run that comes with the Lab: no visitor may steer it."""
        return cls(token_urlsafe(16), (NOBODY,))

    @property
    def owner(self) -> str:
        """Of those who may steer, the one who began the run."""
        return self.steerers[0]

    def allows(self, visitor: str) -> bool:
        return owner_digest(visitor) in self.steerers

    def opens(self, key: str) -> bool:
        return compare_digest(key.encode(), self.key.encode())

    def shared_with(self, visitor: str) -> "Access":
        """The same, and this visitor may steer, too."""
        if self.allows(visitor):
            return self
        return replace(self, steerers=(*self.steerers, owner_digest(visitor)))


def owner_digest(visitor: str) -> str:
    """What stands for a visitor in the store. A token is random and long: it cannot be found again
    from a plain hash."""
    return sha256(visitor.encode()).hexdigest()[:32]
