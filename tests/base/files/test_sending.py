"""What a form brings that is damaged on its way."""

import gc

import pytest
from django.core.files.base import ContentFile
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from comity.base.files.forms import ToFolder


pytestmark = pytest.mark.django_db


def sent(person, body):
    request = RequestFactory().generic("POST", "/", body, content_type=MULTIPART_CONTENT)
    request.user = person
    request.upload_handlers = [ToFolder(request)]
    return request


@pytest.fixture
def form():
    one, two = (ContentFile(b"x" * 3_000_000, name=name) for name in ("one.txt", "two.txt"))
    return encode_multipart(BOUNDARY, {"one": one, "two": two})


def test_a_whole_form_has_both_files(form, person_with, settings, tmp_path):
    settings.HOME = tmp_path
    request = sent(person_with("editor"), form)
    assert [file.size for _name, file in sorted(request.FILES.items())] == [3_000_000, 3_000_000]
    request.FILES["two"].close()
    assert request.FILES["one"].read(1) == b"x", "each is closed by itself"
    request.close()
    assert not list(tmp_path.rglob("incoming/*"))


def test_of_a_damaged_form_nothing_is_left(form, person_with, settings, tmp_path):
    """Neither of the whole file nor of the damaged one; a file left open is a warning, and warnings are errors."""
    settings.HOME = tmp_path
    end = f"--{BOUNDARY}--\r\n".encode()
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=three; filename=three.txt\r\n".encode()
    body = form.removesuffix(end) + head + b"Content-Transfer-Encoding: base64\r\n\r\n!?!?!\r\n" + end
    request = sent(person_with("editor"), body)
    with pytest.raises(MultiPartParserError):
        len(request.FILES)
    request.close()
    del request
    gc.collect()
    assert not list(tmp_path.rglob("incoming/*"))


def test_of_a_form_that_was_cut_off_the_whole_files_are_read(form, person_with, settings, tmp_path):
    settings.HOME = tmp_path
    request = sent(person_with("editor"), form[:4_000_000])
    assert request.FILES["one"].read(1) == b"x"
    request.close()
    del request
    gc.collect()
    assert not list(tmp_path.rglob("incoming/*"))
