import pytest

from lockstitch.link.ids import Ids, split


def shop() -> Ids:
    return Ids(["SHOP-9", "SHOP-12", "SHOP-17"])


def numbered() -> Ids:
    return Ids(["12", "6241", "28679", "101", "2"])


def github() -> Ids:
    return Ids(["GH-12"])


@pytest.mark.parametrize("word", ["SHOP-12", "shop-12", " SHOP-12 "])
def test_an_id_is_found_in_any_case(word: str) -> None:
    assert shop().find(word) == "SHOP-12"


@pytest.mark.parametrize("word", ["#12", "12", "GH-12", "gh12", "gh#12"])
def test_a_numbered_record_has_many_spellings(word: str) -> None:
    assert numbered().find(word) == "12"
    assert github().find(word) == "GH-12"


@pytest.mark.parametrize("word", ["SHOP-1", "12", "SHOP12", "", "XSHOP-12"])
def test_other_words_are_no_id(word: str) -> None:
    assert shop().find(word) == ""


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("test_shop_17_voucher", {"SHOP-17"}),
        ("test_voucher_shop17", {"SHOP-17"}),
        ("testShop17Voucher", {"SHOP-17"}),
        ("TestSHOP_9", {"SHOP-9"}),
        ("test_SHOP-12", {"SHOP-12"}),
        ("test_shop_9_and_shop_12", {"SHOP-9", "SHOP-12"}),
        ("test_workshop_17", set()),
        ("test_shop_170", set()),
        ("test_shop_1", set()),
        ("test_shop", set()),
    ],
)
def test_ids_in_the_names_of_tests(name: str, ids: set[str]) -> None:
    assert shop().in_name(name) == ids


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("test_issue_6241", {"6241"}),
        ("test_gh_28679", {"28679"}),
        ("test_replace_gh28679", {"28679"}),
        ("testBug6241", {"6241"}),
        ("test_issue10228", set()),
        ("test_repr_101_shorter", set()),
        ("test_getstatement_bug2", set()),
        ("test_101", set()),
    ],
)
def test_bare_numbers_need_a_word_before_them(name: str, ids: set[str]) -> None:
    assert numbered().in_name(name) == ids


@pytest.mark.defect("LS-25")
def test_the_number_of_a_foreign_tracker_is_none_of_ours() -> None:
    assert numbered().in_name("test_bpo_6241") == set()
    assert numbered().numbered("bpo", 6241) == ""
    assert Ids(["bpo-6241"]).in_name("test_bpo_6241") == {"bpo-6241"}
    assert Ids(["6241"], prefixes=["bpo"]).in_name("test_bpo_6241") == {"6241"}


@pytest.mark.parametrize(
    ("word", "number", "record"),
    [
        ("", 12, "GH-12"),
        ("gh", 12, "GH-12"),
        ("issue", 12, "GH-12"),
        ("shop", 12, "SHOP-12"),
        ("story", 12, "GH-12"),
        ("other", 12, ""),
        ("", 13, ""),
        ("shop", 14, ""),
    ],
)
def test_a_word_and_a_number_mean_a_record(word: str, number: int, record: str) -> None:
    assert Ids(["GH-12", "SHOP-12", "SHOP-13"], prefixes=["story-"]).numbered(word, number) == record


def test_no_records_find_nothing() -> None:
    assert Ids([]).in_name("test_issue_1") == set()
    assert Ids(["the-login-bug"]).in_name("test_the_login_bug_1") == set()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("SHOP-12", [("SHOP-12", "SHOP-12")]),
        ("SHOP-12, SHOP-9;SHOP-1", [("SHOP-12", "SHOP-12"), ("SHOP-9", "SHOP-9"), ("SHOP-1", "")]),
        ("https://tracker.example/browse/SHOP-12/", [("SHOP-12", "SHOP-12")]),
        ("refs:SHOP-12", [("SHOP-12", "SHOP-12")]),
        ("  ", []),
    ],
)
def test_property_values(value: str, words: list[tuple[str, str]]) -> None:
    assert list(shop().in_value(value)) == words


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Fixes SHOP-12", ["SHOP-12"]),
        ("fix: SHOP-12 total", ["SHOP-12"]),
        ("Closes: SHOP-12, SHOP-9 and SHOP-17", ["SHOP-12", "SHOP-9", "SHOP-17"]),
        ("Vouchers\n\nResolved SHOP-12.", ["SHOP-12"]),
        ("[SHOP-12] total", ["SHOP-12"]),
        ("[SHOP-12, SHOP-9] total", ["SHOP-12", "SHOP-9"]),
        ("Fixes issue #7", ["#7"]),
        ("Fixes SHOP-12\nfixes SHOP-12", ["SHOP-12"]),
        ("Add vouchers (#456)", []),
        ("See SHOP-12", []),
        ("Prefixes SHOP-12", []),
        ('Revert "Fixes SHOP-12"\n\nThis reverts commit abc.', []),
        ('Fixes: 4f1c2ab90d ("Basket: total")', []),
        ("fix(basket): total", []),
    ],
)
def test_what_a_commit_message_closes(message: str, words: list[str]) -> None:
    assert [word for word, _ in shop().closed(message)] == words


def test_a_claim_of_an_unknown_id_is_told_without_a_record() -> None:
    assert list(shop().closed("Fixes SHOP-99")) == [("SHOP-99", "")]


def test_split() -> None:
    assert split("SHOP-12") == ("SHOP-", "12")
    assert split("12") == ("", "12")
    assert split("login") == ("login", "")


@pytest.mark.parametrize(
    ("message", "closed"),
    [
        ("Bug 12 - Total ignores the voucher r=ada", ["12"]),
        ("Bug 12: Total ignores the voucher", ["12"]),
        ("Fixes bug 12", ["12"]),
        ("Voucher\n\nFixed ticket 6241 and more", ["6241"]),
        ("Fixes bug #12, fixes bug 12", ["#12", "12"]),
        ("Bug 12 - Total\n\nFixes bug 12", ["12"]),
        ("Bug 13 - of another tracker", []),
        ("Bug 12 again", []),
        ("See bug 12 - it is not fixed", []),
        ("not fix bug 12", []),
        ("Fixes 12", []),
        ("Fixes bugs 12", []),
        ("Backed out changeset 4f1c2ab (bug 12) for failures", []),
        ('Revert "Bug 12 - Total"', []),
        ("Bug 12345678901234567890 - x", []),
    ],
)
def test_numbers_after_a_word(message: str, closed: list[str]) -> None:
    assert [word for word, record in numbered().closed(message) if record] == closed


def test_an_empty_word_before_a_number_is_no_word() -> None:
    assert Ids(["12"], prefixes=["#"]).in_name("test__12", "test_12") == set()
    assert numbered().in_name("test__12", "test_issues_6241") == {"6241"}
    assert Ids(["SHOP-9", "12"]).in_name("test_shop_12") == set()


def test_a_pattern_that_finds_an_unknown_id_finds_nothing() -> None:
    for ids in (["7"], []):
        assert Ids(ids, [r"_case_(?P<id>\d+)"]).in_name("test_case_8") == set()


@pytest.mark.parametrize("one", ["ISSUE-12", "issue-12", "GH-12", "gh12", "12"])
def test_an_id_of_a_numbered_tracker_is_found_as_itself_and_as_a_number(one: str) -> None:
    ids = Ids([one])
    assert {ids.find(word) for word in (one, "12", "#12", "GH-12", "gh12", "gh#12")} == {one}


def test_a_url_ends_in_an_id() -> None:
    assert list(shop().in_value("https://x.example/wiki/BOX")) == [("BOX", "")]


@pytest.mark.parametrize(
    ("ids", "patterns", "likely", "unlikely"),
    [
        (["SHOP-1"], [], ["test_shop_1", "TEST_SHOP_1"], ["test_total"]),
        (["SHOP-1", "CART-2"], [], ["test_shop_1", "TEST_CART_2"], ["test_total"]),
        ([], [], [], ["test_shop_1", "test_issue_1"]),
        (["SHOP-1"], [r"(?P<id>x)"], ["anything"], []),
    ],
)
def test_whether_to_look_for_ids_is_told_by_their_words(
    ids: list[str], patterns: list[str], likely: list[str], unlikely: list[str]
) -> None:
    found = Ids(ids, patterns).may_stand_in
    assert all(map(found, likely))
    assert not any(map(found, unlikely))


@pytest.mark.parametrize(
    ("message", "closed"),
    [
        ("Fixes SHOP-12, closes SHOP-9, resolves SHOP-17", ["SHOP-12", "SHOP-9", "SHOP-17"]),
        ("SHOP-12: total", ["SHOP-12"]),
        ("SHOP-12 total", []),
    ],
)
def test_each_way_to_claim(message: str, closed: list[str]) -> None:
    assert [record for _, record in shop().closed(message)] == closed


@pytest.mark.parametrize("word", ["bug", "issue", "ticket", "defect"])
def test_each_word_before_a_bare_number_claims(word: str) -> None:
    for message in (f"Fixes {word} 12", f"Fixes {word} 12 (bug, issue, ticket and defect are words)"):
        assert [record for _, record in numbered().closed(message)] == ["12"]
