from datetime import date

import pytest

from yuanqu.values import Period


@pytest.mark.parametrize(
    ("text", "start", "end", "zh", "en"),
    [
        ("2013", date(2013, 1, 1), date(2014, 1, 1), "2013年", "2013"),
        ("2014-09", date(2014, 9, 1), date(2014, 10, 1), "2014年9月", "Sep 2014"),
        ("2014-12", date(2014, 12, 1), date(2015, 1, 1), "2014年12月", "Dec 2014"),
        ("2014-01/02", date(2014, 1, 1), date(2014, 3, 1), "2014年1—2月", "Jan–Feb 2014"),
        ("2014-01/09", date(2014, 1, 1), date(2014, 10, 1), "2014年1—9月", "Jan–Sep 2014"),
    ],
)
def test_a_period_is_an_interval_and_reads_back(text, start, end, zh, en):
    period = Period.parse(text)
    assert (period.start, period.end) == (start, end)
    assert str(period) == text
    assert (period.label("zh"), period.label("en")) == (zh, en)


@pytest.mark.parametrize("text", ["", "14-09", "2014-13", "2014-09/02", "2014年", "2014-9", "2014-00"])
def test_other_text_is_no_period(text):
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)
