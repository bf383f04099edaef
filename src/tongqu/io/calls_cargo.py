"""Cargo of a row: what, how packed, how much of it, and which way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.io.calls_known import in_words, usual_class
from tongqu.io.calls_text import read_amounts
from tongqu.model.call_dictionary import call_columns
from tongqu.model.cells import CellError

if TYPE_CHECKING:
    from tongqu.io.calls_draft import Draft
    from tongqu.io.calls_known import Found, Known
    from tongqu.io.calls_text import Amount

__all__ = ["read_cargo", "read_vessel_class"]

AMOUNTS = ("discharge_t", "load_t", "discharge_teu", "load_teu")
_MEASURES = {"t": "t", "TEU": "teu"}


def read_cargo(draft: Draft, known: Known, ships: int) -> None:
    """Set cargo, packing and amounts of a draft; `ships` vessels share the row."""
    _commodity(draft, known)
    _packing(draft)
    _amounts(draft, ships)
    _usual_packing(draft, known)


def _commodity(draft: Draft, known: Known) -> None:
    text = draft.cell("commodity_id")
    if text is None or draft.is_broken("commodity_id"):
        return
    try:
        found = known.find("commodities", str(text))
    except CellError as error:
        packing = in_words("packing", str(text))
        if packing is None or not packing.sure:  # 集装箱 is no cargo, but says how it comes
            draft.bad("commodity_id", text, error)
        return
    guess = "" if found.sure else "commodity_by_words"
    draft.put("commodity_id", found.id, text=text, code=guess)


def _packing(draft: Draft) -> None:
    text = draft.cell("packing")
    if text is not None and not draft.is_broken("packing"):
        found = in_words("packing", str(text))
        if found is None:
            values = call_columns()["packing"].values
            error = CellError("not_allowed", values[0], values=", ".join(values))
            draft.bad("packing", text, error)
        else:
            guess = "" if found.sure else "packing_by_words"
            draft.put("packing", found.id, text=text, code=guess)
        return
    cargo = draft.cell("commodity_id")
    inside = _inside(cargo)
    if inside is not None:
        draft.put("packing", inside.id, text=cargo, code="packing_by_words")


def _inside(cargo: Any) -> Found | None:
    """Return the packing that a cargo's name tells, as 散煤 and 袋装粮 do."""
    if not isinstance(cargo, str) or not any(mark in cargo for mark in ("散", "袋", "箱", "件杂")):
        return None
    return in_words("packing", cargo)


def _usual_packing(draft: Draft, known: Known) -> None:
    if draft.values.get("packing") or draft.cell("packing") is not None:
        return
    packing = ""
    if draft.values.get("discharge_teu") or draft.values.get("load_teu"):
        packing = "boxes"
    elif commodity := draft.values.get("commodity_id"):
        packing = known.region.row("commodities", commodity).packings[0]
    if packing:
        cargo = draft.cell("commodity_id") or ""
        draft.put("packing", packing, text=cargo, code="packing_from_cargo")


# --- how much -------------------------------------------------------------------------------------


def _amounts(draft: Draft, ships: int) -> None:
    said = False
    for column in AMOUNTS:
        if draft.raw(column) is None and not draft.is_broken(column):
            continue
        said = said or not draft.says_nothing(column)
        operation, measure = column.rsplit("_", 1)
        for amount in _read(draft, column, ships):
            _add(draft, column, amount.operation or operation, measure, amount)
    operation_word, operation_text = _operation(draft)
    if operation_text is not None:
        # 卸500 in the column of the operation says the amount as well.
        for amount in _tell_amounts(operation_text, ships):
            said = True
            _add(draft, "operation", amount.operation, "t", amount)
    for column in ("cargo_t", "cargo_teu"):
        if draft.raw(column) is None and not draft.is_broken(column):
            continue
        said = said or not draft.says_nothing(column)
        measure = column.rsplit("_", 1)[1]
        for amount in _read(draft, column, ships):
            _add(draft, column, amount.operation or operation_word, measure, amount)
    if not said:
        _fully_laden(draft, operation_word)


def _read(draft: Draft, column: str, ships: int) -> list[Amount]:
    value = draft.cell(column)
    if value is None or draft.is_broken(column):
        return []
    among = max(ships, draft.shares(column))
    try:
        amounts = read_amounts(value, among)
    except CellError as error:
        draft.bad(column, value, error)
        return []
    if any(amount.measure == "m" for amount in amounts):
        draft.bad(column, value, CellError("not_an_amount", "500"))
        return []
    return amounts


def _tell_amounts(text: Any, ships: int) -> list[Amount]:
    try:
        amounts = read_amounts(text, ships)
    except CellError:
        return []  # a word such as 装卸
    return [amount for amount in amounts if amount.operation]


def _operation(draft: Draft) -> tuple[str, Any]:
    text = draft.cell("operation")
    if text is None or draft.is_broken("operation"):
        return "", None
    if _tell_amounts(text, 1):
        return "", text
    found = in_words("operation", str(text))
    if found is None:
        error = CellError("not_allowed", "discharge", values="discharge 卸, load 装, both 装卸")
        draft.bad("operation", text, error)
        return "", None
    return found.id, text


def _add(draft: Draft, column: str, operation: str, measure: str, amount: Amount) -> None:
    """Add an amount of a column to the field that it belongs to."""
    unit = _MEASURES.get(amount.measure, measure)
    factor = draft.header.factors.get(column, 1.0) if not amount.measure else 1.0
    value, guess = amount.value * factor, amount.code
    text = draft.raw(column)
    share = [operation]
    if operation == "both":
        share, value, guess = ["discharge", "load"], value / 2, guess or "amount_halved"
    elif not operation:
        share, guess = ["discharge"], guess or "operation_not_said"
    for way in share:
        field = f"{way}_{unit}"
        total = draft.values.get(field, 0.0) + value
        draft.put(field, round(total, 6), text=text, code=guess, column=column)


def _fully_laden(draft: Draft, operation: str) -> None:
    """Guess the amount where none is given: the vessel's class tells how much it carries."""
    columns = (*AMOUNTS, "cargo_t", "cargo_teu")
    draft.values["_laden"] = operation or "discharge"
    draft.values["_laden_column"] = next(
        (name for name in columns if draft.says_nothing(name)),
        next((name for name in columns if name in draft.header.columns), "discharge_t"),
    )


# --- the vessel's class ---------------------------------------------------------------------------


def read_vessel_class(draft: Draft, known: Known) -> None:
    """Set the class of the vessel, and what hangs on it; the cargo is read already."""
    text = draft.cell("vessel_class_id")
    failed = False
    if text is not None and not draft.is_broken("vessel_class_id"):
        try:
            found = known.find("vessel_classes", str(text))
        except CellError as error:
            draft.bad("vessel_class_id", text, error)
            failed = True
        else:
            guess = "" if found.sure else "class_by_words"
            draft.put("vessel_class_id", found.id, text=text, code=guess)
    own = all(name in draft.values for name in ("length_m", "beam_m", "draught_m"))
    if "vessel_class_id" not in draft.values and not own and not failed:
        _class_from_size(draft, known)
    _laden(draft, known, failed=failed)


def _class_from_size(draft: Draft, known: Known) -> None:
    values = draft.values
    load_t = max(values.get("discharge_t", 0.0), values.get("load_t", 0.0))
    load_teu = max(values.get("discharge_teu", 0.0), values.get("load_teu", 0.0))
    text: Any = ""
    if draft.cell("dwt_t") is not None:
        for amount in _read(draft, "dwt_t", 1)[:1]:
            factor = draft.header.factors.get("dwt_t", 1.0) if not amount.measure else 1.0
            load_t, text = max(load_t, amount.value * factor), draft.cell("dwt_t")
    length_m = values.get("length_m")
    if not (load_t or load_teu or length_m):
        return
    found = usual_class(known, values.get("packing", ""), load_t, load_teu, length_m)
    if found is None:
        found = usual_class(known, "", load_t, load_teu, length_m)
    if found is not None:
        draft.put("vessel_class_id", found, text=text, code="class_from_size")


def _laden(draft: Draft, known: Known, *, failed: bool) -> None:
    """Take a vessel whose amount is not given for fully laden, or say that it is missing."""
    operation = draft.values.pop("_laden", None)
    column = draft.values.pop("_laden_column", "discharge_t")
    if operation is None:
        return
    class_id = draft.values.get("vessel_class_id")
    if class_id is None:
        if not failed:
            draft.bad(column, draft.raw(column), CellError("amount_missing", "500"))
        return
    row = known.region.row("vessel_classes", class_id)
    boxes = draft.values.get("packing") == "boxes" and row.capacity_teu > 0
    value = float(row.capacity_teu if boxes else row.dwt_t)
    ways = ["discharge", "load"] if operation == "both" else [operation]
    for way in ways:
        field = f"{way}_{'teu' if boxes else 't'}"
        text = draft.raw(column) or ""
        draft.put(field, value, text=text, code="amount_from_class", column=column)
