"""The files of a new, empty archive."""

from __future__ import annotations

import sys

from pipeline.authoring.installation import Origin, origin

_ARCHIVE = """\
# 檔案庫的設定。 The settings of this archive.
name:
  zh: 會議紀錄
  en: Meeting records

# 正式網址，例如 https://minutes.example.tw；未設定時只在本機顯示絕對網址。
# The public address; without it, absolute links appear on this machine only.
# base_url: https://minutes.example.tw

publisher:
  zh: ""
  en: ""

# 聯絡信箱或表單網址：讀者由此「回報錯誤」，與會者由此「訂正我的發言」。
# Where readers write to, and participants ask to correct their words: a mail address or a form.
contact: ""

licence: CC0-1.0
timezone: Asia/Taipei

# 提交到這個儲存庫是否就等於對外公開。填 true 時，訂正期未過的檔案不能放進來：草稿放在另一個私人的資料夾
#（--drafts 或 MINUTES_DRAFTS），時間到了用 minutes publish 搬過來。
# Whether a commit to this repository is a publication. If so, nothing may lie here before its time:
# drafts lie in a private folder of their own (--drafts, MINUTES_DRAFTS) until `minutes publish`.
public_repository: false
"""

_AGENCIES = """\
# 這個檔案庫另外需要的機關；常見的中央機關已隨程式附上，不必重列。
# Agencies that this archive needs beside those that come with the program.
#
# - id: example-agency                    # 代號，永不重用 never reused
#   name: {zh: 範例署, en: Example Agency}
#   short: [範署]                         # 簡稱 short forms
#   from: 2025-01-01                      # 起訖日（含當日） first and last day
#   predecessor: [old-agency]             # 前身 what it took over from
#   parent: ey                            # 上級機關 its superior
"""

_PEOPLE = """\
# 發言標籤與人的對應。只有寫在 labels 的標籤才會連到人；暱稱是對發言者的保護，不寫、不猜。
# Which label is which person. Only labels listed here lead to a person; nicknames protect their
# bearers, so they are not listed and never guessed.
#
# - id: wang-fan-li
#   name: {zh: 王範例, en: Wang Fan-li}
#   labels: [王範例, 王範例科長]
#   agency: example-agency
#   role: 科長
#   po:                                   # 擔任開放政府聯絡人的起訖日 duty as Participation Officer
#     - {agency: example-agency, from: 2025-01-01}
"""

_SCHEDULE = """\
# 預定的會議；日期過了而沒有紀錄的，網站會標示「等候紀錄」；沒有開成的，寫上 not_held 的理由。
# Meetings to come; a past one without a record is shown as awaited, one that was not held with the reason.
#
# - date: 2030-01-08
#   time: "14:00"
#   place: 第一會議室
#   tier: monthly
#   title: 119年1月開放政府聯絡人工作推動會議
#   host: example-agency
# - date: 2030-02-12
#   tier: monthly
#   not_held: {zh: 颱風停班, en: Offices were closed.}
# - period: 2030-Q1
#   tier: seasonal
#   not_held: {zh: 併入第二季, en: Joined with the second quarter.}
"""

_REDIRECTS = """\
# 舊址（Tab）新址：改名之後舊連結仍然有效。 Old address, tab, new address: a renamed record keeps its old links.
"""

_ALTERNATES = """\
# 同一場會議的兩種語文（Tab 分隔）。 One meeting in two languages, separated by a tab.
"""

_PRE_COMMIT = """\
# 提交前自動檢查：先執行一次 pre-commit install。 Checks before each commit: run pre-commit install once.
repos:
"""

# The program of this machine, where no other can be named.
_LOCAL_HOOK = """\
  - repo: local
    hooks:
      - id: minutes-check
        name: minutes check 檢查會議紀錄
        entry: minutes check --staged --transcripts .
        language: system
        files: \\.(md|yaml|yml)$|(^|/)\\.(redirects|alternates)$
        always_run: true
        require_serial: true
"""

_HOOK = """\
  - repo: {repository}
    rev: "{commit}"
    hooks:
      - id: minutes-check
"""

_CALLER = """\
# 每次推送都檢查整個檔案庫，並在有問題的行上標註。 Checks the archive on every push, and annotates the lines.
name: check
on: [push, pull_request]
permissions:
  contents: read
  security-events: write  # 上傳到 Code scanning；不用時刪去，並設 sarif: false  for code scanning
jobs:
  check:
    uses: ./.github/workflows/minutes-check.yml
    with:
      # pip 由此安裝檢查程式，例如 "minutes-archive @ git+https://…@提交編號"；空白時流程會停下來說明。
      # What pip installs to check; where it is empty the workflow stops and says so.
      package: "{package}"
      # 私人儲存庫若沒有 Code scanning，改成 false。 false for a private repository without code scanning.
      sarif: true
"""

CHECK_WORKFLOW = """\
# 檢查會議紀錄，由其他流程呼叫（workflow_call）。 Checks meeting records; other workflows call it:
#
#   jobs:
#     check:
#       uses: OWNER/REPOSITORY/.github/workflows/minutes-check.yml@COMMIT
#       permissions: {contents: read, security-events: write}
#       with: {transcripts: ., package: what pip installs}
name: minutes check
on:
  workflow_call:
    inputs:
      package:
        description: 檢查程式的安裝來源 What pip installs, such as a name with a version, or an address
        type: string
        required: true
      transcripts:
        description: 逐字稿資料夾 The folder of transcripts in the repository
        type: string
        default: "."
      lang:
        description: 訊息的語言，zh 或 en The language of the messages
        type: string
        default: zh
      strict:
        description: 警告視同錯誤 Warnings count as errors
        type: boolean
        default: false
      sarif:
        description: 上傳到 Code scanning Send the findings to code scanning
        type: boolean
        default: true
      python:
        description: Python 的版本 The version of Python
        type: string
        default: "3.12"
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    defaults:
      run:
        shell: bash
    env:
      MINUTES_TRANSCRIPTS: ${{ inputs.transcripts }}
      LANGUAGE_OF_MESSAGES: ${{ inputs.lang }}
      STRICT: ${{ inputs.strict && '--strict' || '' }}
      PYTHONUTF8: "1"
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          fetch-depth: 0  # 比對前一次的內容 to compare with what was there before
          persist-credentials: false
      - uses: actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0
        with:
          python-version: ${{ inputs.python }}
      - id: install
        name: 安裝 Install
        env:
          PACKAGE: ${{ inputs.package }}
        run: |
          if [ -z "$PACKAGE" ]; then
            echo "::error title=minutes check::請在呼叫的流程填寫 package（pip 安裝檢查程式的來源）。 Set 'package' in the calling workflow: what pip installs to check."
            exit 1
          fi
          python -m pip install --quiet --disable-pip-version-check "$PACKAGE"
      - id: archive
        name: 檢查整個檔案庫 Check the archive
        run: minutes check --lang "$LANGUAGE_OF_MESSAGES" --format github $STRICT
      - id: changes
        name: 檢查這次的變更 Check what changed
        if: ${{ !cancelled() && steps.install.outcome == 'success' }}
        env:
          BASE: ${{ github.event.pull_request.base.sha || github.event.before }}
        run: |
          if [ -n "$BASE" ] && git cat-file -e "$BASE^{commit}" 2>/dev/null; then
            minutes check --changed="$BASE" --lang "$LANGUAGE_OF_MESSAGES"
          else
            echo "沒有可比對的提交。 There is no earlier commit to compare with."
          fi
      - id: sarif
        name: 匯出 SARIF Write SARIF
        if: ${{ !cancelled() && steps.install.outcome == 'success' && inputs.sarif }}
        run: minutes check --lang "$LANGUAGE_OF_MESSAGES" --format sarif > "$RUNNER_TEMP/minutes.sarif" || test $? -eq 1
      - name: 上傳 SARIF Upload SARIF
        # 由分支複本送來的請求沒有上傳的權限。 A pull request from a fork may not upload.
        if: ${{ !cancelled() && steps.sarif.outcome == 'success' && !github.event.pull_request.head.repo.fork }}
        uses: github/codeql-action/upload-sarif@5d4e8d1aca955e8d8589aabd499c5cae939e33c7 # v4.31.9
        with:
          sarif_file: ${{ runner.temp }}/minutes.sarif
          category: minutes-check
"""

_README = """\
# 會議紀錄 Meeting records

這個資料夾是一個會議紀錄檔案庫：一場會議一個 Markdown 檔，檔名是「日期-標題.md」。
This folder is an archive of meeting records: one Markdown file a meeting, called date-title.md.

## 先做一次 Once

草稿放在另一個**私人的**資料夾，不放在這裡；放在這裡的檔案，提交到公開的儲存庫就等於公開。
Drafts lie in a **private** folder of their own, not here: what lies here is public once a public repository has it.

```sh
mkdir ../drafts                                  # 私人的草稿資料夾 the private folder of drafts
export MINUTES_TRANSCRIPTS="$PWD"                # 這個資料夾 this folder
export MINUTES_DRAFTS="$(cd ../drafts && pwd)"
```

儲存庫若是公開的，請在 `archive.yaml` 寫 `public_repository: true`，檢查就會擋下放錯地方的檔案。
If the repository is public, say `public_repository: true` in `archive.yaml`: the check then stops files in the wrong place.

## 平常 Every time

| 要做的事 What to do | 指令 Command |
|---|---|
| 新增一份草稿 write a draft | `minutes new collaborative --date 2025-04-10 --case 901 --host 機關` |
| 匯入速錄檔 import a stenographer's file | `minutes import 速錄檔.docx -o "$MINUTES_DRAFTS"` |
| 檢查 check | `minutes check` |
| 預覽草稿 look at the drafts | `minutes preview` |
| 看什麼時候能公開 see what is due | `minutes publish --list` |
| 把到期的草稿搬到這裡 move what is due here | `minutes publish` |
| 新增一個議題 write an issue | `minutes new issue --slug playground-shade --title 議題名稱` |
| 在本機瀏覽 look at the archive | `minutes serve` |

## 格式 The format

```markdown
# 2025-04-10 標題

## 段落 a section

### 王範例：
發言寫在標籤下一行，一段一次發言。

> （全場鼓掌）
```

- `archive.yaml` 設定 settings
- `agencies.yaml`、`people.yaml` 名錄 registries
- `schedule.yaml` 預定的會議 meetings to come
- `issues/` 議題 issues
- `attachments/` 附件，每場會議一個資料夾 files, one folder a meeting
- `.redirects` 改名前的網址 old addresses；`.alternates` 兩種語言的對照 twins in two languages
"""

_ISSUES = """\
# 議題 Issues

一個議題一個檔案；用 `minutes new issue` 產生。
One file an issue, made with `minutes new issue`.
"""


def starter_files(source: Origin | None = None) -> dict[str, str]:
    """Path below the archive's folder → content. What checks there is installed from `source`, by
    default from where this program came."""
    source = source or origin()
    hook = (
        _HOOK.format(repository=source.repository, commit=source.commit)
        if source.repository
        else _LOCAL_HOOK
    )
    return {
        "archive.yaml": _ARCHIVE,
        "agencies.yaml": _AGENCIES,
        "people.yaml": _PEOPLE,
        "schedule.yaml": _SCHEDULE,
        "issues/README.md": _ISSUES,
        ".redirects": _REDIRECTS,
        ".alternates": _ALTERNATES,
        ".gitattributes": "*.md text eol=lf\n*.yaml text eol=lf\n",
        ".pre-commit-config.yaml": _PRE_COMMIT + hook,
        ".github/workflows/check.yml": _CALLER.format(package=source.requirement),
        ".github/workflows/minutes-check.yml": CHECK_WORKFLOW,
        "README.md": _README,
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(CHECK_WORKFLOW.encode())  # with the same ends of lines everywhere
