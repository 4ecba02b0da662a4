"""Who hosts a case where a meeting settles it otherwise than it was proposed. The proposals are invented."""

from pathlib import Path

import pytest

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.trails import case
from tests.conftest import Transcripts

TURNS = (
    ("司儀", "接著是這個月的協作議題討論，Join平台的部分請國發會。"),
    ("陳", "第一則是「公園應全面設置遮陽座椅」，主辦機關是交通部，協辦機關是文化部。"),
    ("陳", "第二則是圖書館應延長夜間還書時間，主辦機關是教育部。"),
    ("司儀", "{call}"),
    ("林", "交通部報告，遮陽座椅放在公園裡面，公園我們沒有管，所以這個建議由文化部來。"),
    ("李", "文化部這邊，遮陽座椅的設計我們有興趣。"),
    ("{who}", "{settled}"),
    ("司儀", "下一案是還書，請教育部。"),
    ("黃", "教育部建議不納入。"),
    ("司儀", "開始投票。"),
    ("", "（投票結果：「公園應全面設置遮陽座椅」）"),
    ("主席", "那就遮陽座椅，編號45。"),
)


def hosts(
    transcripts: Transcripts, tmp_path: Path, settled: str, call: str, who: str = "主席"
) -> set[str]:
    told = {"settled": settled, "call": call, "who": who}
    said = ((speaker.format(**told), text.format(**told)) for speaker, text in TURNS)
    body = "\n\n".join(f"### {who}：\n{text}" if who else f"> {text}" for who, text in said)
    talk = "\n\n".join(f"### 王小明：\n遮陽座椅的量測第{n}次" for n in range(6))
    others = (
        (f"2018-{n:02}-05-開放政府-PO-月會", f"### 王小明：\n第{n}個月的事") for n in range(1, 12)
    )
    for name, words in (
        *others,
        ("2019-03-04-開放政府-PO-第二十五次月會", body),
        ("2019-04-12-開放政府聯絡人第四十五次協作會議", talk),
    ):
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{words}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 45)
    assert found is not None
    return {host.word for host in found.claims.hosts}


@pytest.mark.parametrize("call", ["依序請交通部。", "第一則遮陽座椅，先請交通部。"])
@pytest.mark.parametrize(
    ("settled", "expected"),
    [
        ("好，大家再想一想。", {"motc"}),
        ("很好，那就文化部主辦，交通部協辦。", {"moc"}),
        ("那如果選上了，就是文化部跟交通部兩個都是主辦。", {"moc", "motc"}),
        ("文化部要不要主辦？", {"motc"}),
    ],
)
def test_who_presides_settles_who_hosts_a_proposal(
    transcripts: Transcripts, tmp_path: Path, settled: str, expected: set[str], call: str
) -> None:
    assert hosts(transcripts, tmp_path, settled, call) == expected


def test_who_helps_with_another_proposal_of_an_earlier_meeting_helps_it_alone(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    said = (
        ("司儀", "接著是這個月的協作議題討論，Join平台的部分請國發會。"),
        (
            "陳",
            "第一則是「學校操場及體育館與游泳池的遮陽座椅由地方補助」，主辦機關是教育部，協辦機關是環保署。",
        ),
        ("司儀", "大家看一下，下個月再投。"),
    )
    body = "\n\n".join(f"### {who}：\n{text}" for who, text in said)
    name = "2019-02-11-開放政府-PO-第二十四次月會"
    transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    hosts(transcripts, tmp_path, "很好，那就文化部主辦，交通部協辦。", "依序請交通部。")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 45)
    assert found is not None
    assert "epa" not in {helper.word for helper in found.claims.co_hosts}


@pytest.mark.parametrize(
    "call", ["就請文化部自己改。", "文化部的比較少，就請文化部自己改。", "這則大家再想一想。"]
)
def test_who_is_asked_to_do_something_by_themselves_hosts_nothing(
    transcripts: Transcripts, tmp_path: Path, call: str
) -> None:
    assert hosts(transcripts, tmp_path, "好。", call) == {"motc"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("好，我們改，主辦文化部、協辦交通部，對不起，我剛剛唸的是舊的表。", {"moc"}),
        ("好，大家再想一想。", {"motc"}),
    ],
)
def test_who_presented_a_proposal_may_exchange_its_host_and_who_helps(
    transcripts: Transcripts, tmp_path: Path, said: str, expected: set[str]
) -> None:
    assert hosts(transcripts, tmp_path, said, "依序請交通部。", who="陳") == expected
