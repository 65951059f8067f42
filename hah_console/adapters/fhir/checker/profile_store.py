"""All profiles known: those of the site's packages, and ours for those no package has."""

from collections.abc import Iterable, Mapping

from hah_console.adapters.fhir.checker.rules import Profile, Tree, profile_of


class ProfileStore:
    """Profiles by canonical address. A definition is turned into a tree when it is first asked for."""

    def __init__(self, own: Iterable[Profile] = ()) -> None:
        self._own = {profile.url: profile for profile in own}
        self._definitions: dict[str, Mapping[str, object]] = {}
        self._read: dict[str, Profile] = {}

    def add(self, definition: Mapping[str, object]) -> None:
        """Take in a StructureDefinition with a snapshot; anything else is ignored."""
        if definition.get("resourceType") == "StructureDefinition" and "snapshot" in definition and "url" in definition:
            self._definitions[str(definition["url"])] = definition

    def find(self, url: str) -> Profile | None:
        """The profile of an address without its version, or nothing."""
        url = url.split("|", maxsplit=1)[0]
        if url not in self._read:
            if url in self._definitions:
                self._read[url] = profile_of(self._definitions[url])
            elif url in self._own:
                self._read[url] = self._own[url]
        return self._read.get(url)

    def trees(self, url: str) -> tuple[Tree, ...]:
        """The trees that hold for a profile: its own and those of the profiles ours are built on."""
        found = self.find(url)
        if found is None:
            return ()
        return (found.tree, *(tree for parent in found.parents for tree in self.trees(parent)))

    def type_of(self, url: str) -> str:
        """The type a profile's address constrains, empty when nobody knows it."""
        base = url.removeprefix("http://hl7.org/fhir/StructureDefinition/")
        if base != url and base.isalpha():
            return base
        found = self.find(url)
        return found.type_name if found else ""

    def __len__(self) -> int:
        return len({*self._definitions, *self._own})
