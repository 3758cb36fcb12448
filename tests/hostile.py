"""Texts that somebody could write into a file to run a script or a formula on whoever looks at it."""

from __future__ import annotations

import csv
from itertools import islice, product
from pathlib import Path

RAN = "__ran"
"""What a script sets on the window when it is run."""

SCRIPT = f"window.{RAN}=1"

ELEMENTS = (
    f"<script>{SCRIPT}</script>",
    f"</script><script>{SCRIPT}</script>",
    f"<img src=x onerror={SCRIPT}>",
    f"<svg onload={SCRIPT}>",
    f"<svg><animate onbegin={SCRIPT} attributeName=x dur=1s>",
    f"<body onload={SCRIPT}>",
    f"<details open ontoggle={SCRIPT}>",
    f"<iframe srcdoc='<script>parent.{RAN}=1</script>'>",
    f'<a href="javascript:{SCRIPT}">Click</a>',
    f"<a href='java\tscript:{SCRIPT}'>Click</a>",
    f"<input autofocus onfocus={SCRIPT}>",
    f"<style>@import 'javascript:{SCRIPT}'</style>",
    f"<math><mtext><mglyph><style><img src=x onerror={SCRIPT}>",
    f"javascript:{SCRIPT}",
    f"data:text/html,<script>{SCRIPT}</script>",
    f'" onmouseover="{SCRIPT}" x="',
    f"' autofocus onfocus='{SCRIPT}' x='",
    f"`${{{SCRIPT}}}`",
    f"{{{{constructor.constructor('{SCRIPT}')()}}}}",
    f"%{{customdata}}<extra></extra>{SCRIPT}",
    f"]]><script>{SCRIPT}</script>",
    f"&lt;script&gt;{SCRIPT}&lt;/script&gt;",
    f"\\u003cscript\\u003e{SCRIPT}",
    f"${{{SCRIPT}}}",
    f"<noscript><p title='</noscript><img src=x onerror={SCRIPT}>'>",
)
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://127.0.0.1:9/"&A1,"Click")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "＝1+1",
    ";=1+1",
)
WRAPPINGS = ("{}", "Alder {}", "{} GmbH", "<b>{}</b>", "\u202e{}", "\ufeff{}", "{}\u200b", '"{}"', "A, B {}")


def hostile_texts(count: int) -> list[str]:
    """Return so many texts, each once; the plain ones first."""
    plain = (wrapping.format(text) for wrapping, text in product(WRAPPINGS, (*FORMULAS, *ELEMENTS)))
    numbered = (
        wrapping.format(f"{text} {number}")
        for number, wrapping, text in product(range(count), WRAPPINGS, (*ELEMENTS, *FORMULAS))
    )
    return list(islice(dict.fromkeys((*islice(plain, count), *islice(numbered, count))), count))


def write_hostile_files(folder: Path, count: int) -> list[Path]:
    """Write a programme whose every text is hostile: names, tiers, regions, managers, domains, customers, kinds."""
    texts = hostile_texts(count)
    partners = [
        [f"H{at}", text, ("reseller", "distributor", "technology", texts[at % 7])[at % 4], texts[at % 11],
         texts[at % 13 + 3], texts[at % 17 + 5], f"h{at}.example"]
        for at, text in enumerate(texts)
    ]  # fmt: skip
    contacts = [
        [
            f"H{at}",
            f"2026-{month:02}-1{at % 9}",
            texts[at % 5] if at % 10 == 0 else "training",
            ("partner", "us")[at % 2],
        ]
        for at in range(count)
        for month in (5, 6, 7)
    ]
    deals = [
        [f"H{at}", f"D{at} {texts[at % 40]}", "2026-05-01", "won", 1000 + at, "2026-06-02", "EUR", "partner",
         texts[at % 23], texts[at % 29]]
        for at in range(0, count, 3)
    ]  # fmt: skip
    answers = [[f"H{at}", "2026-05-20", "fit", 4, 1, 5, texts[at % 31]] for at in range(0, count, 2)]
    tables = {
        "partners": ("partner_id,name,partner_type,tier,region,manager,domain", partners),
        "interactions": ("partner_id,date,kind,initiated_by", contacts),
        "deals": ("partner_id,deal_id,opened_on,stage,amount,closed_on,currency,sourced_by,customer,product", deals),
        "surveys": ("partner_id,date,question,score,scale_min,scale_max,respondent", answers),
    }
    paths = []
    for name, (header, rows) in tables.items():
        paths.append(folder / f"{name}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(rows)
    return paths
