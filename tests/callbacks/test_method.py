"""The Method page: what it is asked, what it answers, and that every score follows what was saved."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import compose_server
from callbacks.jobs import Upload
from callbacks.loading import Wish, import_all
from callbacks.method import Answer, answer, method_page
from callbacks.method_draft import next_label, read_asked, value_of
from callbacks.method_notice import bands_text, foot_text
from callbacks.services import Services
from data.method_files import method_text
from data.models import raise_revision
from data.settings import Settings
from data.work.models import MethodVersion
from tests.callbacks.conftest import CommandLine, HeldClock
from tests.layouts.tree import texts

SHIPPED = method_text()


PARTNERS = "partner_id,name,partner_type,joined_on\n" + "".join(
    f"P{at},Partner {at},reseller,2024-01-01\n" for at in range(1, 6)
)
TRAINING = "partner_id,date,kind,quantity\n" + "".join(f"P{at},2025-02-0{at},training,{at}\n" for at in range(1, 6))
EDGES = "P1,2025-01-01,golf_day,1\nP1,2025-03-31,golf_day,1\n"
ADVOCACY = "partner_id,date,kind\nP1,2025-02-01,case_study\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a site with five resellers, their training, a kind that nothing counts, one activity."""
    folder = tmp_path_factory.mktemp("files")
    files = {"partners": PARTNERS, "interactions": TRAINING + EDGES, "advocacy": ADVOCACY}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    made = Services.compose(Settings.in_folder(folder / "home"), HeldClock())
    outcomes = import_all(made, Wish(sorted(folder.glob("*.csv"))))
    assert [outcome.error for outcome in outcomes] == [""] * 3
    close(made)
    return folder / "home"


@pytest.fixture(scope="module")
def shared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Services over those data, for tests that save nothing."""
    made = opened(template, tmp_path_factory.mktemp("shared"))
    yield made
    close(made)


@pytest.fixture
def own(template: Path, tmp_path: Path) -> Iterator[Services]:
    """Services over a copy of those data, for tests that save."""
    made = opened(template, tmp_path)
    yield made
    close(made)


def opened(template: Path, folder: Path) -> Services:
    shutil.copytree(template, folder / "home")
    return Services.compose(Settings.in_folder(folder / "home"), HeldClock())


def close(services: Services) -> None:
    services.jobs.close()
    services.store.close()


def ask(services: Services, search: str = "", **asked: Any) -> Answer:
    return answer(services, {"number": 1, "do": "preview", **asked}, search)


def edit(keys: str, value: str) -> list[Any]:
    return [keys.split("."), value]


def words(part: object) -> str:
    return " ".join(" ".join(texts(one)) for one in (part if isinstance(part, list) else [part]))


def save(services: Services, *edits: list[Any], note: str = "why", label: str = "Tandem 2") -> Answer:
    return ask(services, do="save", edits=list(edits), note=note, label=label)


def test_every_tab_opens(shared: Services) -> None:
    for search in (
        "",
        "?tab=advocacy",
        "?tab=kinds",
        "?tab=text&line=4",
        "?tab=versions",
        "?version=0",
        "?type=reseller",
    ):
        assert "Scores follow" in words(method_page(shared, search))


def test_an_address_with_nonsense_shows_the_page_with_a_notice(shared: Services) -> None:
    assert "no part “%”" in words(method_page(shared, "?tab=%"))
    assert "no partner type “nobody”" in words(method_page(shared, "?type=nobody"))
    assert "no version “99”" in words(method_page(shared, "?version=99"))
    assert "no version “x' --”" in words(method_page(shared, "?version=x' --"))


def test_an_edit_becomes_the_text_and_shows_its_effect(shared: Services) -> None:
    found = ask(shared, edits=[edit("engagement.components.enablement.reference", "30")])
    assert "reference = 30.0" in found.told["text"]
    assert found.told["dirty"]
    assert found.told["problems"] == []
    assert "Training: reference 3 → 30" in words(found.draft)
    assert "1 unsaved change" in words(found.draft)
    assert found.panel is None
    assert shared.methods.list() == ()


def test_weights_of_a_type_show_their_share_and_the_common_value(shared: Services) -> None:
    keys = "engagement.types.reseller.communication.weight"
    found = ask(shared, "?type=reseller", edits=[edit(keys, "80")])
    # 80 of 80 + 20 + 20 + 20 + 10 + 10 = 160
    assert found.told["texts"]["share:communication"] == "50%"
    assert found.told["texts"]["origin:communication"] == "Reference as for all types"
    again = ask(shared, "?type=reseller", text=found.told["text"], edits=[edit(keys, "")])
    assert again.told["dirty"] is False or again.told["texts"]["share:communication"] == "20%"


def test_what_is_wrong_stands_beside_its_field_and_keeps_from_saving(own: Services) -> None:
    found = ask(own, edits=[edit("engagement.components.enablement.reference", "lots")])
    (one,) = found.told["problems"]
    assert one == {
        "keys": ["engagement", "components", "enablement", "reference"],
        "text": "Is 'lots'; it must be a number",
    }
    assert "Training: reference is 'lots'" in words(found.draft)
    refused = save(own, edit("engagement.components.enablement.reference", "lots"))
    assert "can't be saved yet" in words(refused.status)
    assert own.methods.list() == ()


def test_a_text_that_is_no_toml_tells_its_line(shared: Services) -> None:
    found = ask(shared, text="label = ", do="draw")
    assert "Line 1" in words(found.draft)
    assert "can't be shown as a form" in words(found.panel)
    assert ask(shared, "?tab=text", text="label = ", do="draw").panel is not None


def test_saving_needs_a_note_and_a_change(own: Services) -> None:
    weight = edit("engagement.components.enablement.weight", "30")
    assert "note" in [one["keys"][0] for one in save(own, weight, note="  ").told["problems"]]
    assert "label" in [one["keys"][0] for one in save(own, weight, label="").told["problems"]]
    assert "Nothing is changed" in words(save(own).status)
    assert own.methods.list() == ()


def test_scores_the_foot_and_the_api_follow_what_was_saved(own: Services) -> None:
    client = compose_server(own).test_client()

    def score() -> float:
        rows = client.get("/api/scores?kpi=engagement_score&partner=P2").get_data(as_text=True).splitlines()
        return float(next(row.split(",")[3] for row in rows if ",2025-03," in row))

    # Two trainings in the quarter, of a reference of 3; then of one of 10. Training alone has data: 20 of 100 weight.
    save(own, edit("minimum_coverage", "0.1"), note="see all")
    assert score() == pytest.approx(200 / 3)
    found = save(
        own, edit("engagement.components.enablement.reference", "10"), edit("bands.strong", "60"), label="Ours"
    )
    assert score() == pytest.approx(20.0)
    assert found.told["cleared"]
    assert found.foot == "Bands: strong above 60, moderate 50 to 60, low below 50"
    assert [one.label for one in own.methods.list()] == ["Ours", "Tandem 2"]
    assert client.get("/api/scores").headers["Tandem-Method"].startswith("Ours")
    assert "Scores follow Ours, the newest of 2 versions" in words(method_page(own, ""))
    assert own.board() is not None
    assert own.board().method.label == "Ours"


def test_a_version_is_seen_restored_and_taken_back(own: Services) -> None:
    save(own, edit("bands.strong", "80"), note="stronger")
    save(own, edit("bands.strong", "90"), note="too strong", label="Tandem 3")
    page = words(method_page(own, "?version=1"))
    assert "differs in 2 entries" in page
    assert "Strong above 80 90" in page
    found = ask(own, "?tab=versions", do="restore", version="1")
    assert "Tandem 2 is in force again, as version 3." in words(found.status)
    assert own.method.bands.strong == 80
    assert '"data-tdm-version": "2"' in json.dumps(found.status, default=lambda one: one.to_plotly_json())
    ask(own, do="restore", version="2")
    assert (own.method.bands.strong, len(own.methods.list())) == (90, 4)
    ask(own, do="restore", version="0")
    assert own.method.label == "Tandem 1"
    assert "no version 77" in words(ask(own, do="restore", version="77").status)


def test_a_draft_that_began_before_another_version_says_so(own: Services) -> None:
    base = own.method.digest
    save(own, edit("bands.strong", "80"))
    found = ask(own, base=base, edits=[edit("bands.moderate", "40")])
    assert "Another version was saved since" in words(found.draft)
    assert "Another version" not in words(
        ask(own, base=own.method.digest, edits=[edit("bands.moderate", "40")]).draft
    )


def test_references_are_proposed_into_the_draft_only(services: Services, shared: Services) -> None:
    assert "no data" in words(ask(services, do="propose").status)
    found = ask(shared, do="propose")
    # The training of five resellers, 1 to 5 in each three months; the percentile 80 of 1, 2, 3, 4, 5 is 4.2.
    assert "1 of 6 references are proposed from Jan 2025 to Mar 2025" in words(found.status)
    assert "calibrated 2025-01..2025-03" in found.told["label"]
    assert "[engagement.types.reseller.enablement]\nreference = 4.2" in found.told["text"]
    assert shared.methods.list() == ()


def test_the_effect_on_every_partner_is_a_file(own: Services) -> None:
    client = compose_server(own).test_client()
    asked = {"text": None, "edits": [edit("bands.strong", "60")]}
    found = client.post("/api/method/effect.csv", json=asked)
    head, *rows = found.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert head.startswith("partner_id,name,partner_type,month,engagement_score_before,engagement_score_after")
    assert len(rows) == 5
    for nonsense in ({"text": "label = "}, {"edits": [[["bands", "strong"], "x"]]}):
        assert client.post("/api/method/effect.csv", json=nonsense).status_code == 400
    assert client.post("/api/method/effect.csv", data="\xff").status_code == 200
    assert (
        client.post("/api/method/effect.csv", json=asked, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )


NONSENSE: tuple[Any, ...] = (
    None,
    7,
    [],
    {"do": 5},
    {"do": "save"},
    {"edits": "x"},
    {"edits": [1, [[], "x"], [["a"], 3], [[3], "x"], [["a"] * 9, "x"]]},
    {"edits": [[["__proto__", "x"], "1"]]},
    {"text": "\x00", "edits": [[["bands"], "3"]]},
    {"text": "bands = 3\n", "edits": [[["bands", "strong"], "3"]]},
    {"do": "restore", "version": "٣"},
    {"do": "restore", "version": -1},
    {"do": "restore", "version": "9" * 30},
    {"number": "9" * 50},
)


def test_nonsense_from_a_client_is_answered(shared: Services) -> None:
    for asked in NONSENSE:
        for search in ("", "?tab=versions", "?tab=%00", None, 5):
            assert isinstance(answer(shared, asked, search), Answer)
    assert shared.methods.list() == ()


def test_numbers_words_and_lists_are_read_from_fields() -> None:
    assert value_of(("bands", "strong"), " 80 ") == 80
    assert value_of(("bands", "strong"), "72,5") == 72.5
    assert value_of(("bands", "strong"), "1e3") == "1e3"
    assert value_of(("bands", "strong"), "") == ""
    assert value_of(("bands", "engagement_score", "strong"), "") is None
    assert value_of(("synonyms", "kinds", "golf_day"), "Event ") == "event"
    assert next_label("Tandem 9") == "Tandem 10"
    assert read_asked({"text": 3, "edits": [[["a"], "1"]]}).text is None


def test_imports_and_commands_use_the_version_in_force(own: Services, tandem: CommandLine, tmp_path: Path) -> None:
    text = SHIPPED.replace('meetings = "meeting"', 'meetings = "meeting"\nstroll = "meeting"')
    own.methods.save(text.replace('"Tandem 1"', '"Strolls"'), note="n", now=own.clock())
    path = tmp_path / "more.csv"
    path.write_text("partner_id,date,kind\nP1,2025-03-20,stroll\n", encoding="utf-8")
    job = own.jobs.submit(Upload(path, "more.csv", table="interactions", dry_run=True))
    own.jobs._worker.shutdown(wait=True)
    done = own.jobs.get(job.id)
    assert done is not None
    assert done.result is not None
    assert not done.result.unmapped_kinds
    own.store.close()
    ran = tandem("scores", "--kpi", "engagement_score")
    assert (ran.code, ran.err) == (0, "")
    insights = tandem("reconcile", "--all")
    assert insights.code == 0
    other = tandem.file("other.toml", SHIPPED.replace('"Tandem 1"', '"From a file"'))
    assert tandem("explain", "P1", "engagement_score", "2025-03", "--method", other).out.count("From a file")
    assert tandem("explain", "P1", "engagement_score", "2025-03").out.count("Strolls")


def test_a_version_of_a_newer_program_is_told_and_an_older_one_stands_in(own: Services, tandem: CommandLine) -> None:
    save(own, edit("bands.strong", "80"))
    row = MethodVersion(
        label="Later",
        note="n",
        text="later = 1\n" + SHIPPED,
        digest="0",
        saved_at=own.clock().replace(tzinfo=None),
    )
    with own.store.transaction() as session:
        session.add(row)
        raise_revision(session)
    assert own.method.bands.strong == 80
    said = "Version 2 of the method, Later, can't be read by this program: line 1"
    assert said in words(method_page(own, ""))
    assert said in foot_text(own.methods.in_force())
    assert "This program can't read version 2" in words(method_page(own, "?version=2"))
    assert "can't read that version" in words(ask(own, do="restore", version="2").status)
    ran = tandem("scores", "--kpi", "engagement_score")
    assert ran.code == 0
    assert said in ran.err


def test_own_thresholds_of_a_score_stand_in_the_foot(own: Services) -> None:
    save(own, edit("bands.advocacy_score.moderate", "40"), edit("bands.advocacy_score.strong", "62.5"))
    assert bands_text(own.method) == (
        "Bands: strong above 75, moderate 50 to 75, low below 50; "
        "Advocacy: strong above 62.5, moderate 40 to 62.5, low below 40"
    )


def test_the_file_of_a_site_is_where_versions_begin(tmp_path: Path, clock: HeldClock) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(SHIPPED.replace('"Tandem 1"', '"Of the site"'), encoding="utf-8")
    made = Services.compose(Settings.in_folder(tmp_path / "home", {"TANDEM_METHOD": str(path)}), clock)
    assert made.method.label == "Of the site"
    assert "The file that TANDEM_METHOD names" in words(method_page(made, "?tab=versions"))
    save(made, edit("bands.strong", "80"))
    assert made.method.bands.strong == 80
    made.jobs.close()
    made.store.close()
