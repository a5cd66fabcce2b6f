"""`xxgk watch`: what is new since the last run, told once."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Command


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "seen.json"


@pytest.fixture
def growing(elsewhere: Command, tmp_path: Path) -> tuple[Command, Path]:
    """An index of two seeds, and the folder to which more may be added."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for seed in sorted(SEEDS.glob("*.txt"))[:2]:
        shutil.copy(seed, folder)
    assert elsewhere("index", str(folder)).exit_code == 0
    return elsewhere, folder


def reports(output: str) -> set[str]:
    return {json.loads(line)["report_id"] for line in output.splitlines()}


def test_new_hits_are_told_once(growing: tuple[Command, Path], state: Path) -> None:
    xxgk, folder = growing
    first = xxgk("watch", "依申请公开", "--state", str(state))
    assert first.exit_code == 0
    assert len(reports(first.stdout)) == 2
    again = xxgk("watch", "依申请公开", "--state", str(state))
    assert (again.exit_code, again.stdout) == (1, "")
    shutil.copy(sorted(SEEDS.glob("*.txt"))[2], folder)
    xxgk("index", str(folder))
    later = xxgk("watch", "依申请公开", "--state", str(state))
    assert later.exit_code == 0
    (new,) = reports(later.stdout)
    assert new.startswith("002")
    assert "text" in json.loads(later.stdout.splitlines()[0])


def test_a_rebuild_announces_nothing(growing: tuple[Command, Path], state: Path) -> None:
    xxgk, folder = growing
    xxgk("watch", "依申请公开", "--state", str(state))
    assert xxgk("index", str(folder), "--rebuild").exit_code == 0
    assert xxgk("watch", "依申请公开", "--state", str(state)).exit_code == 1


def test_each_search_has_a_state_of_its_own(xxgk: Command, tmp_path: Path) -> None:
    home = {"XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path), "APPDATA": str(tmp_path)}
    assert xxgk("watch", "依申请公开", **home).exit_code == 0
    assert xxgk("watch", "依申请公开", "--year", "2024", **home).exit_code == 0
    assert xxgk("watch", "依申请公开", **home).exit_code == 1
    assert len([*tmp_path.rglob("watch/*.json")]) == 2


def test_what_is_merely_similar_is_not_told(xxgk: Command, state: Path) -> None:
    question = "哪些学校收到了公开申请多少条"
    assert xxgk("search", question).exit_code == 0
    assert xxgk("watch", question, "--state", str(state)).exit_code == 1


class TestExec:
    def command(self, place: Path, code: int = 0) -> str:
        script = f"import sys; open(sys.argv[1], 'w').write(sys.stdin.read()); sys.exit({code})"
        return shlex.join([sys.executable, "-c", script, str(place)])

    def test_the_hits_are_on_the_commands_standard_input(
        self, xxgk: Command, state: Path, tmp_path: Path
    ) -> None:
        place = tmp_path / "a; touch b"
        told = xxgk("watch", "信息公开", "--state", str(state), "--exec", self.command(place))
        assert (told.exit_code, told.stdout) == (0, "")
        assert len(reports(place.read_text("utf-8"))) == 5
        assert not (tmp_path / "b").exists()

    def test_it_does_not_run_without_new_hits(
        self, xxgk: Command, state: Path, tmp_path: Path
    ) -> None:
        command = self.command(tmp_path / "hits")
        nothing = xxgk("watch", "不存在的词语", "--state", str(state), "--exec", command)
        assert nothing.exit_code == 1
        assert not (tmp_path / "hits").exists()

    def test_hits_that_a_failing_command_got_are_told_again(
        self, xxgk: Command, state: Path, tmp_path: Path
    ) -> None:
        command = self.command(tmp_path / "hits", code=3)
        failed = xxgk("watch", "信息公开", "--state", str(state), "--exec", command)
        assert failed.exit_code == 2
        assert "以 3 结束" in failed.stderr
        assert not state.exists()
        assert xxgk("watch", "信息公开", "--state", str(state)).exit_code == 0

    @pytest.mark.parametrize("command", ["", "没有这个命令 a", "'echo"])
    def test_a_command_that_cannot_run_is_refused_first(
        self, xxgk: Command, state: Path, command: str
    ) -> None:
        assert xxgk("watch", "信息公开", "--state", str(state), "--exec", command).exit_code == 2
        assert not state.exists()


class TestState:
    def test_of_another_search_is_refused(self, xxgk: Command, state: Path) -> None:
        xxgk("watch", "信息公开", "--state", str(state))
        other = xxgk("watch", "举报", "--state", str(state))
        assert other.exit_code == 2
        assert "另一个检索" in other.stderr

    @pytest.mark.parametrize("content", ["", "[]", '{"format": "x"}', "\x00", '"a"'])
    def test_that_is_none_is_refused_and_kept(
        self, xxgk: Command, tmp_path: Path, content: str
    ) -> None:
        place = tmp_path / "notes.json"
        place.write_text(content, encoding="utf-8")
        assert xxgk("watch", "信息公开", "--state", str(place)).exit_code == 2
        assert place.read_text("utf-8") == content

    def test_is_replaced_as_a_whole(self, xxgk: Command, state: Path) -> None:
        xxgk("watch", "信息公开", "--state", str(state))
        assert [each.name for each in state.parent.iterdir()] == ["seen.json"]

    def test_that_cannot_be_written_is_reported(self, xxgk: Command, tmp_path: Path) -> None:
        blocked = tmp_path / "file"
        blocked.write_text("", encoding="utf-8")
        result = xxgk("watch", "信息公开", "--state", str(blocked / "seen.json"))
        assert result.exit_code in (2, 3)
        assert "seen.json" in result.stderr
