"""How bad an alert is: the words of many tools, and what they mean in three of ours."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

from integrations.deferred import pattern

Severity = Literal["critical", "warning", "info"]

WORDS: Mapping[Severity, tuple[str, ...]] = {
    "critical": (
        *("critical", "crit", "fatal", "emergency", "emerg", "panic", "alert", "error", "err", "failure", "down"),
        *(
            "page",
            "pager",
            "urgent",
            "immediate",
            "blocker",
            "blocking",
            "major",
            "severe",
            "disaster",
            "catastrophic",
            "outage",
        ),
        *("highest", "very high", "high", "red", "p0", "p1", "s0", "s1", "sev0", "sev1", "prio1"),
        *("showstopper", "priority1", "severity0", "severity1", "level1", "0", "1"),
        *("kritisch", "schwerwiegend", "schwer", "hoch", "dringend", "notfall", "katastrophe", "fehler"),
        *("critique", "urgence", "grave", "haut", "haute", "élevé", "élevée", "désastre", "erreur"),
        *("crítico", "crítica", "urgente", "emergencia", "alto", "alta", "emergenza", "errore", "erro"),
        *("kritiek", "kritisk", "kritinen", "krytyczny", "kritický", "kritik", "hoog", "hög", "wysoki", "yüksek"),
        *("критический", "критическая", "критично", "высокий", "высокая", "чрезвычайная", "авария"),
        *("紧急", "严重", "灾难", "致命", "緊急", "嚴重", "災難", "重大", "致命的な障害", "重度の障害", "심각", "긴급"),
    ),
    "warning": (
        *("warning", "warn", "average", "medium", "moderate", "minor", "degraded", "unknown", "ticket", "yellow"),
        *("amber", "orange", "p2", "p3", "s2", "s3", "sev2", "sev3", "prio2", "prio3", "priority2"),
        *("priority3", "severity2", "severity3", "level2", "level3", "2", "3"),
        *("warnung", "mittel", "durchschnitt", "avertissement", "moyen", "moyenne", "advertencia", "promedio"),
        *("aviso", "medio", "media", "avviso", "waarschuwing", "предупреждение", "средняя", "средний"),
        *("警告", "一般", "一般严重", "次要", "軽度の障害", "경고"),
    ),
    "info": (
        *("info", "information", "informational", "notice", "low", "lowest", "trivial", "minimal", "normal"),
        *("none", "ok", "success", "clear", "debug", "trace", "verbose", "green"),
        *("p4", "p5", "s4", "s5", "sev4", "sev5", "prio4", "prio5", "priority4", "priority5", "severity4"),
        *("severity5", "level4", "level5", "4", "5"),
        *("niedrig", "gering", "hinweis", "faible", "bas", "basse", "baja", "bajo", "baixa", "baixo", "basso"),
        *("bassa", "información", "informação", "informazione", "informatie", "информация", "низкий", "низкая"),
        *("信息", "提示", "資訊", "情報", "정보"),
    ),
}
"""Capitals, accents, and what is between a word and its number make no difference: `SEV-1` is `sev1`.

A bare number is a priority, 1 the most urgent; a mapping can say otherwise for a tool that counts up.
"""
_PARTS = pattern(r"[^\W\d_]+[\W_]*\d+|[^\W\d_]+|\d+")
_DENIED = frozenset({"not", "non", "no", "nicht", "pas"})


def _plain(text: str) -> str:
    """In small letters, without accents: `Crítico` is `critico`."""
    apart = unicodedata.normalize("NFKD", text.encode(errors="replace").decode()[:100].casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


_MEANS: Mapping[str, Severity] = {_plain(word): severity for severity, words in WORDS.items() for word in words}


def known_severity(word: object) -> Severity | None:
    """What others call critical, warning or info; None where the word is none that we know.

    Of several words the first that is known counts: `P1 - Critical`, `1 (high)`, `level: warn`.
    """
    if isinstance(word, float) and word.is_integer():
        word = int(word)
    text = _plain(str(word if word is not None and not isinstance(word, bool | list | dict) else ""))
    if text.lstrip().startswith("-"):
        return None
    if whole := _MEANS.get(" ".join(text.split())) or _MEANS.get(re.sub(r"[\W_]", "", text)):
        return whole
    parts = [re.sub(r"[\W_]", "", part) for part in _PARTS.findall(text)]
    if _DENIED & set(parts):
        return None
    return next((found for part in parts if (found := _MEANS.get(part))), None)


def severity(*given: object) -> Severity:
    """Return the severity of the first word that is known; a warning where none is."""
    return next((found for each in given if (found := known_severity(each))), "warning")
