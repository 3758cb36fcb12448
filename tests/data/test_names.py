import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.partners.names import company_host, company_name, host_of, is_public, name_key, registrable

TABLE = tomllib.loads((files("data.partners") / "names.toml").read_text(encoding="utf-8"))
FORMS = [spelling for spellings in TABLE["forms"].values() for spelling in spellings]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME, Ltd.", "acme limited"),
        ("Acme", "Acme GmbH"),
        ("Müller & Söhne GmbH & Co. KG", "muller und sohne"),
        ("Société Générale S.A.", "Societe Generale SA"),
        ("Eni S.p.A.", "ENI SPA"),
        ("Barilla S.r.l.", "Barilla srl"),
        ("Unilever N.V.", "Unilever NV"),
        ("Philips B V", "Philips B.V."),
        ("Kawa Sp. z o.o.", "KAWA SP ZOO"),
        ("Nokia Oyj", "nokia"),
        ("Ericsson AB (publ)", "Ericsson AB"),
        ("Ørsted A/S", "Orsted AS"),
        ("Novo ApS", "novo"),
        ("Richter Kft.", "richter"),
        ("Škoda s.r.o.", "skoda"),
        ("Podravka d.o.o.", "podravka"),
        ("株式会社トヨタ", "トヨタ K.K."),
        ("㈱日立", "日立"),
        ("华为技术有限公司", "华为技术"),
        ("ООО «Ромашка»", "РОМАШКА"),
        ("Sonae Lda.", "sonae"),
        ("Embraer Ltda", "embraer"),
        ("Seat S.L.", "seat"),
        ("Colruyt CVBA", "colruyt"),
        ("Atlassian Pty Ltd", "ATLASSIAN PTY. LTD."),
        ("Smith & Co", "Smith"),
        ("L'Oréal SA", "LOreal"),
        ("I.B.M. Corp.", "IBM"),
        ("Ac\u200bme\u00a0Group", "acme group"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acme Group"),
        ("Müller", "Mueller"),
        ("A+ Consulting", "A Consulting"),
        ("हिंदी", "हदी"),
        ("Acme North", "Acme South"),
        ("Texas", "Tex"),
        ("Visa", "Vi"),
    ],
)
def test_different_names_keep_different_keys(one, other):
    assert name_key(one) != name_key(other)


def test_a_name_that_is_nothing_but_a_form_or_signs_is_kept():
    assert [name_key(name) for name in ("AG", "Ltd", "***", "株式会社", " ")] == ["ag", "ltd", "***", "株式会社", ""]


def test_forms_tell_companies_of_one_name_apart():
    acme, gmbh, inc = (company_name(name) for name in ("Acme", "Acme GmbH", "ACME Inc."))
    assert (acme.may_be(gmbh), gmbh.may_be(inc), gmbh.may_be(company_name("acme g.m.b.h."))) == (True, False, True)


@given(st.text(max_size=30) | st.sampled_from(FORMS))
def test_a_key_is_its_own_key_and_never_empty(name):
    key = name_key(name)
    assert name_key(key) == key
    assert bool(key) == bool(name.strip())


@given(
    st.lists(st.sampled_from(["GmbH", "AG", "Ltd.", "S.A.", "Inc", "Oy", "B.V.", "KG", "& Co"]), max_size=4),
    st.data(),
)
def test_the_order_of_forms_does_not_matter(forms, data):
    other = data.draw(st.permutations(forms))
    assert company_name(" ".join(["Brightwater", *forms])) == company_name(" ".join(["BRIGHTWATER", *other]))


def test_forms_of_many_countries_are_known_and_each_is_taken_off():
    assert len(TABLE["forms"]) > 70
    assert {name_key(f"Brightwater {form}") for form in FORMS} == {"brightwater"}


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Acme.com/de/?x=1#y", "acme.com"),
        ("acme.com.", "acme.com"),
        ("Jo Doe <jo@Mail.Acme.com>", "mail.acme.com"),
        ("mailto:jo@acme.com", "acme.com"),
        ("http://user:word@acme.co.uk:8080/", "acme.co.uk"),
        ("müller.de", "xn--mller-kva.de"),
        ("Acme Ltd.", None),
        ("1.2.3.4", None),
        ("https://", None),
        ("a..b", None),
        ("." * 5_000, None),
        ("x" * 70 + ".com", None),
    ],
)
def test_addresses_name_hosts(address, host):
    assert host_of(address) == host


def test_a_domain_is_what_somebody_registered():
    assert [registrable(host) for host in ("a.b.acme.com", "x.acme.co.uk", "acme.de", "a.acme.github.io")] == [
        "acme.com",
        "acme.co.uk",
        "acme.de",
        "acme.github.io",
    ]


def test_public_mail_says_nothing_about_a_company():
    assert all(is_public(host) for host in ("gmail.com", "yahoo.co.jp", "gmx.de", "qq.com", "linkedin.com"))
    assert company_host("jo@gmail.com") is None
    assert company_host("jo@sales.acme.com") == "sales.acme.com"


@given(st.text(max_size=60))
def test_no_text_is_an_error(text):
    host = company_host(text)
    assert host is None or "." in registrable(host)
