"""Dockerfiles in tests: read, and walked through without an engine."""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from support import PATIENCE


@dataclass(frozen=True)
class Step:
    """An instruction of a stage."""

    name: str
    rest: str


@dataclass
class Stage:
    """What one FROM begins."""

    name: str
    image: str
    steps: list[Step] = field(default_factory=list)

    def last(self, name: str) -> str:
        """What an instruction says that counts only once."""
        return [step.rest for step in self.steps if step.name == name][-1]


def stages(path: Path) -> dict[str, Stage]:
    """A Dockerfile's stages by name, in their order."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(), flags=re.MULTILINE)
    found: dict[str, Stage] = {}
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            image, _, called = rest.partition(" AS ")
            found[called] = stage = Stage(called, image)
        elif name:
            stage.steps.append(Step(name, rest.strip()))
    return found


@dataclass
class Walk:
    """A stage's steps, done in a folder that stands for the root of an image.

    Programs are the machine's own, found by PATH; the absolute paths that the steps name are
    those within the folder.
    """

    root: Path
    context: Path
    environment: dict[str, str]
    others: dict[str, Path] = field(default_factory=dict)
    """What another stage would have made, by its path there."""
    inside: tuple[str, ...] = ("/build", "/opt/ticketing")
    folder: str = "/"

    def place(self, path: str) -> Path:
        """Where a path of the image is."""
        return self.root / str(Path(self.folder) / path).lstrip("/")

    def do(self, step: Step) -> None:
        """Do what one step says."""
        {
            "ENV": self._env,
            "WORKDIR": self._workdir,
            "COPY": self._copy,
            "RUN": self._run,
        }[step.name](step.rest)

    def translated(self, text: str) -> str:
        """A command or value with the paths that it names put into the folder."""
        for path in self.inside:
            text = re.sub(rf"(?<![\w/.]){path}(?=[/:\s]|$)", f"{self.root}{path}", text)
        return text

    def _env(self, rest: str) -> None:
        for pair in shlex.split(rest):
            name, _, value = pair.partition("=")
            before = self.environment.get("PATH", "")
            self.environment[name] = self.translated(value).replace("$PATH", before)

    def _workdir(self, rest: str) -> None:
        self.folder = rest
        self.place("").mkdir(parents=True, exist_ok=True)

    def _copy(self, rest: str) -> None:
        *sources, target = shlex.split(rest)
        where = self.place(target)
        if sources[0].startswith("--from="):
            shutil.copytree(self.others[sources[1]], where, dirs_exist_ok=True)
            return
        if len(sources) > 1 or target.endswith("/"):
            where.mkdir(parents=True, exist_ok=True)
        for pattern in sources:
            for source in sorted(self.context.glob(pattern)):
                if source.is_dir():
                    unneeded = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(source, where, dirs_exist_ok=True, ignore=unneeded)
                else:
                    shutil.copy(source, where)

    def _run(self, rest: str) -> None:
        text = self.translated(re.sub(r"--mount=\S+\s*", "", rest))
        done = subprocess.run(
            ["/bin/sh", "-c", text],
            cwd=self.place(""),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=10 * PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
