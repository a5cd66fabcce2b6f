"""A small report of its own, to be varied."""

from __future__ import annotations


def composed(school: str = "青江职业学院", year: int = 2024, more: str = "") -> str:
    """A small report of its own."""
    return f"""{school}{year}年信息公开工作报告

根据《高等学校信息公开办法》的要求，编制本报告。

一、信息公开工作概述
{school}成立了信息公开工作领导小组。{more}

二、主动公开情况
（一）招生考试信息公开
学校公布了{year}年招生章程。

三、依申请公开和不予公开情况
本年度没有收到公开申请。
"""
