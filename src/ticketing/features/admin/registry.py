"""Which table has which editor; a table that is not named here is edited by its metadata alone."""

from ticketing.features.admin.editors import Editor, PlainRows, ReadOnly
from ticketing.features.admin.editors_issues import Comments, Entries, Issues, Links
from ticketing.features.admin.editors_people import Keys, Members, Projects, Users
from ticketing.features.admin.tables import KEY_KINDS, TableSpec

_EDITORS: dict[str, Editor] = {
    "access_tokens": Keys("Made by its user, who is shown it once; delete it to revoke it."),
    "activity": Comments(),
    "admin_log": ReadOnly("The log of edits is not edited."),
    "components": Entries("components"),
    "enums": ReadOnly("Kept equal to the code by the migrations."),
    "import_chunks": ReadOnly("Parts of an upload, which go when its job ends."),
    "import_jobs": ReadOnly("Imports are started and cancelled at /api/imports."),
    "invitations": Keys("Made as a link that is shown once; delete it to take it back."),
    "issue_links": Links(),
    "issue_search": ReadOnly("Made from the issues and their comments."),
    "issues": Issues(),
    "labels": Entries("labels"),
    "project_members": Members(),
    "projects": Projects(),
    "ticket_counters": ReadOnly("Counts by itself; no number of a ticket is ever used again."),
    "users": Users(),
    "versions": Entries("versions"),
}
_DERIVED = ReadOnly("Made by the tracker from other tables.")
_PASSING = ReadOnly("Kept by the tracker for its own work.")
_KEYLESS = ReadOnly("Its key cannot be named in an address.")


def editor_of(table: TableSpec) -> Editor:
    """How a table is edited; what is marked as derived never is."""
    known = _EDITORS.get(table.name)
    if table.marks.get("derived"):
        return known if isinstance(known, ReadOnly) else _DERIVED
    if known is not None:
        return known
    if table.marks.get("passing"):
        return _PASSING
    if not table.key or any(column.kind not in KEY_KINDS for column in table.key):
        return _KEYLESS
    return PlainRows(table)
