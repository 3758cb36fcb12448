"""The method refuses nonsense in words, and names the line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.method_files import load_method, method_text
from kpi.method import Method, MethodError, parse_method
from kpi.method_text import lines_of
from kpi.schema import TABLES
from tests.kpi.frames import METHOD_FILE, default_method

TEXT = METHOD_FILE.read_text(encoding="utf-8")
LINES = TEXT.splitlines()

VALUES = [at for at, line in enumerate(LINES) if re.match(r"\w+ = ", line)]
"""Places of the lines that give one entry each."""

NUMBERS = [at for at in VALUES if re.match(r"\w+ = [\d.]+", LINES[at])]
WORDS = [at for at in VALUES if re.match(r'\w+ = "', LINES[at])]
LISTS = [at for at in VALUES if re.match(r"\w+ = \[", LINES[at])]
HEADERS = [at for at, line in enumerate(LINES) if line.startswith("[")]


def line_after(section: str, entry: str) -> int:
    """Return the line, counted from 1, of an entry of the shipped method."""
    start = LINES.index(section)
    return next(at for at in range(start, len(LINES)) if LINES[at].startswith(entry)) + 1


def changed(section: str, entry: str, new: str) -> str:
    """Return the shipped method with the text of one entry's line replaced."""
    lines = LINES.copy()
    lines[line_after(section, entry) - 1] = new
    return "\n".join(lines)


def added(section: str, *new: str) -> str:
    """Return the shipped method with lines put below a header, or tables of their own above it."""
    at = place_of(section, new[0])
    return "\n".join([*LINES[:at], *new, *LINES[at:]])


def place_of(section: str, new: str) -> int:
    return LINES.index(section) + (not new.startswith("["))


def refusal(text: str) -> MethodError:
    with pytest.raises(MethodError) as caught:
        parse_method(text)
    return caught.value


def told(text: str) -> list[str]:
    return str(refusal(text)).splitlines()


MARKETING = "[engagement.components.marketing]"
ENABLEMENT = "[engagement.components.enablement]"
RANK = "[mindshare.questions.vendor_rank]"


@pytest.mark.parametrize(
    ("section", "entry", "new", "words"),
    [
        (MARKETING, "weight", "weight = -2", "marketing.weight is -2; it must be at least 0"),
        (MARKETING, "weight", "weight = true", "marketing.weight is true; it must be a number"),
        (MARKETING, "weight", "weight = nan", "marketing.weight is nan; it must be at least 0"),
        (MARKETING, "weight", "weight = inf", "marketing.weight is inf; it must be at least 0"),
        (MARKETING, "weight", "weight = 0x" + "f" * 5000, "a number beyond all bounds"),
        (MARKETING, "weight", "wieght = 20", "wieght is no known entry; did you mean weight?"),
        (MARKETING, "reference", "reference = 0", "reference is 0; it must be above 0"),
        (MARKETING, "label", 'label = "communication"', "label is 'communication', as that of communication"),
        (MARKETING, "label", 'label = " "', "label is ' '; it must be a text"),
        (MARKETING, "kinds", 'kinds = ["event", "Event"]', "lists 'event' a second time"),
        (MARKETING, "kinds", 'kinds = ["event", "call"]', "lists 'call', which communication counts already"),
        (MARKETING, "kinds", "kinds = []", "kinds is empty; list at least one"),
        (MARKETING, "kinds", 'kinds = "event"', "kinds is 'event'; it must be a list"),
        (MARKETING, "kinds", 'kinds = ["event", 3]', "kinds is 3; it must be a text"),
        ("[bands]", "strong", "strong = 40.0", "bands.strong is 40, below moderate, which is 50; swap them"),
        ("[bands]", "strong", "strong = 100.5", "bands.strong is 100.5; it must be at least 0 and at most 100"),
        ("[windows]", "surveys", "surveys = 0", "windows.surveys is 0; it must be a whole number from 1"),
        ("[windows]", "surveys", "surveys = 10000", "is 10000; it must be a whole number from 1 to 9,999"),
        ("[windows]", "surveys", "surveys = 12.0", "windows.surveys is 12.0; it must be a whole number"),
        ("[windows]", "partial", "partial_advocacy = 13", "is 13; it must be at most advocacy, which is 12"),
        ("[mindshare]", "minimum_peers", "minimum_peers = 4.5", "minimum_peers is 4.5; it must be a whole number"),
        ("[mindshare]", "neutral", "neutral = 101", "neutral is 101; it must be at least 0 and at most 100"),
        ("[mindshare]", "initiative_share", "initiative_share = 1.5", "above 0 and at most 1"),
        (
            RANK,
            "type",
            'type = "rnk"',
            "type is 'rnk'; it must be one of rating, rank, recommendation; did you mean rank",
        ),
        ("[advocacy]", "active_target", "active_target = 175", "active_target is 175; it must be at least 0"),
        ("[advocacy]", "default_points", "default_points = 0", "is 0 and no kind has points"),
        ("[synonyms.kinds]", "meetings", 'meetings = "calls"', "means 'calls', itself a synonym; write call"),
        ("[synonyms.kinds]", "meetings", 'meeting = "call"', "means 'call', but 'meeting' is itself listed"),
        ("[synonyms.kinds]", "meetings", "meetings = 3", "synonyms.kinds.meetings is 3; it must be a text"),
        ("[synonyms.kinds]", "meetings", '"-" = "call"', "holds no letter or digit"),
        ("[synonyms.questions]", "nps", 'vendor_rank = "x"', "'vendor_rank' is itself listed"),
    ],
)
def test_nonsense_is_refused_on_its_line(section: str, entry: str, new: str, words: str) -> None:
    error = refusal(changed(section, entry, new))
    assert error.line == line_after(section, entry)
    assert str(error).startswith(f"line {error.line}: ")
    assert words in str(error)
    assert len(error.problems) == 1


@pytest.mark.parametrize(
    ("section", "lines", "place", "words"),
    [
        ("[windows]", ["[bands.engagment_score]"], 1, "is no known entry; did you mean engagement_score?"),
        ("[windows]", ["[bands.bookings]"], 1, "bands.bookings is no known entry"),
        ("[mindshare]", ["[engagement.types.reseller]", "comunication.weight = 1"], 2, "communication?"),
        ("[mindshare]", ["[engagement.types.reseller]", "planning.kinds = []"], 2, "no known entry"),
        (
            "[mindshare]",
            ["[engagement.types.reseller]", "[engagement.types.Resellers]"],
            2,
            "means the type reseller, which stands above already",
        ),
        ("[advocacy.points]", ["case_study = 2", "review = -1"], 2, "advocacy.points.review is -1"),
        ("[advocacy.points]", ["case_study = 2", '"Case-Study" = 2'], 2, "means the same as 'case_study' above"),
        ("[advocacy]", ["types.referral.reference = 0"], 1, "advocacy.types.referral.reference is 0"),
        ("[mindshare]", ["types.referral.shrinkage = 2"], 1, "shrinkage is no known entry"),
        (RANK, ["scale_max = 1"], 1, "for a rank it is the number of vendors"),
        (RANK, ["scale_max = 4.5"], 1, "for a rank it is the number of vendors"),
        (RANK, ["scale_min = 0"], 1, "the best rank is 1"),
        (RANK, ['polarity = "negative"'], 1, "only a rating can be, and this is a rank"),
        (RANK, ['polarity = "neagtive"'], 1, "did you mean negative?"),
        ("[mindshare.questions.likelihood_to_recommend]", ["scale_max = 5"], 1, "answered from 0 to 10"),
        ("[mindshare]", ["questions.fit = { scale_min = 5, scale_max = 5 }"], 1, "is 5; it must be above scale_min"),
        ("[mindshare]", ["questions.fit.weight = -1"], 1, "mindshare.questions.fit.weight is -1"),
        ("[synonyms.kinds]", ['x = "y"', 'y = "z"'], 1, "means 'y', itself a synonym; write z"),
        ("[synonyms.questions]", ["[synonyms.stages]", 'paid = "one"'], 2, "must be one of open, won, lost"),
        ("[synonyms.questions]", ["[synonyms.stages]", 'Won = "lost"'], 2, "gives the stage 'won' another meaning"),
        ("[synonyms.questions]", ["[synonyms.partner_types]", 'reseller = "x"'], 2, "built-in type 'reseller'"),
        ("[synonyms.questions]", ["[synonyms.partner_types]", 'agent = "var"'], 2, "write reseller"),
        ("[synonyms.questions]", ["[synonyms.stage]", 'paid = "won"'], 1, "did you mean stages?"),
        ("[synonyms.questions]", ["[[kpis]]", "a = 1"], 1, "kpis is a list; it must be a table"),
    ],
)
def test_nonsense_that_is_added_is_refused_on_its_line(
    section: str, lines: list[str], place: int, words: str
) -> None:
    error = refusal(added(section, *lines))
    assert error.line == place_of(section, lines[0]) + place
    assert words in str(error)
    assert len(error.problems) == 1


def test_an_unknown_entry_is_told_what_stands_there() -> None:
    error = refusal(added(MARKETING, "remark = 1"))
    assert error.line == LINES.index(MARKETING) + 2
    assert "remark is no known entry; here stand kinds, label, reference, weight" in str(error)


def test_one_word_with_two_meanings_is_refused_at_the_second() -> None:
    error = refusal(changed("[synonyms.kinds]", "emails", '"Phone  call" = "email"'))
    assert error.line == line_after("[synonyms.kinds]", "emails")
    assert "means 'email', but 'phone_call' is the same word; keep one of them" in str(error)
    assert parse_method(changed("[synonyms.kinds]", "emails", '"Phone  call" = "call"')).kind("phone_call") == "call"


def test_thresholds_may_be_one() -> None:
    method = parse_method(changed("[bands]", "strong", "strong = 50"))
    assert (method.bands.moderate, method.bands.strong) == (50, 50)


def test_some_weights_may_be_zero() -> None:
    assert parse_method(changed(MARKETING, "weight", "weight = 0")).components[1].weight == 0
    assert parse_method(changed("[mindshare]", "survey_weight", "survey_weight = 0")).mindshare.survey_weight == 0


def test_a_kind_in_two_components_points_at_the_second() -> None:
    text = changed(ENABLEMENT, "kinds", 'kinds = [\n  "training",  # ours\n  "meeting",\n]')
    assert refusal(text).line == line_after(ENABLEMENT, "kinds") + 2


def test_weights_that_are_all_zero_are_refused_at_their_table() -> None:
    text = re.sub(r"(?m)^weight = [12]0.0$", "weight = 0.0", TEXT)
    assert "engagement.components gives every weight as 0" in str(refusal(text))
    text = TEXT.replace("survey_weight = 60.0", "survey_weight = 0").replace(
        "interaction_weight = 40.0", "interaction_weight = 0"
    )
    assert refusal(text).line == LINES.index("[mindshare]") + 1
    types = "\n".join(f"[engagement.types.a.{one.name}]\nweight = 0" for one in default_method().components)
    assert refusal(f"{TEXT}\n{types}\n").line == len(LINES) + 2


def test_a_score_needs_a_component() -> None:
    lines = [line for line in LINES if not re.match(r"label|kinds|weight = [12]0|reference = [13]?\d\.0$", line)]
    text = "\n".join(lines).replace("minimum_coverage", 'label = "x"\nminimum_coverage')
    text = re.sub(r"(?m)^\[engagement.components.*$", "", text).replace("[bands]", "[engagement.components]\n[bands]")
    assert any("engagement.components holds no component" in line for line in told(text))


def test_everything_wrong_is_told_in_the_order_of_the_lines() -> None:
    text = TEXT.replace("minimum_coverage = 0.6", "minimum_coverage = 6").replace("neutral = 50.0", "neutral = -1")
    error = refusal(text.replace("strong = 75.0", "strong = 40.0"))
    places = [problem.line for problem in error.problems]
    assert len(places) == 3
    assert places == sorted(places)
    assert error.line == line_after('label = "Tandem 1"', "minimum_coverage")


def test_a_missing_entry_is_told_at_its_table() -> None:
    error = refusal(changed(MARKETING, "weight", ""))
    assert error.line == LINES.index(MARKETING) + 1
    assert "engagement.components.marketing.weight is missing; give it as kpi/method.toml shows" in str(error)
    assert told(TEXT.replace("[windows]", "[window]")) == [
        f"line {LINES.index('[windows]') + 1}: window is no known entry; did you mean windows?"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("label : 3", 1),
        ("\n\nlabel = 'a'\nlabel = 'b'\n", 4),
        ("\r\n\r\nlabel = 'a\r\n", 3),
        ("a = [\n1,\n", 2),
        ("", 1),
        ("\n\nx = " + "1" * 5000, 3),
    ],
)
def test_what_is_no_toml_is_refused_on_its_line(text: str, line: int) -> None:
    assert refusal(text).line == line


def test_lists_within_lists_are_refused() -> None:
    assert "too deeply" in str(refusal("a = " + "[" * 50_000))


@given(
    st.sampled_from(NUMBERS), st.sampled_from(["-1", "nan", "inf", "-inf", "true", '"20"', "[1]", "{}", "1990-01-01"])
)
def test_no_number_takes_nonsense(at: int, value: str) -> None:
    name = LINES[at].partition(" ")[0]
    text = "\n".join([*LINES[:at], f"{name} = {value}  # changed", *LINES[at + 1 :]])
    error = refusal(text)
    assert at + 1 in {problem.line for problem in error.problems}
    assert f"{name} " in str(error)


@given(
    st.sampled_from(WORDS + LISTS), st.sampled_from(["-1", "0.5", "false", '""', "'_'", "[1]", "[[]]", "{ a = 1 }"])
)
def test_no_text_or_list_takes_nonsense(at: int, value: str) -> None:
    name = LINES[at].partition(" ")[0]
    text = "\n".join([*LINES[:at], f"{name} = {value}", *LINES[at + 1 :]])
    assert refusal(text).line == at + 1


@given(st.sampled_from(VALUES), st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12))
def test_no_typing_error_in_a_name_is_ignored(at: int, extra: str) -> None:
    free = header_of(at).startswith("[synonyms.")
    name, _, value = LINES[at].partition(" = ")
    text = "\n".join([*LINES[:at], f"{name}_{extra} = {value}", *LINES[at + 1 :]])
    if not free:
        assert at + 1 in {problem.line for problem in refusal(text).problems}


@given(st.sampled_from(HEADERS))
def test_no_typing_error_in_a_header_is_ignored(at: int) -> None:
    text = "\n".join([*LINES[:at], LINES[at].replace("[", "[x", 1), *LINES[at + 1 :]])
    assert at + 1 in {problem.line for problem in refusal(text).problems}


def header_of(at: int) -> str:
    return next((LINES[above] for above in range(at, -1, -1) if LINES[above].startswith("[")), "")


def test_the_examples_in_the_file_are_valid() -> None:
    method = parse_method(TEXT.replace("#: ", ""))
    assert method.bands_of("advocacy_score").strong == 80
    assert method.bands_of("mindshare_score").strong == 75
    assert method.components_of("distributor")[0].reference == 20
    assert method.mindshare_of("distributor").attention_reference == 24
    assert method.advocacy_of("referral").reference == 8
    assert method.question("hard_to_do_business_with").negative
    assert [one.id for one in method.kpis] == ["portal_adoption", "stock_cover"]


def test_the_shipped_numbers_are_those_of_the_specification() -> None:
    method = default_method()
    assert [(one.name, one.weight, one.reference) for one in method.components] == [
        ("communication", 20, 12),
        ("marketing", 20, 6),
        ("enablement", 20, 3),
        ("pipeline", 20, 6),
        ("feedback", 10, 3),
        ("planning", 10, 1),
    ]
    assert (method.bands.moderate, method.bands.strong, method.minimum_coverage) == (50, 75, 0.6)
    assert vars(method.windows) == {"default": 3, "surveys": 12, "advocacy": 12, "partial_advocacy": 6}
    assert (method.mindshare.survey_weight, method.mindshare.interaction_weight) == (60, 40)
    assert (method.mindshare.shrinkage, method.mindshare.minimum_peers, method.mindshare.neutral) == (5, 5, 50)
    assert method.mindshare.initiative_share == 0.5
    assert (method.mindshare.initiative_minimum, method.mindshare.attention_reference) == (5, 12)
    assert (method.advocacy.reference, method.advocacy.default_points, method.advocacy.active_target) == (4, 1, 75)
    assert not method.kpis


def test_a_partner_type_may_differ() -> None:
    method = parse_method(
        TEXT
        + "\n[engagement.types.VAR.communication]\nreference = 20\n"
        + "[mindshare.types.distributor]\nsurvey_weight = 30\ninitiative_share = 0.25\n"
        + "[advocacy.types.referral]\nreference = 8\n"
    )
    assert method.components_of("reseller")[0].reference == 20
    assert method.components_of("reseller")[0].weight == 20
    assert method.components_of("distributor")[0].reference == 12
    assert method.mindshare_of("distributor").survey_weight == 30
    assert method.mindshare_of("distributor").initiative_share == 0.25
    assert method.mindshare_of("distributor").interaction_weight == 40
    assert method.mindshare_of("reseller") == method.mindshare
    assert method.advocacy_of("referral").reference == 8
    assert method.advocacy_of("service").reference == 4


def test_words_of_the_site_come_before_the_built_in_ones() -> None:
    method = parse_method(
        TEXT
        + '\n[synonyms.stages]\n"PO received" = "won"\nregistered = "won"\n'
        + '[synonyms.partner_types]\nagent = "referral"\n'
    )
    stages = method.choices(TABLES["deals"].column("stage"))
    assert (stages["po_received"], stages["registered"], stages["closed_lost"]) == ("won", "won", "lost")
    assert method.choices(TABLES["partners"].column("partner_type"))["agent"] == "referral"
    assert method.choices(TABLES["deals"].column("deal_type"))["upsell"] == "expansion"
    assert "po_received" not in default_method().choices(TABLES["deals"].column("stage"))


def test_a_type_may_be_named_by_a_synonym_of_the_site() -> None:
    text = TEXT + '\n[synonyms.partner_types]\nagent = "referral"\n[advocacy.types.agent]\nreference = 8\n'
    assert parse_method(text).advocacy_of("referral").reference == 8


def test_the_version_moves_with_the_content_only() -> None:
    same: list[Method] = [
        parse_method("# a remark\n" + TEXT),
        parse_method(TEXT.replace("reference = 12.0", "reference = 12")),
        parse_method(TEXT.replace("reference = 12.0", "reference = 1.2e1 # the same")),
        parse_method(TEXT.replace("moderate = 50.0\nstrong = 75.0", "strong = 75.0\nmoderate = 50.0")),
        parse_method(TEXT.replace("\n", "\r\n")),
        parse_method(TEXT.replace('"Training"', "'Training'")),
    ]
    assert {method.version for method in same} == {default_method().version}
    other = [
        parse_method(TEXT.replace("weight = 20.0", "weight = 20.5", 1)),
        parse_method(TEXT.replace('"Tandem 1"', '"Tandem 2"')),
        parse_method(TEXT.replace('phone_call = "call"', 'phone_call = "email"')),
    ]
    assert len({method.digest for method in other} | {default_method().digest}) == 4
    assert re.fullmatch(r"Tandem 1 · [0-9a-f]{8}", default_method().version)


def test_a_file_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    path = tmp_path / "method.toml"
    path.write_text("\ufeff" + TEXT, encoding="utf-8")
    assert load_method(path) == default_method() == load_method()
    assert method_text(path) == method_text() == TEXT
    path.write_text(TEXT.replace("strong = 75.0", "strong = 40.0").replace("neutral = 50.0", "neutral = -1"))
    with pytest.raises(MethodError) as caught:
        load_method(path)
    assert [line.startswith(f"{path}: line ") for line in str(caught.value).splitlines()] == [True, True]
    with pytest.raises(MethodError, match="cannot be read"):
        load_method(tmp_path / "none.toml")


LAYOUT = """
a = 1
"b c" . 'd' = { e = [ 1, 2 ], f.g = "x # } ]" }  # dotted
[ t . "u" ]
list = [
    "]",  # a remark, ]
    { x = 1 }, [
        2 ],
]
text = QQQ
one = 1
\\QQQ two QQ\\QQQQ
more = QQQx = 1QQQQQ
raw = '''
three = '
''''
when = 1979-05-27 07:32:00
[[t.many]]
n = 1
[[t.many]]
n = 2
sub = { k = "a" }
[t.many.inner]
z = 1
[t]
last = true
""".replace("Q", '"')


def test_lines_are_found_in_every_form_of_toml() -> None:
    found = lines_of(LAYOUT)
    wanted = {
        ("a",): "a = 1",
        ("b c", "d", "e", 1): '"b c"',
        ("b c", "d", "f", "g"): '"b c"',
        ("t", "u", "list", 0): '    "]"',
        ("t", "u", "list", 1, "x"): "    { x",
        ("t", "u", "list", 2, 0): "        2",
        ("t", "u", "text"): "text",
        ("t", "u", "more"): "more",
        ("t", "u", "raw"): "raw",
        ("t", "u", "when"): "when",
        ("t", "many", 0, "n"): "n = 1",
        ("t", "many", 1, "n"): "n = 2",
        ("t", "many", 1, "sub", "k"): "sub",
        ("t", "many", 1, "inner", "z"): "z = 1",
        ("t",): "[t]",
        ("t", "last"): "last",
    }
    lines = LAYOUT.splitlines()
    assert {path: lines[found[path] - 1].startswith(start) for path, start in wanted.items()} == dict.fromkeys(
        wanted, True
    )


KEYS = st.text('ab-_1 ."\\é', min_size=1, max_size=4)
SCALARS = st.sampled_from(["1", "true", '"a = 1"', "'# no'", '"""\nx = 1\n"""', "1979-05-27", "[]", "{}"])


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, st.lists(SCALARS, max_size=3), max_size=4), max_size=4), st.data())
def test_lines_are_those_on_which_things_were_written(
    tables: dict[str, dict[str, list[str]]], data: st.DataObject
) -> None:
    text, wanted = "", {}
    for table, entries in tables.items():
        text += "\n" * data.draw(st.integers(0, 2)) + "# [x]\n"
        wanted[(table,)] = text.count("\n") + 1
        text += f"[ {quoted(table)} ] # header\n"
        for key, values in entries.items():
            wanted[table, key] = text.count("\n") + 1
            text += f"{quoted(key)} = ["
            for place, value in enumerate(values):
                text += data.draw(st.sampled_from(["", "\n", " # ]\n\t"]))
                wanted[table, key, place] = text.count("\n") + 1
                text += f"{value},"
            text += "]\n"
    found = lines_of(text)
    assert {path: found.get(path) for path in wanted} == wanted


def quoted(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
