"""From a list of addresses of school sites to a folder of reports that `xxgk index` reads.

`collect.collect` is the way in. A crawl goes through these modules:

- `sites` reads the list; `state` keeps what is known between runs, `school_state` of one school,
  both in a `database`.
- `visit` crawls one school: `page` reads a web page (`decode` its bytes, `scripts` what its
  scripts hold, `link_text` what stands at a link), `link_kinds` says which links may lead to a
  report, `onward` what is visited next, `budget` when to stop, `finding` what a downloaded file is,
  `continuations` which pages belong to one article, `why_nothing` why a page gave nothing.
- `fetch` makes one request under the policy: `robots`, `guard` (addresses that are refused, broken
  certificates), `throttle` (the delay of each host), `addresses` (which hosts belong to a school).
- `keep` writes files whole, under names a person can read; `manifest_file` states their origin.
- `spider` runs the visits in Scrapy's engine; `outcome` says what was found and what was not.

Rule: uses of indexer only the report test and the manifest, with the messages and errors that
these raise; is imported by `indexer.cli` alone. Every request goes through `fetch`.
"""
