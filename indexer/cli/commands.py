"""The commands, each with one line of help. A command's module is loaded when it runs."""

from __future__ import annotations

from typing import Final

from indexer.i18n import Message

COMMANDS: Final = {
    "index": Message("读入报告，建立或更新索引"),
    "search": Message("检索：命中的部分、片段与分面计数"),
    "list": Message("列出报告；也可列出缺某一部分的报告"),
    "show": Message("看一份报告的全文"),
    "trends": Message("一个检索式逐年、逐省见于多少报告"),
    "coverage": Message("一年之内各校写了哪些部分"),
    "compare": Message("对照两份报告，标出改动"),
    "suggest": Message("补全学校、部分与常用词"),
    "inspect": Message("看一个文件会被读成什么样"),
    "check": Message("检查索引是否完好"),
    "stats": Message("索引的规模"),
    "serve": Message("在浏览器里检索"),
    "config": Message("看哪些选项在起作用，从哪里来"),
    "completion": Message("给 shell 用的补全脚本"),
}
