"""The reader's language is chosen as declared, and messages are filled in safely."""

from __future__ import annotations

import pytest

from tongqu.errors import UsageError
from tongqu.text import LANGUAGES, language, translator


@pytest.mark.parametrize(
    ("chosen", "environment", "expected"),
    [
        (None, {}, "en"),
        ("zh", {}, "zh"),
        ("zh-CN", {}, "zh"),
        ("ZH_Hans_CN.UTF-8", {}, "zh"),
        ("en", {"TONGQU_LANG": "zh"}, "en"),
        (None, {"TONGQU_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        (None, {"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        (None, {"LC_ALL": "", "LANG": "zh_CN.GBK"}, "zh"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "POSIX"}, "en"),
    ],
)
def test_choice(
    monkeypatch: pytest.MonkeyPatch,
    chosen: str | None,
    environment: dict[str, str],
    expected: str,
) -> None:
    """Explicit, then TONGQU_LANG, then the locale, then English."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language(chosen) == expected


@pytest.mark.parametrize("from_environment", [False, True])
def test_an_unknown_choice_is_refused(
    monkeypatch: pytest.MonkeyPatch, from_environment: bool
) -> None:
    """A choice is a wish, a locale only a hint."""
    if from_environment:
        monkeypatch.setenv("TONGQU_LANG", "fr")
    with pytest.raises(UsageError) as caught:
        language(None if from_environment else "fr")
    assert caught.value.problems[0].code == "unknown_language"


def test_placeholders() -> None:
    """What is not given stays, what is given is not looked at again, other braces mean nothing."""
    t = translator("en")
    assert t("{a} and {b}", a="{b}", b=2) == "{b} and 2"
    assert t("{a} and {b}", a=1) == "1 and {b}"
    assert t('{"json": {}} {0.x} {a', a=1) == '{"json": {}} {0.x} {a'
    assert t("no parameters {a}") == "no parameters {a}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_odd_messages(lang: str) -> None:
    """The empty message is no header, an unknown one is itself."""
    t = translator(lang)
    assert t.lang == lang
    assert t("") == ""
    assert t("surely in no catalogue {x}", x="?") == "surely in no catalogue ?"


def test_chinese() -> None:
    """The compiled catalogue is found and read."""
    assert translator("zh")("lock") == "船闸"
