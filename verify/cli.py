"""The command line: parsing and printing, nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify import __version__
from verify.running.terminal import long_work

if TYPE_CHECKING:
    from verify.kernel.recheck import Finding
    from verify.language.catalogue import Catalogue
    from verify.language.lemma import Lemma

__all__ = [
    "certificate_option", "command", "executor_option", "json_option", "long_work", "run", "writable",
    "write_certificate",
]  # fmt: skip


class _Commands(click.Group):
    """The generic commands, and those that installed packages contribute."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted({*super().list_commands(context), *(entry.name for entry in _contributed())})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        own = super().get_command(context, name)
        found = (entry for entry in _contributed() if entry.name == name)
        return own or next((entry.load() for entry in found), None)


def _contributed() -> list[EntryPoint]:
    return list(entry_points(group="certiphi.commands"))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="certiphi")
def command() -> None:
    """Derive, certify and sample mathematical claims; a false statement is never PROVED."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; errors are one line on standard error."""
    try:
        with command.make_context("certiphi", list(arguments)) as context:
            return command.invoke(context) or 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        return _fail(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted", 130)
    except BrokenPipeError:
        sys.stderr.close()
        return 141


def _fail(message: str, code: int) -> int:
    click.echo(f"certiphi: {' '.join(message.split())}", err=True)
    return code


def writable(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:
    """Refuse a file that cannot be written before any work is done for it."""
    if path and path != "-":
        from verify.running.files import NotWritable, ensure_writable

        try:
            ensure_writable(path)
        except NotWritable as error:
            raise click.BadParameter(str(error), context, parameter) from error
    return path


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --json."""
    text = "Write the answer as JSON; - is standard output, where nothing else is written then."
    return click.option("--json", "json_file", metavar="FILE", callback=writable, help=text)(function)


def certificate_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --certificate."""
    text = "Write proofs that `certiphi recheck` checks again, where they can be written."
    return click.option("--certificate", metavar="FILE", callback=writable, help=text)(function)


def executor_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --executor."""
    text = "Where the work runs: serial, threads:N, processes:N or dask://HOST:PORT."
    option = click.option("--executor", metavar="SPEC", default="serial", callback=_known, show_default=True, help=text)
    return option(function)


def _known(context: click.Context, parameter: click.Parameter, spec: str) -> str:
    from verify.running.executor import opener

    try:
        opener(spec)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from error
    return spec


def write_certificate(path: str, claims: Sequence[tuple[str, Any, Any]], digits: int = 30) -> None:
    """Write a certificate of claims (name, statement, domain), and say on standard error which have none and why."""
    from verify.prover.certificate import certify
    from verify.report.certificates import write_claims

    try:
        with long_work("writing the certificate"):
            document, missing = certify(claims, digits)
    except ValueError as error:  # two files may each have a lemma of one name
        raise click.UsageError(str(error)) from error
    write_claims(path, document, missing)


@command.command()
@click.argument("names", nargs=-1, metavar="[NAME… | FILE.py…]")
@click.option("--thorough", is_flag=True, help="Also search for a counterexample to what is proved.")
@executor_option
@certificate_option
@json_option
def check(names: tuple[str, ...], thorough: bool, executor: str, certificate: str | None, json_file: str | None) -> int:
    """Check lemmas: of the catalogue by name, derivation or source, of a file, or all.

    A FILE.py is run as Python, with all that this allows: check only files that you trust.

    Exit code 0 if every lemma is as claimed, 1 if one is refuted, below its claim or raises an error, 2 for bad usage.
    """
    from verify.report.certificates import of_verdicts, write_claims
    from verify.report.checking import checked
    from verify.report.data import streamed
    from verify.report.text import show_verdicts

    with _one_line_errors(), streamed(json_file, "lemmas") as add:
        lemmas, catalogues = _selected(names)
        found = checked(lemmas, thorough, catalogues, executor, lambda verdict: add(verdict.as_dict()))
    if json_file != "-":
        show_verdicts(found)
    if certificate:
        write_claims(certificate, *of_verdicts(found))
    return 0 if all(verdict.as_claimed for verdict in found) else 1


def _selected(names: Sequence[str]) -> tuple[list[Lemma], dict[str, Catalogue]]:
    """Return the lemmas of these names, and where they are from: files by path, what is installed under ""."""
    from verify.language.catalogue import installed, read_file

    files = [name for name in names if name.endswith(".py")]
    catalogues = {name: read_file(Path(name)) for name in files}
    lemmas = [lemma for name in files for lemma in catalogues[name].lemmas]
    rest = [name for name in names if name not in files]
    if rest or not files:
        catalogues[""] = installed()
        lemmas += catalogues[""].select(rest) if rest else catalogues[""].lemmas
    return lemmas, catalogues


@contextmanager
def _one_line_errors(*others: type[Exception]) -> Iterator[None]:
    from verify.language.catalogue import UnknownName, UnreadableFile
    from verify.language.lemma import DeclarationError
    from verify.running.executor import Unavailable
    from verify.running.files import NotWritable
    from verify.running.tasks import TaskFailed, WorkersFailed

    ours = UnknownName, UnreadableFile, DeclarationError, Unavailable, TaskFailed, WorkersFailed, NotWritable
    known: tuple[type[Exception], ...] = (*ours, *others)
    try:
        yield
    except known as error:
        raise click.ClickException(str(error)) from error


@command.command()
@click.argument("file", metavar="FILE")
@click.option("--engine", type=click.Choice(["ball", "interval", "coq"]), default="ball", show_default=True)
@click.option("--timeout", type=click.FloatRange(min=0), default=600, show_default=True, metavar="SECONDS",
              help="Processor time for all claims together.")  # fmt: skip
@click.option("--lemmas", "lemma_file", metavar="FILE.py", help="Say which claims are lemmas of this file (it is run).")
def recheck(file: str, engine: str, timeout: float, lemma_file: str | None) -> int:
    """Check the certificate FILE again: its proofs by balls or intervals, or its statements by Coq.

    Nothing of the search that found the proofs is used.  What is printed is what was accepted; the names are
    the file's.  Exit code 0 if every claim is accepted (and a lemma of FILE.py), 1 if one is not, 2 for a file
    that is no certificate.
    """
    from verify.kernel.recheck import BadCertificate, read, recheck
    from verify.report.rechecking import show_findings

    try:
        document = read(file)
        found = recheck(document, "ball" if engine == "coq" else engine, timeout)
        found = _by_coq(document, found, timeout) if engine == "coq" else found
    except BadCertificate as error:
        raise click.UsageError(f"{file} is no certificate: {error}") from error
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from error
    lemmas = _file_of(lemma_file).lemmas if lemma_file else None
    return 0 if show_findings(document, found, engine, lemmas) else 1


def _file_of(path: str) -> Catalogue:
    from verify.language.catalogue import read_file

    with _one_line_errors():
        return read_file(Path(path))


def _by_coq(document: Any, read: tuple[Finding, ...], seconds: float) -> tuple[Finding, ...]:
    """Return what Coq says of the claims that the kernel accepts; the others stay as the kernel found them."""
    from verify.coq import ABSENT, check
    from verify.kernel import Limits
    from verify.kernel.recheck import MOST_WORK

    accepted = {each.name for each in read if each.accepted}
    with long_work("asking Coq"):
        asked = [claim for claim in document["claims"] if claim["name"] in accepted]
        outcomes = check(asked, limits=Limits(MOST_WORK, seconds))
    if any(outcome.status == ABSENT for outcome in outcomes.values()):
        raise click.UsageError("Coq is not installed; on Debian: apt-get install coq libcoq-interval")
    said = ((each, outcomes.get(each.name)) for each in read)
    return tuple(each if o is None else replace(each, accepted=bool(o), reason=o.reason) for each, o in said)


@command.command()
@click.argument("name")
@click.option("--latex", metavar="FILE", callback=writable, help="Write a LaTeX document; - is standard output.")
@click.option("--pdf", metavar="FILE", callback=writable, help="Write a PDF, by latexmk or without TeX.")
def derive(name: str, latex: str | None, pdf: str | None) -> int:
    """Print the derivation NAME line by line, or write it as a document."""
    from verify.language.catalogue import installed
    from verify.report.latex import document
    from verify.report.pdf import NoTypesetter, write_pdf
    from verify.report.text import show_derivation
    from verify.running.files import write_text

    with _one_line_errors(NoTypesetter):
        derivation = installed().derivation(name)
        with long_work(f"deriving {name}"):
            lines = derivation.lines
        if latex == "-":
            click.echo(document((derivation,), derivation.sentence), nl=False)
        elif latex:
            write_text(latex, document((derivation,), derivation.sentence))
        if pdf:
            with long_work("typesetting"):
                write_pdf((derivation,), derivation.sentence, pdf)
    if not (latex or pdf):
        show_derivation(derivation, lines)
    return 0


@command.command()
@click.option("-o", "--output", "folder", metavar="DIR", default="report", show_default=True, help="Where it goes.")
def report(folder: str) -> int:
    """Check everything, and write verdicts, derivations and the papers' examples to a folder."""
    from verify.language.catalogue import installed
    from verify.report.checking import checked
    from verify.report.folder import fill, made
    from verify.report.pdf import NoTypesetter
    from verify.report.text import show_verdicts

    with _one_line_errors(NoTypesetter):
        place = made(folder)
        catalogue = installed()
        found = checked(catalogue.lemmas)
        fill(place, found, catalogue.derivations)
    show_verdicts(found)
    for entry in entry_points(group="certiphi.reports"):
        entry.load()(place)
    click.echo(f"\nThe report is in {place.resolve()}: {', '.join(sorted(p.name for p in place.iterdir()))}")
    return 0 if all(verdict.as_claimed for verdict in found) else 1
