"""A made-up world of school sites: what each serves, what a person could click to, what is forbidden.

Each function of these modules builds one kind of site and says which reports a collector has to
find on it. `COMMON` is collected by every test run, `FURTHER` by the slow tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.collector.sites import (
    encodings,
    files,
    lists,
    paging,
    robots,
    servers,
    systems,
    units,
    vsb,
)
from tests.collector.sites.site import Site

Build = Callable[[], Site]

COMMON: tuple[Build, ...] = (
    vsb.vsb,
    vsb.vsb_downloads,
    vsb.old_vsb,
    vsb.sudy,
    systems.wordpress,
    systems.asp_in_gbk,
    systems.dahan,
    systems.page_bar,
    files.attachments,
    files.viewers,
    servers.redirects,
    servers.soft_404,
    servers.gone,
    servers.sessions,
    paging.calendar,
    servers.broken,
    servers.refusing,
    servers.wait_until,
    robots.robots_forbids,
    robots.robots_variants,
    robots.robots_broken,
    units.made_by_script,
    encodings.huge,
    encodings.framed,
    servers.log_in,
    units.twice,
    lists.clicks,
    lists.short_texts,
    units.others,
    lists.hidden_away,
)
FURTHER: tuple[Build, ...] = (
    vsb.webplus,
    systems.trs,
    systems.dede,
    systems.drupal,
    systems.aspnet,
    systems.forum,
    paging.select,
    paging.notices,
    paging.long_list,
    paging.gopage,
    paging.odd_hrefs,
    paging.shared,
    paging.in_pieces,
    lists.tabs,
    lists.dates_first,
    lists.state_json,
    lists.site_map,
    lists.left_menu,
    lists.iframe_list,
    lists.table_see,
    lists.matrix,
    lists.old_years,
    files.viewer_js,
    files.lying_types,
    files.packed,
    files.office_docs,
    files.both,
    files.hotlink,
    files.inner_frame,
    files.images,
    files.other_host,
    encodings.text_gbk_raw,
    encodings.broken_utf8,
    encodings.utf16,
    encodings.compressed,
    servers.goes_on,
    servers.cookie,
    servers.slow,
    servers.drip,
    servers.sometimes,
    servers.walls,
    servers.unreachable,
    robots.robots_odd,
    robots.robots_html,
    units.mixed_units,
    units.units,
    units.mobile_twin,
    units.vue,
    units.elsewhere,
    units.ws_404,
)


def world(builds: Sequence[Build]) -> Mapping[str, Site]:
    """Host → its site."""
    return {f"127.0.0.{number}": build() for number, build in enumerate(builds, 2)}
