"""The command line: parse, call one verb, render.

A command is a click command in a module of its own, and a row in the table of `tongqu.cli.main`. It
returns an `ExitCode` or nothing, raises `TongquError` for whatever it refuses, prints JSON through
`tongqu.cli.output.emit_json` and asks `tongqu.cli.language.reader_language` which language to
speak. ``--lang`` and ``--debug`` are accepted by every command without declaring them.
"""
