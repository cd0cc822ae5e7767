"""A request, from the provision to the Word file: on the platform, in the off-line file, and between the two."""

import json
import re
import shutil
import subprocess
import zipfile

import pikepdf
import pytest
from lxml import etree

from tests.journeys.conftest import SIZES
from tests.journeys.test_pages import fits_a_phone


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FROM_FINDER = "/assistance/?requesting=GH&requested=IT&measure=bank-records&offence=corruption"
WRITER = "/assistance/writer/"
PROVISION = "/laws/fr/legitext000006070719/art_432-11/"
PAID = "Kwabena paid the harbour master"
TEXTS = {
    "authority": ("Attorney-General’s Department, Accra", "إدارة النائب العام، أكرا"),
    "recipient": ("Ministry of Justice, Rome", "وزارة العدل، روما"),
    "proceeding": ("Criminal investigation into bribery", "تحقيق جنائي في الرشوة"),
    "facts": (f"On 3 May 2025 {PAID} 200,000 euros.", "في 3 أيار/مايو 2025 دفع كوابينا 200 000 يورو."),
    "purpose": ("To prove the payment.", "لإثبات الدفع."),
}


def ready(page):
    page.wait_for_selector("#writer[data-ready]")


def step(page, name):
    page.evaluate("name => { location.hash = name }", name)
    page.wait_for_selector(f'.request-way a[href="#{name}"][aria-current=step]')


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def field(page, key):
    return page.locator(f'[id="{key}"]')


def write(page, key, languages=("en", "ar")):
    for language, text in zip(("en", "ar"), TEXTS[key], strict=True):
        if language in languages:
            field(page, f"text.{key}.{language}").fill(text)


def item_field(page, name):
    return page.locator(f'[id^="item."][id$=".{name}"]').first


def kept(page):
    """Wait until the last thing typed is kept; the status does not change by itself after that."""
    page.wait_for_selector("#writer[data-kept=yes]")


def saved(page, name):
    with page.expect_download() as waiting:
        press(page, name)
    return waiting.value


def begin(page, name="Ama Mensah"):
    ready(page)
    field(page, "your-name").fill(name)
    press(page, "Begin a request")
    page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')


def fill_all(page, languages=("en", "ar")):
    """Every element that is needed, but for what the bank is asked for."""
    for name, keys in {
        "parties": ("authority", "recipient"),
        "facts": ("proceeding", "facts"),
        "conditions": ("purpose",),
    }.items():
        step(page, name)
        for key in keys:
            write(page, key, languages)
    step(page, "persons")
    press(page, "Add a person")
    page.locator('[id^="person."][id$=".name"]').fill("Kwabena Owusu")


def fill_item(page, languages=("en", "ar")):
    step(page, "asked")
    for name, text in {"holder": "First Bank", "account": "4471", "period": "2025"}.items():
        item_field(page, name).fill(text)
    for language in languages:
        item_field(page, f"documents.{language}").fill("Statements and signature card")
        item_field(page, f"link.{language}").fill("An invoice names the account")


def words_of(node):
    return "".join(node.itertext(f"{W}t"))


def rows_of(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        document = etree.fromstring(archive.read("word/document.xml"))
    return [[words_of(cell) for cell in row.findall(f"{W}tc")] for row in document.findall(f".//{W}tbl/{W}tr")]


def holds_the_request(page, folder):
    """The Word file holds both languages, the clearing, and the provision with where and when it was read."""
    saved(page, "Word file").save_as(folder / "request.docx")
    is_for_the_archive(page, folder)
    rows = rows_of(folder / "request.docx")
    assert list(TEXTS["facts"]) in rows
    assert ["Mutual legal assistance", "المساعدة القانونية المتبادلة"] in rows
    assert ["Bank, company or provider: First Bank", "المصرف أو الشركة أو مقدم الخدمة: First Bank"] in rows
    assert any(row[0].startswith("Cleared by Efua Boateng") for row in rows)
    assert any("Est puni de dix ans" in row[0] for row in rows if len(row) == 1)
    assert any(PROVISION in row[0] and row[0].startswith("Read at") for row in rows)


def is_for_the_archive(page, folder):
    """The PDF is made in the browser, by a worker that may run compiled code, under the policy of the real server."""
    page.set_default_timeout(180_000)
    saved(page, "PDF/A file").save_as(folder / "request.pdf")
    page.set_default_timeout(30_000)
    page.get_by_text("The PDF is made. Nothing of it was sent anywhere.").wait_for()
    with pikepdf.open(folder / "request.pdf") as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"] == "Mutual legal assistance · المساعدة القانونية المتبادلة"
        # It bears no mark of a draft: the request was cleared.
        assert len(pdf.pages) >= 1


def find_the_basis(page, under=""):
    page.locator("main").get_by_role("link", name="Which treaty binds both States?").click()
    page.get_by_label("State or territory that asks for help").select_option("GH")
    page.get_by_label("State or territory that is asked").select_option("IT")
    page.get_by_label("What is asked for").select_option("bank-records")
    page.get_by_role("button", name="Find", exact=True).click()
    name = re.compile(f"Write the request{f' under it ?: {under}' if under else ''}$")
    page.get_by_role("link", name=name).click()


def clear(page):
    """Who wrote it cannot clear it; somebody else can."""
    kept(page)
    field(page, "clearing-officer").fill("ama mensah")
    press(page, "Clear it")
    assert page.get_by_role("status").inner_text() == "Who wrote a part of it cannot clear it."
    field(page, "clearing-officer").fill("Efua Boateng")
    press(page, "Clear it")
    page.wait_for_selector("text=Cleared by Efua Boateng")


@pytest.fixture
def outgoing(visit):
    """A window in which everything that is sent to the server is written down."""
    sent = []

    def opened(path, **more):
        page = visit(path, **more)
        page.on("request", lambda one: sent.append(f"{one.method} {one.url} {one.post_data or ''}"))
        return page

    opened.sent = sent
    return opened


@pytest.mark.usefixtures("laws_loaded")
def test_a_prosecutor_goes_from_a_provision_to_a_cleared_request_in_two_languages(outgoing, portal, tmp_path, picture):
    # From the provision to the treaties, and from these to the writer.
    page = outgoing(PROVISION)
    find_the_basis(page)
    begin(page)
    assert page.locator('[id="measure.bank-records"]').is_checked()
    page.select_option("#second", "ar")

    # The basis and the authority come from the portal.
    press(page, "Next")
    assert (field(page, "requesting").input_value(), field(page, "requested").input_value()) == ("GH", "IT")
    chosen = page.locator("#basis-chosen", has_text="United Nations Convention against Corruption")
    chosen.wait_for()
    assert "The closest one, taken from the legal basis finder." in chosen.inner_text()
    assert "Every act is known until" in page.locator("#writer").inner_text()
    assert "46(15)(a)" in page.locator('[id="element.authority"]').inner_text()
    assert "United Nations Convention against Corruption" in page.locator("#basis-chosen").inner_text()

    # What is missing is told before the next step, and leads to its field.
    press(page, "Next")
    prompt = page.locator("#prompt")
    assert prompt.locator("li").count() == 2
    prompt.get_by_role("link", name="The authority that makes the request").click()
    assert page.evaluate("document.activeElement.id") == "text.authority.en"
    fill_all(page)

    # The provision is fetched with its text and today's date.
    step(page, "offences")
    assert field(page, "provision-address").input_value() == f"/en{PROVISION}"
    press(page, "Fetch the text")
    page.wait_for_selector('[id^="provision."][id$=".text"]')
    assert "dix ans d'emprisonnement" in page.locator('[id^="provision."][id$=".text"]').input_value().replace(
        "’", "'"
    )

    # The item of the bank lacks its fields, and can stand without them only with a reason.
    step(page, "asked")
    press(page, "Next")
    assert "What assistance is sought" in page.locator("#prompt").inner_text()
    step(page, "check")
    assert "It can be cleared once nothing" in page.locator("#writer").inner_text()
    fill_item(page)
    step(page, "check")
    assert "Nothing is missing." in page.locator("#writer").inner_text()

    clear(page)
    step(page, "read")
    picture(page, "writer-read", whole=True)
    holds_the_request(page, tmp_path)

    # Changed after it was cleared, it is not cleared.
    step(page, "conditions")
    field(page, "text.purpose.en").fill("To prove the payment and its reason.")
    step(page, "read")
    assert "not yet cleared" in page.locator(".request-document").inner_text()

    # It is still there when the page is opened again, and the server was sent no word of it.
    kept(page)
    page.goto(f"{portal}/en{WRITER}")
    ready(page)
    press(page, "Open")
    page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    step(page, "facts")
    assert field(page, "text.facts.en").input_value() == TEXTS["facts"][0]
    assert any("assistance/basis" in one for one in outgoing.sent)
    assert [one for one in outgoing.sent if not one.startswith("GET ")] == []
    assert [one for one in outgoing.sent if "Kwabena" in one or "4471" in one or "Accra" in one] == []


def test_the_word_file_opens_in_a_word_processor(visit, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("There is no LibreOffice on this machine.")
    page = visit(FROM_FINDER)
    page.get_by_role("link", name="Write the request").click()
    begin(page)
    page.select_option("#second", "ar")
    fill_all(page)
    fill_item(page)
    step(page, "read")
    saved(page, "Word file").save_as(tmp_path / "request.docx")
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "request.docx")], check=True, timeout=120)
    text = (tmp_path / "request.txt").read_text(encoding="utf-8")
    assert PAID in text
    assert TEXTS["facts"][1] in text


def test_the_off_line_file_does_the_whole_path_without_a_network_and_opens_on_the_platform(chromium, visit, tmp_path):
    page = visit(WRITER)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the writer as one file").click()
    alone = tmp_path / "writer.html"
    waiting.value.save_as(alone)

    context = chromium.new_context(viewport=SIZES["phone"])
    context.set_offline(True)
    complaints = []
    away = context.new_page()
    away.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    away.on("pageerror", lambda one: complaints.append(str(one)))
    away.on("request", lambda one: complaints.append(one.url) if not one.url.startswith(("file:", "blob:")) else None)
    away.goto(alone.as_uri())
    begin(away)
    away.locator('[id="type.mutual-legal-assistance"]').check()
    away.locator('[id="measure.bank-records"]').check()
    step(away, "parties")
    away.select_option("#requesting", "GH")
    away.select_option("#requested", "IT")
    away.select_option("#treaty-by-hand", "XVIII-14")
    press(away, "Take this treaty")
    assert "46(3)(f), 46(8)" in away.locator("#basis-chosen").inner_text()
    fill_all(away, languages=("en",))
    fill_item(away, languages=("en",))
    step(away, "check")
    assert "Nothing is missing." in away.locator("#writer").inner_text()
    step(away, "read")
    saved(away, "Word file").save_as(tmp_path / "request.docx")
    with zipfile.ZipFile(tmp_path / "request.docx") as archive:
        assert PAID in archive.read("word/document.xml").decode()
    assert fits_a_phone(away)
    # Its policy lets nothing out, even with a network.
    context.set_offline(False)
    assert away.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')") == "refused"
    refused = [one for one in complaints if "Content Security Policy" in one or "127.0.0.1:9" in one]
    assert (bool(refused), [one for one in complaints if one not in refused]) == (True, [])
    file = tmp_path / "request.json"
    saved(away, "Save to pass on").save_as(file)
    context.close()

    page.reload()
    ready(page)
    field(page, "your-name").fill("Kofi")
    page.set_input_files("#open-file", file)
    page.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    step(page, "read")
    assert TEXTS["facts"][0] in page.locator(".request-document").inner_text()


def test_two_authors_join_their_files_and_both_texts_are_kept(visit, tmp_path):
    page = visit(WRITER)
    begin(page)
    page.locator('[id="type.informal-request"]').check()
    step(page, "conditions")
    field(page, "text.purpose.en").fill("To open an investigation.")
    step(page, "read")
    first = tmp_path / "first.json"
    saved(page, "Save to pass on").save_as(first)

    # A colleague, in a browser of his own, writes on in the same place and in another.
    other = visit(WRITER)
    ready(other)
    field(other, "your-name").fill("Kofi")
    other.set_input_files("#open-file", first)
    other.wait_for_selector('.request-way a[href="#what"][aria-current=step]')
    step(other, "conditions")
    field(other, "text.purpose.en").fill("To close an investigation.")
    step(other, "asked")
    field(other, "text.sought.en").fill("Who owns Example Ltd.?")
    other.locator("details", has_text="Comments of colleagues").first.locator("summary").click()
    field(other, "comment.sought").fill("Since when?")
    press(other, "Add the comment")
    step(other, "read")
    second = tmp_path / "second.json"
    saved(other, "Save to pass on").save_as(second)

    step(page, "conditions")
    field(page, "text.purpose.en").fill("To open and charge.")
    step(page, "start")
    page.set_input_files("#join-file", second)
    page.wait_for_selector('.request-way a[href="#check"][aria-current=step]')
    page.get_by_role("link", name="Purpose for which it is sought").first.click()
    shown = page.locator('[id="element.purpose"]').inner_text()
    assert "To open and charge." in shown
    assert "To close an investigation." in shown
    press(page, "Let both stand")
    told = field(page, "text.purpose.en").input_value()
    assert sorted(told.split("\n\n")) == ["To close an investigation.", "To open and charge."]
    step(page, "asked")
    assert field(page, "text.sought.en").input_value() == "Who owns Example Ltd.?"
    assert "Since when?" in page.locator('[id="element.sought"]').inner_text()

    # A file that is none is refused with the reason, and nothing changes.
    broken = tmp_path / "broken.json"
    broken.write_text(second.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    step(page, "start")
    page.set_input_files("#join-file", broken)
    page.get_by_text("This file cannot be read").wait_for()
    another = json.loads(second.read_text(encoding="utf-8")) | {"id": "another"}
    broken.write_text(json.dumps(another), encoding="utf-8")
    page.set_input_files("#join-file", broken)
    page.get_by_text("This file is another request").wait_for()


def test_a_mandatory_element_can_be_left_out_with_a_reason_that_stands_in_the_request(visit):
    page = visit(WRITER)
    begin(page)
    page.locator('[id="type.spontaneous-information"]').check()
    step(page, "parties")
    page.select_option("#requesting", "GH")
    page.select_option("#requested", "IT")
    for key in ("authority", "recipient"):
        field(page, f"text.{key}.en").fill(TEXTS[key][0])
    step(page, "asked")
    press(page, "Next")
    field(page, "reason.information").fill("It follows by the officer of liaison.")
    step(page, "check")
    assert "a reason is written" in page.locator("#writer").inner_text()
    step(page, "read")
    assert "Left out: It follows by the officer of liaison." in page.locator(".request-document").inner_text()
