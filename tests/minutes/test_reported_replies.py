"""The days of agencies' replies as meetings tell them (all invented)."""

import datetime as dt

import pytest

from minutes.recognition.agenda import items as agenda_items
from minutes.recognition.statements import replies
from tests.minutes.spoken_records import BODIES, record

ON = dt.date(2023, 9, 12)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("綜整回應的部分，九月三日已經在平台上面回覆了。", {dt.date(2023, 9, 3)}),
        ("綜整回應十二月二十八日上架，比承諾早。", {dt.date(2022, 12, 28)}),
        ("八月三十一號本署已經將回應放在本署的全球資訊網。", {dt.date(2023, 8, 31)}),
        ("9 月 3 日已經上「Join」，大家可以看。", {dt.date(2023, 9, 3)}),
        ("綜整回應 8 月 13 日已經在「Join」公布。", {dt.date(2023, 8, 13)}),
        ("成果8月22日已經放上「眾開講」。", {dt.date(2023, 8, 22)}),
        ("示範署於8月23日於公共政策網路參與平臺更新最新進度。", {dt.date(2023, 8, 23)}),
        ("8月29日於公共政策網路參與平台補充說明。", {dt.date(2023, 8, 29)}),
        ("綜整回應是9月3日，我們確認過了。", {dt.date(2023, 9, 3)}),
        ("8月17日公告修正了，一年後生效，同日也在平台綜整回應。", {dt.date(2023, 8, 17)}),
        ("兩邊的綜整回應9月5日都貼了。", {dt.date(2023, 9, 5)}),
        ("回應的話我們是在署的網站上公布，9月5日已經公布了。", {dt.date(2023, 9, 5)}),
        ("手冊我們是在署的網站上公布，9月5日已經公布了。", set()),
        ("綜整回應預計9月5日前。", set()),
        ("8月17日公告修正了，同日也開了說明會。", set()),
        ("9月20日談完，放到「眾開講」上就可以。", set()),
        ("8月1日部務會報通過，發布之後會在「Join」平台回應。", set()),
        ("八月十日開會，正式回應三十日以前上架。", set()),
        ("九月三日我們開了工作會議。", set()),
        ("這個案子在9月3日上週回覆了。", {dt.date(2023, 9, 3)}),
        ("本案於9月3日已經回應了，主要有兩點。", {dt.date(2023, 9, 3)}),
        ("公園管理處9月3日回覆了。", set()),
        ("這個案子在9月3日回覆了議員的質詢。", set()),
        ("預計十月二十日正式回應。", set()),
    ],
)
def test_a_day_may_be_written_in_words(said: str, days: set[dt.date]) -> None:
    called = ("主席", "歷次協作會議的摘要報告，先請示範署，序號908長椅案。")
    passages = record(called, ("陳", said), ("主席", "謝謝。"))
    (item,) = [one for one in agenda_items.read(passages, BODIES) if 908 in one.numbers]
    assert {one.date for one in replies.read(passages, item, ON)} == days
