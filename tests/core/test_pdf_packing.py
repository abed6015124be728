"""A packed PDF shows what it showed, in fewer bytes, and only what our library wrote is packed."""

import io

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from core.paper import Paper, start_paper
from core.pdf_packing import packed


def papers(count: int, title: str = "Papers") -> Paper:
    paper = start_paper(title=title, language="ar", page_size=(200, 100))
    for number in range(count):
        paper.write(f"Amina مرحبا {number if number % 2 else ''}", 20, 60, 12)
        paper.canvas.showPage()
    return paper


def pictures(pdf: bytes) -> list[bytes]:
    return [page.render(scale=2).to_pil().tobytes() for page in pypdfium2.PdfDocument(pdf)]


def words(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_the_pages_and_the_words_are_the_same_and_the_file_is_smaller() -> None:
    plain = papers(450, "A title (in \\ brackets) – ĊĊ العنوان").finish()
    small = packed(plain)
    assert len(small) < len(plain) - 450 * 100
    assert pictures(small)[:20] == pictures(plain)[:20]
    assert words(small) == words(plain)
    before, after = (pypdfium2.PdfDocument(pdf).get_metadata_dict() for pdf in (plain, small))
    assert before == after and "العنوان" in after["Title"]
    assert packed(plain) == small


def test_each_page_gets_its_own_ending_whether_its_beginning_is_shared_or_not() -> None:
    endings = [b"0 0 %d 10 re f" % (number * 10) for number in range(1, 6)]
    drawn = pictures(packed(papers(5).finish(), endings))
    paper = start_paper(title="Papers", language="ar", page_size=(200, 100))
    for number, ending in enumerate(endings):
        paper.write(f"Amina مرحبا {number if number % 2 else ''}", 20, 60, 12)
        paper.canvas.addLiteral(ending.decode("ascii"))
        paper.canvas.showPage()
    assert drawn == pictures(paper.finish())
    assert len(set(drawn)) == 5


def test_an_ending_may_hold_any_byte_even_what_looks_like_the_end_of_an_object() -> None:
    sly = b"% endstream endobj trailer startxref " + bytes(set(range(256)) - {10, 13}) + b"\n0 0 50 50 re f"
    (plain,), (drawn,) = pictures(papers(1).finish()), pictures(packed(papers(1).finish(), [sly]))
    assert plain != drawn


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_endings_as_pages_are_asked_for(count: int) -> None:
    with pytest.raises(ValueError, match="argument"):
        packed(papers(2).finish(), [b"n"] * count)


def encrypted() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt="secret")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4\n", packed(papers(1).finish()), encrypted()])
def test_a_file_that_our_library_did_not_write_plainly_is_refused(pdf: bytes) -> None:
    with pytest.raises(ValueError, match="PDF"):
        packed(pdf)
