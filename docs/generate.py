"""Write the reference pages that are generated: command line, data dictionary, exit codes.

The documentation build calls it (``docs/conf.py``); by hand: ``python docs/generate.py``. What it
writes is never edited and never committed.
"""

import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click

DICTIONARY = files("tongqu") / "model" / "dictionary"

# One page a module of the model, so that a reader finds what belongs together on one page.
CHAPTERS = {
    "places": ("Region and places", "区域与地点"),
    "sources": ("Sources and assumptions", "来源与假设"),
    "network": ("Links, locks and chambers", "路段、船闸与闸室"),
    "terminals": ("Terminals", "码头场站"),
    "quays": ("Quays, cranes and stocks", "岸线、岸机与库存"),
    "fleets": ("Vessels, trucks, trains and fuels", "船舶、货车、列车与燃料"),
    "cargo": ("Commodities", "货类"),
    "services": ("Services", "班线"),
    "prices": ("Prices and emission factors", "价格与排放因子"),
    "demand": ("Zones and flows", "分区与货流"),
    "works": ("Works, closures and water levels", "工程、封闭与水位"),
    "facts": ("Reported figures", "已报道数字"),
}

# Tables that people write, and that are handed to them: what they are for, in both languages.
FILES = {
    "calls": (
        "Columns of a table of calls",
        "船次表的列",
        "For `tongqu berths plan`. One row a vessel.",
        "用于 `tongqu berths plan`，每船一行。",
    ),
    "updates": (
        "Columns of a table of updates",
        "变化表的列",
        "For `tongqu berths replan`. One row a change: [what each needs](../call-files.md#updates)",
        "用于 `tongqu berths replan`，每行一项变化。",
    ),
    "berth_log": (
        "Columns of a log of berthings",
        "靠泊日志的列",
        "For `tongqu berths audit`. One row a call; one more with the same call is an estimate.",
        "用于 `tongqu berths audit`，每艘次一行；编号相同的其他行为预计到港的更新。",
    ),
    "plan": (
        "Columns of a plan table",
        "计划表的列",
        "What `--xlsx` and `--csv` write, and `replan` reads back from the workbook.",
        "`--xlsx` 与 `--csv` 写出的列；`replan` 从工作簿读回修改。",
    ),
    "new_items": (
        "Columns of new items in a template",
        "模板中新事项的列",
        "What `tongqu ledger template` writes to be filled in, beside the fields of the kind.",
        "`tongqu ledger template` 写出供填写的列；种类的字段另成各列。",
    ),
    "new_steps": (
        "Columns of steps in a template",
        "模板中步骤的列",
        "What happened to items, one row a step, beside the fields of the kind.",
        "事项的经过，每步一行；种类的字段另成各列。",
    ),
    "project_list": (
        "Columns of a project list",
        "项目清单的列",
        "What a column of somebody's own list of projects may mean; a mapping says it for good.",
        "他人项目清单中各列可能的含义；由对照文件确定。",
    ),
}

# What may stand in a cell, by the type that the dictionary gives to its column.
TYPES = {
    "id": (
        "lower-case letters, digits, `.`, `-`, `_`; begins with a letter or digit",
        "小写字母、数字、`.`、`-`、`_`，以字母或数字开头",
        "`qujiang-port-2`",
    ),
    "ref": ("id of a row of another table", "另一张表某行的编号", "`juhua`"),
    "ref_list": ("several of them, joined by `;`", "多个编号，以 `;` 分隔", "`coal;iron-ore`"),
    "text": ("any words", "任意文字", ""),
    "enum": ("one of the listed words", "所列词之一", "`waterway`"),
    "enum_list": ("several of them, joined by `;`", "多个，以 `;` 分隔", "`road;waterway`"),
    "int": ("whole number", "整数", "`3`"),
    "float": ("number with a decimal point, no thousands separator", "小数，不用千分位", "`4.5`"),
    "bool": ("`true` or `false`", "`true` 或 `false`", "`true`"),
    "date": ("day", "日期", "`2024-12-03`"),
    "datetime": (
        "local time of the region, no offset",
        "区域当地时间，不带时差",
        "`2025-01-29T00:00`",
    ),
    "hours": (
        "opening hours, a subset of OpenStreetMap's; may pass midnight",
        "开放时段，OpenStreetMap 写法的子集，可跨零点",
        "`24/7`, `Mo-Fr 08:00-18:00; Sa 08:00-12:00`, `20:00-06:00`",
    ),
    "currency": ("ISO 4217", "ISO 4217", "`CNY`"),
    "country": ("ISO 3166, two letters", "ISO 3166 两位字母", "`CN`"),
    "time_zone": ("IANA name", "IANA 时区名", "`Asia/Shanghai`"),
}


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of one file of the dictionary."""
    with (DICTIONARY / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def commands(
    command: click.Command, path: tuple[str, ...] = ("tongqu",), parent: click.Context | None = None
) -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    """Yield every command with its full name, groups before what they hold."""
    # With its own settings: click keeps the help option that it makes for the first context.
    context = click.Context(command, info_name=path[-1], parent=parent, **command.context_settings)
    context.terminal_width = context.max_content_width = 96
    yield path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from commands(child, (*path, name), context)


def helps(language: str) -> dict[str, str]:
    """Return what ``--help`` prints in a language, by the full name of the command."""
    from click.testing import CliRunner

    from tongqu.cli.main import main

    found = {}
    for path, _, _ in commands(main):
        words = ["--lang", language, *path[1:], "--help"]
        result = CliRunner(env={"COLUMNS": "100"}).invoke(main, words, prog_name="tongqu")
        if result.exit_code != 0:
            raise RuntimeError(f"{' '.join(words)}: {result.output}")
        found[" ".join(path)] = result.output.rstrip()
    return found


def command_pages() -> str:
    """Return the page of the command line: what ``--help`` prints, command by command."""
    parts = [
        "# Command line 命令\n",
        "What `tongqu COMMAND --help` prints, command by command, in both languages.\n",
    ]
    chinese = helps("zh")
    for name, text in helps("en").items():
        parts.append(f"({name.replace(' ', '-')})=\n## {name}\n")
        parts.append(f"```text\n{text}\n```\n\n```text\n{chinese[name]}\n```\n")
    parts.append("## Exit codes\n")
    parts.append(exit_codes())
    return "\n".join(parts)


def exit_codes() -> str:
    """Return the table of exit codes."""
    from tongqu.errors import ExitCode

    meaning = {
        ExitCode.OK: "done",
        ExitCode.UNEXPECTED: "an error that we did not foresee; please report it",
        ExitCode.USAGE: "the command was not understood, or a name is not known",
        ExitCode.BAD_INPUT: "the region or another input breaks rules; every problem is listed",
        ExitCode.INFEASIBLE: "no chain can do it; the answer says what excluded what",
        ExitCode.LIMIT: "a stated limit was reached; the best so far is kept",
        ExitCode.CONFLICT: "somebody else was faster: look again at what changed, then repeat",
        ExitCode.NOT_PERMITTED: "whoever asks may not do or see this, or not in this state",
        ExitCode.INTERRUPTED: "interrupted by the user",
    }
    rows = [f"| `{int(code)}` | {code.name.lower()} | {meaning[code]} |" for code in ExitCode]
    return "\n".join(["| code | name | meaning |", "| --- | --- | --- |", *rows, ""])


def cell(text: str) -> str:
    """Return the text as a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("*", "\\*")


def column_type(column: dict[str, str]) -> str:
    """Return the type as a reader wants it: with the allowed values, the table or the range."""
    kind = column["type"]
    if column["references"]:
        return f"{kind} → [{column['references']}](#table-{column['references']})"
    if column["values"]:
        return f"{kind}: " + ", ".join(f"`{value}`" for value in column["values"].split(";"))
    if column["minimum"] or column["maximum"]:
        low = column["minimum"] or "−∞"
        high = column["maximum"] or "∞"
        return f"{kind}, {low} to {high}"
    return kind


def table_section(table: dict[str, str]) -> str:
    """Return the section of one table."""
    name = table["table"]
    in_python = f"`region.{name}`, records `{table['record']}`"
    if name == "region":
        in_python = f"`region.info`, a `{table['record']}`"
    lines = [
        f"(table-{name})=",
        f"## {name} {table['name_zh']}",
        "",
        f"{table['meaning']} {table['meaning_zh']}",
        "",
        f"File `{name}.csv`, sheet `{name}`, in Python {in_python}.",
        "",
        "| column 列 | type 类型 | unit 单位 | default 默认 | meaning 含义 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for column in read_csv(f"{name}.csv"):
        default = f"`{column['default']}`" if column["default"] else ""
        if column["required"] == "true":
            default = "**required** 必填"
        lines.append(
            f"| `{column['column']}`<br>{cell(column['name_zh'])} | {cell(column_type(column))} "
            f"| {cell(column['unit'])} | {default} "
            f"| {cell(column['meaning'])}<br>{cell(column['meaning_zh'])} |"
        )
    return "\n".join([*lines, ""])


def dictionary_pages() -> dict[str, str]:
    """Return the pages of the data dictionary by file name."""
    chapters: dict[str, list[dict[str, str]]] = {}
    for table in read_csv("tables.csv"):
        chapters.setdefault(table["module"], []).append(table)
    index = [
        "# Data dictionary 数据字典",
        "",
        "Every table of a region, every column with its type, unit, range and meaning. The file",
        "format, the checks and these pages come from the same files,",
        "`src/tongqu/model/dictionary/*.csv`.",
        "",
        "区域的每张表、每一列的类型、单位、范围与含义。文件格式、校验与本页同出一源。",
        "",
        "| table 表 | holds | 内容 |",
        "| --- | --- | --- |",
    ]
    pages = {}
    for chapter, tables in chapters.items():
        title, title_zh = CHAPTERS[chapter]
        body = [f"# {title} {title_zh}", "", *(table_section(table) for table in tables)]
        pages[f"{chapter}.md"] = "\n".join(body)
        index += [
            f"| [`{table['table']}`](#table-{table['table']}) {table['name_zh']} "
            f"| {cell(table['meaning'])} | {cell(table['meaning_zh'])} |"
            for table in tables
        ]
    index += [
        "",
        "## What a cell may hold 单元格的写法",
        "",
        "An empty cell stands for the default, and where there is none for *any* or *not known*.",
        "空单元格取默认值；无默认值则为任意或未知。",
        "",
        "| type 类型 | what | 含义 | example 例 |",
        "| --- | --- | --- | --- |",
        *(f"| {name} | {en} | {zh} | {example} |" for name, (en, zh, example) in TYPES.items()),
    ]
    index += ["", "```{toctree}", ":hidden:", "", *(Path(page).stem for page in pages), "```", ""]
    return {"index.md": "\n".join(index), **pages}


def file_type(column: dict[str, str]) -> str:
    """Return the type of a column of a file: with the allowed values, the table or the range."""
    if column["references"]:
        return f"{column['type']} → `{column['references']}`"
    return column_type(column)


def file_pages() -> dict[str, str]:
    """Return the pages of files that people write, by file name."""
    pages = {}
    for name, (title, title_zh, what, what_zh) in FILES.items():
        lines = [
            f"# {title} {title_zh}",
            "",
            f"{what} {what_zh}",
            "",
            "A header may be the name of the column, one of the two headings, or any of the other",
            "words; case, width, blanks and ornaments do not matter, a unit in brackets does.",
            "列名、中英文标题与其他写法均可作表头；不分大小写、全半角与空格，括号中的单位有效。",
            "",
            "| column 列 | heading 标题 | type 类型 | unit 单位 | meaning 含义 | also 其他写法 |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for column in read_csv(f"files/{name}.csv"):
            also = cell(column["synonyms"].replace(";", ", "))
            lines.append(
                f"| `{column['column']}` | {cell(column['name'])}<br>{column['name_zh']} "
                f"| {cell(file_type(column))} | {cell(column['unit'])} "
                f"| {cell(column['meaning'])}<br>{cell(column['meaning_zh'])} | {also} |"
            )
        pages[f"{name.replace('_', '-')}.md"] = "\n".join([*lines, ""])
    return pages


def ledger_page() -> str:
    """Return the page of a ledger as a folder of tables."""
    lines = [
        "# A ledger as a folder of tables 台账文件夹",
        "",
        "One CSV file a table, UTF-8 or GBK, in one folder. A date is `2024-12-09`, a time",
        "`2024-12-09T09:00` in the zone of `ledger.csv`. Sources that the region lacks stand in a",
        "`sources.csv` with [its columns](../dictionary/sources.md).",
        "",
        "一个文件夹，每表一个 CSV 文件，UTF-8 或 GBK。日期写作 `2024-12-09`，时间写作",
        "`2024-12-09T09:00`，时区见 `ledger.csv`。区域所没有的来源写在 `sources.csv`。",
        "",
    ]
    for table in read_csv("ledger/tables.csv"):
        name = table["table"]
        lines += [
            f"## {name} {table['name_zh']}",
            "",
            f"{table['meaning']} {table['meaning_zh']} File `{name}.csv`.",
            "",
            "| column 列 | type 类型 | default 默认 | meaning 含义 |",
            "| --- | --- | --- | --- |",
        ]
        for column in read_csv(f"ledger/{name}.csv"):
            default = f"`{column['default']}`" if column["default"] else ""
            if column["required"] == "true":
                default = "**required** 必填"
            lines.append(
                f"| `{column['column']}`<br>{cell(column['name_zh'])} | {cell(file_type(column))} "
                f"| {default} | {cell(column['meaning'])}<br>{cell(column['meaning_zh'])} |"
            )
        lines.append("")
    return "\n".join(lines)


def write_reference(folder: Path) -> None:
    """Write all generated pages below a folder; pages that did not change keep their time."""
    pages = {"cli.md": command_pages()}
    pages |= {f"files/{name}": text for name, text in file_pages().items()}
    pages["files/ledger-folder.md"] = ledger_page()
    pages |= {f"dictionary/{name}": text for name, text in dictionary_pages().items()}
    for name, text in pages.items():
        page = folder / name
        page.parent.mkdir(parents=True, exist_ok=True)
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_reference(Path(__file__).parent / "reference")
