"""Reads the snippets of notes, one TOML file for each language."""

from pathlib import Path

from hah_console.adapters.rulepacks.fields import Fields, read_fields
from hah_console.domain.chart.note import Section
from hah_console.domain.chart.snippet import Snippet, SnippetPack


def load_snippets(folder: Path) -> dict[str, SnippetPack]:
    """The packs by language, which is the file's name; raises RulePackInvalid with file, line and key."""
    return {path.stem: read_snippets(read_fields(path)) for path in sorted(folder.glob("*.toml"))}


def read_snippets(fields: Fields) -> SnippetPack:
    """One pack; no key may be there twice."""
    snippets = tuple(_snippet(row) for row in fields.tables("snippet"))
    keys = [snippet.key for snippet in snippets]
    if len(set(keys)) != len(keys):
        raise fields.wrong("snippet", "written_twice")
    return SnippetPack(fields.info(), snippets)


def _snippet(row: Fields) -> Snippet:
    row.only(("key", "title", "sections", "text"))
    return Snippet(row.text("key").casefold(), row.text("title"), row.text("text"), row.some_of("sections", Section))
