"""Cards of roles that have nothing to do with each other, and a card's form to vary."""

from collections.abc import Sequence

CHEF = """\
# Head Chef
**role code**: KITCH-7

## a typical day
1. 7 AM – Market: choose the fish
2. **11:30** Prep: everything in its place
3. 5 p.m. | Service briefing
+ nothing

### Personalities
- **The Taster** — tries everything twice

## Dialogue style
- "Taste it first."
- Who salted this?

Agent Name: Le Chef
"""

NURSE = """\
Ward Nurse
==========

## COMMON PARTNERS
* [Doctor](doctor.md): signs

## Average daily tasks
| time | what | why |
|---|---|---|
| 06:45 | Handover | nobody is forgotten |
| 12 PM | Medication round | on the minute |

## System Prompt
```
You are calm.

You count twice.
```
"""

LIBRARIAN = """\
---
title: Bibliothekarin
role_code: LES-3
---

#### Schedule
0800 - Öffnen: Türen auf, Licht an
* Vormittag
    * 9 Uhr: Rückgaben
    * 10:30–11:15 Vorlesestunde
* １３：００ 昼休み：静かに

#### Example Phrases
##### Überfällig
„Das macht nichts, wir stempeln neu.“

#### Personalities
##### Die Leise
Flüstert, auch im Freien.

Und hört zu.
##### Die Genaue
"""

SECTIONS = {
    "Job Description": "Keeps the light burning and the log honest.\n\nAnswers the radio.",
    "Responsibilities": "*   **Lamp:** Trim it. Light it.\n*   **Log:** Write every hour.",
    "Role Variations": "*   **Relief Keeper:** Comes when others are ill.",
    "Average Daily Tasks": (
        "*   **06:00 AM - Put Out the Lamp:** Before the sun does it for you.\n"
        "*   **12:00 PM - Noon Log:**\n"
        "*   **05:30 PM - Light the Lamp:** Wait for it to steady. Look twice."
    ),
    "Common Partners": "*   **[Harbour Master](../port/master.md)**: Counts the ships.",
    "System Prompt": (
        "> You are **Lamp_Keeper**.\n>\n> **Role Description**:\n> Keep the light.\n>\n"
        "> **Agent Persona**:\n> * The Watcher: Sees.\n>\n"
        '> **Dialogue Style**:\n> Say it like this:\n> * "Fog by six; ring the bell."\n> * "Who goes there?"'
    ),
    "Personalities": "*   **The Watcher:** Sees a sail first.\n*   **The Mender:** Has a rope for it.",
    "Example Phrases": '*   **Storm Warning:** "Glass is falling: come in."',
    "Recommended MCP Servers": "*   **[tides](https://tides.example/)**: Knows the water.",
}
"""A card in the form of the default one, section by section."""


def lighthouse(names: Sequence[str] = tuple(SECTIONS), *, level: int = 2, case: str = "title") -> str:
    """A lighthouse keeper's card with these sections, in this order."""
    parts = ["# Lighthouse Keeper", "**Role Code:** SEA-1", "**Agent Name:** Lamp_Keeper"]
    for name in names:
        heading = {"title": name, "upper": name.upper(), "lower": name.lower()}[case]
        parts += [f"{'#' * level} {heading}", SECTIONS[name], "---"]
    return "\n\n".join(parts) + "\n"
