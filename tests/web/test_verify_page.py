"""The verification page: genuine or not, and nothing of the person."""

from tests.web.conftest import Town, who

PAID = "simplified_proceeding/01-pilot-paid"


def test_a_genuine_document(town: Town) -> None:
    outcomes = town.play(PAID)
    number = outcomes[0].documents[0].number
    code = town.engine.code_of(number).code
    before = town.ledger()
    for address in (f"/v/{code}", f"/v?code={code.lower().replace('-', ' ')}", f"/v?code={code.replace('0', 'o')}"):
        for lang, words in (("kk", "«Тоқтатылды»"), ("ru", "«Прекращено»")):
            page = town.visitor().get(address, params={"lang": lang} if "?" not in address else None)
            assert page.status_code == 200
            text = page.text.replace("\u00a0", " ")
            if "?" not in address:
                assert words in text
            assert f"№ {number}" in text
            assert not any(who(PAID)["name"][each]["last"] in text for each in ("kk", "ru"))
            assert who(PAID)["iin"] not in text
            assert "36 920" not in text
    assert town.ledger() == before


def test_a_certificate_that_was_given_out(town: Town) -> None:
    outcomes = town.play(PAID)
    certificate = town.engine.proof(outcomes[0].case).document
    for lang, words in (
        ("kk", "Хабарламалардың жіберілгені және жеткізілгені туралы анықтама"),
        ("ru", "Справка о направлении"),
    ):
        page = town.visitor().get(f"/v/{certificate.code}", params={"lang": lang})
        assert page.status_code == 200
        text = page.text.replace("\u00a0", " ")
        assert words in text and f"№ {certificate.number}" in text
        assert "Бұл құжаттан кейін" not in text and "После этого документа" not in text
        assert who(PAID)["iin"] not in text


def test_wrong_codes_are_alike(town: Town) -> None:
    town.play(PAID)
    pages = [
        town.visitor().get(f"/v/{code}") for code in ("7H3K-9QWX-2M4P", "AAAA-AAAA-AAAA", "x", "%D2%9B", "a" * 900)
    ]
    assert {page.status_code for page in pages} == {404}
    assert all("Мұндай коды бар құжат берілмеген" in page.text for page in pages)


def test_the_empty_page_asks_for_a_code(town: Town) -> None:
    page = town.visitor().get("/v?lang=ru")
    assert page.status_code == 200
    assert "Код документа" in page.text
