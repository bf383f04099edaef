"""The English words of what can be wrong with a ledger's files; `tongqu.text.templates` has all."""

TEMPLATES = {
    # --- a ledger as a folder of tables ---------------------------------------------------------
    "no_such_folder": "there is no folder {path}",
    "parents_in_a_circle": "these stand above each other in a circle: {circle}",
    "not_pairs": '"{value}" is neither name=value, separated by ;, nor a JSON object',
    "not_evidence": '"{value}" is not kind:name, separated by ;',
    "known_before_at": "{value} is before the time at which it happened, {at}",
    "step_out_of_order": "this is known at {value}, but what stands before it about {item} only "
    "at {earlier}",
    "source_of_region": 'the region has a source "{value}" already',
}
