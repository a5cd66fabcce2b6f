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
    paths,
    refusals,
    robots,
    servers,
    systems,
    units,
    viewers,
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
    viewers.viewers,
    servers.redirects,
    servers.soft_404,
    servers.gone,
    servers.sessions,
    paging.calendar,
    refusals.broken,
    refusals.refusing,
    refusals.wait_until,
    robots.robots_forbids,
    robots.robots_variants,
    robots.robots_broken,
    units.made_by_script,
    encodings.huge,
    encodings.framed,
    refusals.log_in,
    units.twice,
    lists.clicks,
    lists.short_texts,
    units.others,
    paths.hidden_away,
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
    paths.site_map,
    paths.left_menu,
    lists.iframe_list,
    lists.table_see,
    lists.matrix,
    paths.old_years,
    viewers.viewer_js,
    viewers.lying_types,
    files.packed,
    files.office_docs,
    files.both,
    files.hotlink,
    viewers.inner_frame,
    files.images,
    files.other_host,
    encodings.text_gbk_raw,
    encodings.broken_utf8,
    encodings.utf16,
    encodings.compressed,
    servers.goes_on,
    servers.cookie,
    refusals.slow,
    refusals.drip,
    refusals.sometimes,
    refusals.walls,
    refusals.unreachable,
    robots.robots_odd,
    robots.robots_html,
    units.mixed_units,
    units.units,
    units.mobile_twin,
    units.vue,
    units.elsewhere,
    units.ws_404,
    units.titles,
    robots.private_net,
    files.three_forms,
    robots.robots_moves,
    encodings.svg_and_forms,
    servers.home_404,
    refusals.patient,
    viewers.office_viewer,
    lists.page_dates,
    paging.endless_hubs,
    paging.nested,
)


def world(builds: Sequence[Build]) -> Mapping[str, Site]:
    """Host → its site."""
    return {f"127.0.0.{number}": build() for number, build in enumerate(builds, 2)}
