"""`capaian review`: what people say about findings and claims, kept with name and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output
from capaian.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.reviews import Review

SHORTEST = 6
"""So many characters of an id are the least that names one."""

app = typer.Typer(
    name="review",
    help="Accept or dismiss findings, note what was learned, write down corrections from outside.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

FindingId = Annotated[
    str,
    typer.Argument(metavar="FINDING", help="A finding's id, or its first characters, as `capaian review list` shows."),
]
AnyId = Annotated[
    str, typer.Argument(metavar="ID", help="The id of a finding, or the key of a claim, or its first characters.")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why.")]


@app.command("list")
def list_findings(
    store: options.Store = options.DEFAULT_STORE,
    everything: Annotated[bool, typer.Option("--all", help="Also what was accepted or dismissed.")] = False,
    as_json: options.Json = False,
) -> None:
    """List the open findings that nobody has accepted or dismissed yet, the gravest first."""
    from capaian.show import what
    from capaian.stores import opened
    from models.wire import dumps, finding_json
    from store.engine import read_session
    from store.findings import findings
    from store.reviews import standing

    with opened(store, readonly=True) as engine, read_session(engine) as session:
        found = findings(session)
        decided = standing(session, [finding.id for finding in found])
    shown = [finding for finding in found if everything or finding.id not in decided]
    if as_json:
        for finding in shown:
            decision = decided.get(finding.id)
            output.line(dumps(finding_json(finding) | {"review": decision and review_json(decision)}))
        return
    if shown:
        rows = [
            (
                finding.id[:12],
                finding.severity,
                str(decided[finding.id].what) if finding.id in decided else "",
                f"{what(finding.sides[0].claim)}: {finding.sum}",
            )
            for finding in shown
        ]
        output.table({"id": 12, "severity": 8, **({"review": 9} if everything else {}), "what": None},
                     [row if everything else (*row[:2], row[3]) for row in rows])  # fmt: skip
    output.say(f"{len(shown)} of {len(found)} open findings{'' if everything else ' wait for a review'}.")


@app.command()
def show(item: AnyId, store: options.Store = options.DEFAULT_STORE, as_json: options.Json = False) -> None:
    """Show one finding or claim with all that was said about it, and a finding's history."""
    from capaian.show import figures_text, finding_block, what
    from capaian.stores import opened
    from models.wire import dumps
    from store.claims import claim_row_by_key
    from store.engine import read_session
    from store.findings import finding_history, findings
    from store.reviews import claim_trail, finding_trail

    with opened(store, readonly=True) as engine, read_session(engine) as session:
        kind, key = named(session, item)
        if kind == "finding":
            (finding,) = findings(session, outcome=None, open_only=False, ids=[key])
            trail, history = finding_trail(session, key), finding_history(session, key)
            block = finding_block(finding)
        else:
            (claim,) = [row.claim for row in [claim_row_by_key(session, key)] if row]
            trail, history = claim_trail(session, key), []
            block = f"{output.wrapped(what(claim))}\n{output.wrapped(figures_text(claim))}"
    if as_json:
        for review in trail:
            output.line(dumps(review_json(review)))
        return
    output.say(block)
    for entry in history:
        output.say(output.wrapped(f"{entry.at:%Y-%m-%d %H:%M} {entry.what}: {entry.why}"))
    for review in trail:
        output.say(output.wrapped(review_text(review)))
    if not trail:
        output.say(f"  Nobody has said anything about this {kind} yet.")


@app.command()
def accept(
    finding: FindingId,
    by: By,
    text: Annotated[str | None, typer.Option("--text", help="A note beside it.", show_default=False)] = None,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Say that a finding is right: its numbers do not agree with each other."""
    from store import reviews

    _decide(store, finding, "accepted", lambda s, key: reviews.accept(s, key, by=by, said=text), (by,), dry_run=dry_run)


@app.command()
def dismiss(
    finding: FindingId,
    by: By,
    because: Because,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Say that a finding is none, and why. It stays dismissed until its figures change."""
    from store import reviews

    def act(session: Session, key: str) -> bool:
        return reviews.dismiss(session, key, by=by, because=because)

    _decide(store, finding, "dismissed", act, (by, because), dry_run=dry_run)


@app.command("take-back")
def take_back(
    finding: FindingId,
    by: By,
    because: Because,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Undo what was decided about a finding; that it was decided stays on record."""
    from store import reviews

    def act(session: Session, key: str) -> bool:
        return reviews.take_back(session, key, by=by, because=because)

    _decide(store, finding, "without a decision", act, (by, because), dry_run=dry_run)


@app.command()
def note(
    item: AnyId,
    by: By,
    text: Annotated[str, typer.Option("--text", help="What to write beside it.")],
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Write something beside a finding or a claim."""
    from store import reviews

    def act(session: Session, kind: str, key: str) -> None:
        finding, claim = _subject(kind, key)
        reviews.note(session, finding_id=finding, claim_key=claim, by=by, said=text)

    _write(store, item, "Noted beside", act, (by, text), dry_run=dry_run)


@app.command()
def correct(
    item: AnyId,
    by: By,
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="Who outside says so, or where it stands.")],
    text: Annotated[str, typer.Option("--text", help="What is right instead.")],
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Write down what somebody outside says is right. It stands beside the figures, and changes none of them."""
    from store import reviews

    def act(session: Session, kind: str, key: str) -> None:
        finding, claim = _subject(kind, key)
        reviews.correct(session, finding_id=finding, claim_key=claim, by=by, said=text, source=source)

    _write(store, item, "Correction kept beside", act, (by, source, text), dry_run=dry_run)


def named(session: Session, text: str, *, claims: bool = True) -> tuple[str, str]:
    """("finding" or "claim", whole id) of the one thing whose id begins so; InputError for none or several."""
    from store.reviews import ids_like

    if len(text) < SHORTEST or not all(character in "0123456789abcdef" for character in text):
        raise InputError(f"{text!r} is no id: give at least its first {SHORTEST} characters (0-9, a-f)")
    found = ids_like(session, text, claims=claims)
    if not found:
        raise InputError(f"no finding{' or claim' if claims else ''} has an id that begins with {text}")
    if len(found) > 1:
        raise InputError(f"several ids begin with {text}; give more of it")
    return found[0]


def _subject(kind: str, key: str) -> tuple[str | None, str | None]:
    return (key, None) if kind == "finding" else (None, key)


def _check(words: Sequence[str]) -> None:
    if not all(word.strip() for word in words):
        raise typer.BadParameter("--by, --because, --source and --text may not be empty: they are what is recorded")


def _decide(
    store: str,
    finding: str,
    outcome: str,
    act: Callable[[Session, str], bool],
    words: Sequence[str],
    *,
    dry_run: bool,
) -> None:
    from capaian.stores import opened
    from store.engine import read_session, write_session

    _check(words)
    with opened(store, readonly=dry_run) as engine:
        with read_session(engine) as session:
            _kind, key = named(session, finding, claims=False)
        if dry_run:
            output.say(f"Would record: {key[:12]} is {outcome}, by {words[0]}.")
            return
        with write_session(engine) as session:
            changed = act(session, key)
    output.say(f"{key[:12]} is {outcome}{'' if changed else ' already; nothing was written'}.")


def _write(
    store: str, item: str, done: str, act: Callable[[Session, str, str], None], words: Sequence[str], *, dry_run: bool
) -> None:
    from capaian.stores import opened
    from store.engine import read_session, write_session

    _check(words)
    with opened(store, readonly=dry_run) as engine:
        with read_session(engine) as session:
            kind, key = named(session, item)
        if dry_run:
            output.say(f"Would be written beside {kind} {key[:12]}, by {words[0]}.")
            return
        with write_session(engine) as session:
            act(session, kind, key)
    output.say(f"{done} {kind} {key[:12]}.")


def review_text(review: Review) -> str:
    """One entry of the trail as a line."""
    parts = [f"{review.at:%Y-%m-%d %H:%M} {str(review.what).replace('_', ' ')} by {review.by}"]
    if review.said:
        parts.append(f": {review.said}")
    if review.source:
        parts.append(f" (source: {review.source})")
    if review.carried_from:
        parts.append(f" (said about {review.carried_from[:12]}, which this one took the place of)")
    return "".join(parts)


def review_json(review: Review) -> dict[str, object]:
    """One entry of the trail as JSON."""
    return {
        "finding": review.finding_id,
        "claim": review.claim_key,
        "at": review.at.isoformat(),
        "what": str(review.what),
        "by": review.by,
        "said": review.said,
        "source": review.source,
        "carried_from": review.carried_from,
    }
