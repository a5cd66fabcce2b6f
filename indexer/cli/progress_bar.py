"""The progress bar of the commands that take long, on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn


@contextmanager
def progress_bar(
    *columns: ProgressColumn,
    refreshes_a_second: float,
    expand: bool = False,
    estimate_s: float = 30.0,
) -> Iterator[Progress | None]:
    """A bar that vanishes at the end; None if the system gives no thread to redraw it.

    `estimate_s`: seconds over which the speed is estimated.
    """
    from rich.console import Console  # noqa: PLC0415 - heavy
    from rich.progress import Progress  # noqa: PLC0415 - heavy

    console = Console(stderr=True)
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        expand=expand,
        refresh_per_second=refreshes_a_second,
        speed_estimate_period=estimate_s,
    )
    try:
        bar.start()
    except RuntimeError:
        console.show_cursor(True)
        yield None
        return
    with bar:
        yield bar
