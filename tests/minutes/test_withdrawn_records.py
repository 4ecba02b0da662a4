"""What is kept of withdrawn records: by which of their forms they are known again."""

from minutes.publication.withdrawn_records import KeptRecord, WithdrawnRecords


def test_two_forms_of_a_record_are_told_apart_though_they_have_much_in_common() -> None:
    shared = frozenset(range(1, 20))  # the lowest marks, too
    one, other = (KeptRecord.of("r", "n", shared | set(range(n, n + 20))) for n in (100, 200))
    known = WithdrawnRecords(kept=(one, other))
    assert known.alike(one.marks) == {"r": {one.form}}
    assert known.alike(one.marks | other.marks) == {"r": {one.form, other.form}}
    assert len({one.form, other.form, one.without(shared).form, other.without(shared).form}) == 2
