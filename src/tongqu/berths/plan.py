"""The verb `plan_berths`: which vessel at which berth, with which cranes, when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tongqu.berths.asked import Asked
from tongqu.berths.behind import Outcome, behind
from tongqu.berths.checker import check_plan
from tongqu.berths.clash import find_clash
from tongqu.berths.conflict import N_
from tongqu.berths.forms import form_of, terminals_of
from tongqu.berths.outages import Outage
from tongqu.berths.params import BerthParams
from tongqu.berths.records import Assignment, Note, said
from tongqu.berths.result import BerthPlan
from tongqu.berths.telling import Progress
from tongqu.berths.words import number
from tongqu.berths.work import names_no_cargo
from tongqu.errors import UsageError
from tongqu.model.calls import Call
from tongqu.model.region import Region

NOTES = {
    "guesses": N_("{count} values were guessed from the words of the table; please confirm them"),
    "boxes": N_(
        "The boxes of {count} calls name no cargo: work on them is planned with {tonnes} t a TEU "
        "(assumed)"
    ),
    "stopped": N_("The search was ended early; this is the best plan found by then"),
}


def plan_berths(
    region: Region,
    calls: Iterable[Call],
    *,
    terminal: str | Iterable[str] | None = None,
    start: datetime | None = None,
    hours: int | None = None,
    as_of: datetime | None = None,
    params: BerthParams | None = None,
    seed: int = 0,
    what_binds: bool = False,
    progress: Progress | None = None,
) -> BerthPlan:
    """Return the best plan of berths that is found in the time given, and how good it is.

    Parameters
    ----------
    region
        The region.
    calls
        Vessel calls, as `read_calls` gives them or made by hand.
    terminal
        Terminal, or terminals that are planned together; by default every one that has quays.
    start
        Begin of the plan; by default the midnight before the first arrival. Times without an
        offset are in the region's zone.
    hours
        Length of the plan [h]; by default that of `params`.
    as_of
        Instant whose knowledge of works, closures and water counts; by default `start`.
    params
        Grid, limits and prices.
    seed
        Of the search.
    what_binds
        Whether to say what one berth, crane or open hour more would save; each is solved anew, in
        the time limit again.
    progress
        Told what is being done, how much is done, and of how much.

    Returns
    -------
    BerthPlan
        The plan with its proved lower bound, the first-come plan beside it, and for each call why
        it is where it is. Not finding a plan is a result too: then it says what clashes.

    Raises
    ------
    UsageError, NotFoundError
        If the question cannot be asked like this.
    DatasetError
        If the calls have mistakes, or a constraint is there that the form cannot honour.

    Examples
    --------
    >>> from datetime import datetime
    >>> from tongqu import load_region
    >>> from tongqu.model.calls import Call
    >>> region = load_region("qujiang")
    >>> monday = region.local(datetime(2026, 3, 2, 8))
    >>> calls = [Call(id=f"call-{k}", vessel=f"Ark {k}", vessel_class_id="barge-500", eta=monday,
    ...               commodity_id="coal", discharge_t=480) for k in range(3)]
    >>> plan = plan_berths(region, calls, terminal="qujiang-port-1", hours=48)
    >>> plan.is_feasible, plan.proved, plan.objective == plan.bound
    (True, True, True)
    """
    params = params or BerthParams()
    listed = tuple(calls)
    begin = _begin(region, listed, start)
    form = behind(form_of(region, terminals_of(region, terminal)))
    problem = form.make(
        region, listed, params, terminal=terminal, start=begin, hours=hours, as_of=as_of
    )
    if problem.shut_out:
        return nothing_planned(problem, seed, None)
    result = form.solve(problem, time_limit_s=params.time_limit_s, seed=seed, progress=progress)
    if result.solution is None:
        return nothing_planned(problem, seed, result)
    return planned(problem, result, seed=seed, what_binds=what_binds, progress=progress)


def _begin(region: Region, calls: tuple[Call, ...], start: datetime | None) -> datetime:
    """Return when the plan begins: as asked, or the midnight before the first arrival."""
    if start is not None:
        return region.local(start)
    if not calls:
        raise UsageError.of("no_calls")
    first = min(region.local(call.eta) for call in calls).astimezone(region.zone)
    return first.replace(hour=0, minute=0, second=0, microsecond=0)


def planned(
    problem: Asked,
    result: Outcome,
    *,
    seed: int,
    what_binds: bool = False,
    progress: Progress | None = None,
    outages: Sequence[Outage] = (),
) -> BerthPlan:
    """Return a solution as a plan: checked, compared with first come, with its reasons."""
    assert result.solution is not None
    form = behind(problem.form)
    assignments = form.assignments(problem, result.solution)
    _check(problem, assignments, outages)
    first_come = None
    if result.first_come is not None:
        first_come = form.assignments(problem, result.first_come)
    binds = None
    if what_binds and not result.interrupted:
        binds = form.what_binds(problem, result, seed=seed, progress=progress)
    return replace(
        _without_places(problem, seed),
        assignments=assignments,
        bound=result.bound,
        proved=result.proved,
        seconds=result.seconds,
        first_come=first_come,
        whys=form.reasons(problem, result.solution, assignments),
        binds=binds,
        notes=tuple(_notes(problem, result)),
        stopped=result.interrupted,
    )


def _without_places(problem: Asked, seed: int) -> BerthPlan:
    """Return what was asked, as a plan that serves nobody."""
    return BerthPlan(
        region=problem.region,
        calls=problem.calls,
        params=problem.params,
        seed=seed,
        terminal_ids=problem.terminal_ids,
        start=problem.grid.start,
        until=problem.grid.until,
        as_of=problem.port.known.as_of,
        form=problem.form,
        assignments=(),
        bound=None,
        proved=False,
        seconds=0.0,
    )


def _check(problem: Asked, assignments: tuple[Assignment, ...], outages: Sequence[Outage]) -> None:
    """Refuse to hand out a plan that breaks a rule: that would be our mistake."""
    conflicts = check_plan(
        problem.region,
        problem.calls,
        assignments,
        terminal_ids=problem.terminal_ids,
        start=problem.grid.start,
        until=problem.grid.until,
        as_of=problem.port.known.as_of,
        params=problem.params,
        outages=outages,
    )
    if conflicts:
        texts = [conflict.to_dict()["text"] for conflict in conflicts[:3]]
        raise RuntimeError(f"the plan fails its own check in {len(conflicts)} places: {texts}")


def _notes(problem: Asked, result: Outcome) -> Iterable[Note]:
    yield Note("grid", **said(*behind(problem.form).grid_note(problem)))
    guesses = sum(len(call.guesses) for call in problem.calls)
    if guesses:
        yield Note("guesses", **said(NOTES["guesses"], {"count": number(guesses)}))
    unnamed = sum(names_no_cargo(call) for call in problem.calls)
    if unnamed:
        params = {"count": number(unnamed), "tonnes": number(problem.params.box_t_per_teu)}
        yield Note("boxes", **said(NOTES["boxes"], params))
    if result.interrupted:
        yield Note("stopped", **said(NOTES["stopped"], {}))


def nothing_planned(problem: Asked, seed: int, result: Outcome | None) -> BerthPlan:
    """Return why there is no plan; or, if that is not decided, that none was found."""
    stopped = result is not None and result.interrupted
    clash = None
    if not stopped:
        none = result is None or result.proved
        clash = find_clash(problem, known_infeasible=none, seed=seed)
    return replace(
        _without_places(problem, seed),
        proved=clash is not None,
        seconds=0.0 if result is None else result.seconds,
        clash=clash,
        stopped=stopped,
    )
