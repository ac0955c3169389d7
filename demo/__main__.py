"""`python -m demo load | reset | remove`."""

from __future__ import annotations

import time

import click

import demo


@click.group(help=demo.__doc__)
def main() -> None:
    """The commands of the demo."""


@main.command()
def load() -> None:
    """Load the demo company, unless it is loaded."""
    began = time.monotonic()
    done = demo.load()
    click.echo(f"demo loaded in {time.monotonic() - began:.1f} s" if done else "the demo is loaded already")


@main.command()
def reset() -> None:
    """Remove the demo company's data and load it anew, as of now."""
    demo.remove()
    demo.load()
    click.echo("demo loaded anew")


@main.command()
def remove() -> None:
    """Remove the demo company's data."""
    demo.remove()
    click.echo("demo removed")


main()
