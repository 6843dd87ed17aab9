import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lockstitch import load
from lockstitch.errors import ReadError
from lockstitch.settings import Limits


def source(path: Path, **limits: int) -> load.Source:
    return load.Source(str(path), path.name, Limits(**limits))


def written(tmp_path: Path, data: bytes, name: str = "report.xml") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def names(path: Path, **limits: int) -> list[str]:
    seen: list[str] = []
    load.xml(
        source(path, **limits), lambda parser: setattr(parser, "StartElementHandler", lambda n, _a: seen.append(n))
    )
    return seen


def refused(path: Path, **limits: int) -> str:
    with pytest.raises(ReadError) as caught:
        names(path, **limits)
    (fault,) = caught.value.faults
    assert fault.path == path.name
    return fault.message


def test_elements_arrive_in_order(tmp_path: Path) -> None:
    assert names(written(tmp_path, b'\xef\xbb\xbf<?xml version="1.0"?><!-- c --><a><b/></a>')) == ["a", "b"]


def test_a_document_type_is_accepted_and_never_fetched(tmp_path: Path) -> None:
    text = b'<!DOCTYPE coverage SYSTEM "http://example.invalid/coverage-04.dtd"><coverage/>'
    assert names(written(tmp_path, text)) == ["coverage"]


@pytest.mark.parametrize(
    "entity",
    [
        b'<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">',
        b'<!ENTITY x SYSTEM "file:///etc/passwd">',
        b'<!ENTITY % p SYSTEM "http://example.invalid/x">',
    ],
)
def test_entities_are_refused_where_they_are_declared(tmp_path: Path, entity: bytes) -> None:
    message = refused(written(tmp_path, b"<!DOCTYPE a [" + entity + b"]><a>&b;</a>"))
    assert "declares an XML entity" in message


def test_a_cut_file_names_line_and_column(tmp_path: Path) -> None:
    assert "line 2, column" in refused(written(tmp_path, b"<a>\n<b x='1"))


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    assert refused(written(tmp_path, b"")) == "is empty (0 bytes)"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    assert "larger than 10 bytes" in refused(written(tmp_path, b"<a>" + b" " * 20 + b"</a>"), bytes=10)


def test_one_huge_attribute_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = written(tmp_path, b'<a x="' + b"y" * 6_000_000 + b'"/>')
    assert "larger than 1,000,000 bytes" in refused(path, token=1_000_000)
    assert names(path) == ["a"]


def test_a_number_that_is_none_names_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, b"<a>\n  <b n='x'/></a>")

    def attach(parser: load.Parser) -> None:
        parser.StartElementHandler = lambda _name, attributes: int(attributes.get("n", "0"))

    with pytest.raises(ReadError, match=r"\(line 2, column \d+\)"):
        load.xml(source(path), attach)


def test_missing_file_folder_and_odd_name(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.xml") == "does not exist"
    assert refused(tmp_path) == "is a folder, not a file"
    with pytest.raises(ReadError, match="cannot be read"):
        load.head(load.Source("a\0b", "a"))


def test_an_unreadable_file_gives_the_systems_reason(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(ReadError, match="cannot be read"):
        load.contents(source(loop))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_decoded_by_its_mark(tmp_path: Path, encoding: str) -> None:
    assert load.text(source(written(tmp_path, "Köln €".encode(encoding)))) == "Köln €"


def test_bytes_of_another_encoding_name_their_line(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        load.text(source(written(tmp_path, b"one\ntwo \xff\n")))
    assert caught.value.faults[0].line == 2


def test_contents_are_whole_and_a_head_is_cut(tmp_path: Path) -> None:
    assert load.contents(source(written(tmp_path, b"12345"), bytes=5)) == b"12345"
    assert load.head(source(written(tmp_path, b"x" * 10_000))) == b"x" * load.HEAD


@pytest.fixture
def piped() -> Iterator[Callable[[bytes], Path]]:
    """What a shell makes of `<(command)`: a file whose size nobody knows before its end."""
    ours, theirs = os.pipe()

    def piped(data: bytes) -> Path:
        os.write(theirs, data)
        os.close(theirs)
        return Path(f"/dev/fd/{ours}")

    yield piped
    os.close(ours)


@pytest.mark.parametrize(("data", "limit"), [(b"12345", 5), (b"x" * 60_000, 60_000)])
def test_contents_of_a_pipe(piped: Callable[[bytes], Path], data: bytes, limit: int) -> None:
    assert load.contents(source(piped(data), bytes=limit)) == data


def test_contents_of_a_pipe_hold_the_limit(piped: Callable[[bytes], Path]) -> None:
    with pytest.raises(ReadError, match="is larger than 5 bytes"):
        load.contents(source(piped(b"123456"), bytes=5))


def test_elements_of_a_pipe_hold_the_limit(piped: Callable[[bytes], Path]) -> None:
    assert refused(piped(b"<a><b/></a>"), bytes=5) == "is larger than 5 bytes"


def test_bytes_at_hand_hold_the_limit() -> None:
    given = load.Source("a.xml", "a.xml", Limits(bytes=5), b"12345")
    assert load.contents(given) == b"12345"
    with pytest.raises(ReadError, match="is larger than 4 bytes"):
        load.head(given._replace(limits=Limits(bytes=4)))


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"<testsuites><testsuite>", "testsuites"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<ns:coverage xmlns:ns='u' ", ""),
        (b"<ns:coverage xmlns:ns='u'>", "coverage"),
        (b"TN:\nSF:a.c\n", ""),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>", ""),
        (b"<?xml version='1.0' encoding='hex'?><a>", ""),
        (b"<?xml version='1.0' encoding='shift_jis'?><a>", ""),
        (b"", ""),
    ],
)
def test_the_root_element_of_a_head(head: bytes, root: str) -> None:
    assert load.root_element(head) == root


@pytest.mark.parametrize("encoding", [b"hex", b"TF-8", b"shift_jis"])
def test_an_encoding_that_cannot_be_read_is_refused(tmp_path: Path, encoding: bytes) -> None:
    assert refused(written(tmp_path, b"<?xml version='1.0' encoding='" + encoding + b"'?><a/>"))


@pytest.mark.defect("LS-86")
@pytest.mark.parametrize("name", ["a\nb", "a\r\nb", "a\u2028b", "x" * 100_000])
def test_an_error_is_one_line_that_can_be_read_whatever_it_quotes(name: str) -> None:
    (fault,) = load.Source("x", "junit.xml").refuse(f'ends while package "{name}" runs', 3).faults
    assert fault.message.startswith('ends while package "')
    assert len(fault.message.splitlines()) == 1
    assert len(fault.message) <= 300
    assert fault.message.endswith(" runs") or fault.message.endswith("x…")
