"""The English words of what commands of a ledger refuse; `tongqu.text.templates` has all."""

TEMPLATES = {
    "ledger_not_named": "no ledger is named: give --ledger PATH, or make one with "
    "tongqu ledger init PATH",
    "ledger_account_not_named": "nobody is named who asks or acts: give --as ACCOUNT",
    "ledger_pair": '{option}: "{value}" is not of the form that is needed',
    "ledger_one_of": "only one of {options} can be given",
    "ledger_month": '"{value}" is no month',
    "ledger_lane": '"{value}" is no lane: origin>destination:commodity:size in t or teu',
    "ledger_no_region_work": "{item} names no work of the region, so nothing in the region changes",
    "delay_without_opening": "{work} changes nothing or has no known opening: nothing can be late",
    "ledger_no_action": "the kind {kind} has no action for this ({effect})",
}
