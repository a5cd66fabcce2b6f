"""A message is its Chinese sentence, and can be said in another language."""

from __future__ import annotations

import ast
import pickle
import re

from indexer.errors import QueryError
from indexer.i18n import Message
from tests.syntax_trees import PACKAGES, nodes_of

ENGLISH = {
    "没有%(kind)s“%(typed)s”": "%(kind)s not found: “%(typed)s”",
    "学校": "School",
    "%(fault)s；最接近的是 %(shown)s": "%(fault)s; the nearest: %(shown)s",
    "、": ", ",
}


def in_english(template: str) -> str:
    return ENGLISH.get(template, template)


def test_a_message_is_its_chinese_sentence() -> None:
    assert Message("最多 %(most)d 个", most=64) == "最多 64 个"
    assert str(QueryError(Message("最多 %(most)d 个", most=64), "", (0, 0))) == "最多 64 个"


def test_the_values_of_a_message_are_said_in_the_language_too() -> None:
    fault = Message("没有%(kind)s“%(typed)s”", kind=Message("学校"), typed="学校")
    whole = Message("%(fault)s；最接近的是 %(shown)s", fault=fault, shown=("甲校", "乙校"))
    assert whole == "没有学校“学校”；最接近的是 甲校、乙校"
    assert whole.translated(in_english) == "School not found: “学校”; the nearest: 甲校, 乙校"


def test_a_percent_sign_is_one_in_a_value_and_where_nothing_is_filled_in() -> None:
    assert Message("没有“%(typed)s”", typed="100%(s)s%") == "没有“100%(s)s%”"
    assert Message("达到 100%") == "达到 100%"


def test_a_message_is_the_same_in_another_process() -> None:
    sent = pickle.loads(pickle.dumps(Message("没有“%(typed)s”", typed="机电")))
    assert sent == "没有“机电”"
    assert sent.translated(lambda template: template.replace("没有", "no ")) == "no “机电”"


def test_every_message_has_the_values_that_its_sentence_names() -> None:
    """Those without values are filled in later."""
    made = [
        (file, node.lineno, node.args[0].value, {each.arg for each in node.keywords})
        for file, node in nodes_of(*PACKAGES)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Message"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.keywords
        and all(each.arg for each in node.keywords)
    ]
    assert len(made) > 100
    for file, line, sentence, given in made:
        assert isinstance(sentence, str)
        assert set(re.findall(r"%\((\w+)\)", sentence)) == given, f"{file}:{line}"
