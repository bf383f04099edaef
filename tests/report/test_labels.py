"""Names on drawings keep clear of each other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.report.labels import Box, Label, place_labels, text_width

FRAME = Box(0, 0, 760, 560)


def test_chinese_signs_count_as_wide() -> None:
    assert text_width("富春江船闸", 12) == 60
    assert text_width("Fuchunjiang lock", 12) < 12 * 16


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.floats(60, 700), st.floats(40, 500), st.text("abc富春江", min_size=2, max_size=14)
        ),
        min_size=1,
        max_size=18,
    )
)
def test_names_that_may_be_left_out_never_cover_each_other(spots: list) -> None:
    labels = [Label(x, y, text) for x, y, text in spots]
    placed = [label.box for label in place_labels(labels, FRAME, []) if label.box is not None]
    assert placed, "the first name always finds room"
    for index, box in enumerate(placed):
        assert box.outside(FRAME) < 1e-6
        assert all(box.overlap(other) == 0 for other in placed[:index])


def test_a_name_that_must_be_there_is_drawn_even_without_room() -> None:
    crowd = [Label(300, 300, "Qujiang port phase II", must=True) for _ in range(40)]
    assert all(label.box is not None for label in place_labels(crowd, FRAME, []))


def test_a_name_keeps_off_what_is_taken() -> None:
    lake = Box(310, 290, 760, 310)
    (label,) = place_labels([Label(300, 300, "Longyou")], FRAME, [lake])
    assert label.box is not None
    assert label.box.overlap(lake) == 0
